import { randomInt } from 'node:crypto';
import { MOST_FRAME_BYTES } from '../../sound/media/opus-packet.ts';
import { oggPage } from './ogg-page.ts';
import { fillingLengths, paddedFrame } from './padding.ts';

const FRAME_SAMPLES = 960;
/** Whoever begins to decode in the middle of a song needs 80 ms until it sounds right: RFC 7845, 4.6. */
const PRE_SKIP = 3_840;
const SAMPLE_RATE = 48_000;
const CHANNELS = 2;
const VENDOR = 'reprise-node';
/** Takes the place of what is too long for a frame, of which five might not fit on a page. */
const SILENCE = Uint8Array.of(0xf8, 0xff, 0xfe);

/** Writes Opus frames of 20 ms in 48 kHz stereo as an Ogg Opus stream: RFC 7845. */
export class OggOpusWriter {
  readonly #serial = randomInt(2 ** 32);
  readonly #isPadded: boolean;
  #sequence = 0;
  #frames = 0;

  /** @param isPadded - Whether the beginning and each page fill a block of a browser. */
  constructor(isPadded: boolean) {
    this.#isPadded = isPadded;
  }

  /** What the stream begins with. */
  begin(): Buffer {
    const first = this.#page('first', [head()]);
    const [length = 0] = this.#isPadded ? fillingLengths(1, first.length) : [];
    return Buffer.concat([first, this.#page('middle', [tags(length)])]);
  }

  /** A page of frames; the last one may be without any. */
  page(frames: readonly Uint8Array[], place: 'middle' | 'last' = 'middle'): Buffer {
    this.#frames += frames.length;
    const packets = frames.map((frame) => (frame.length > MOST_FRAME_BYTES ? SILENCE : frame));
    if (!this.#isPadded) return this.#page(place, packets);
    const lengths = fillingLengths(packets.length);
    return this.#page(
      place,
      packets.map((packet, i) => paddedFrame(packet, lengths[i] ?? 0)),
    );
  }

  #page(place: 'first' | 'middle' | 'last', packets: readonly Uint8Array[]): Buffer {
    const sequence = this.#sequence;
    this.#sequence += 1;
    return oggPage({ place, granule: this.#frames * FRAME_SAMPLES, serial: this.#serial, sequence, packets });
  }
}

function head(): Buffer {
  const bytes = Buffer.alloc(19);
  bytes.write('OpusHead', 'latin1');
  bytes.writeUInt8(1, 8);
  bytes.writeUInt8(CHANNELS, 9);
  bytes.writeUInt16LE(PRE_SKIP, 10);
  bytes.writeUInt32LE(SAMPLE_RATE, 12);
  return bytes;
}

/** Zeros behind the comments, of which there are none, are padding. */
function tags(length: number): Buffer {
  const bytes = Buffer.alloc(Math.max(length, 16 + VENDOR.length));
  bytes.write('OpusTags', 'latin1');
  bytes.writeUInt32LE(VENDOR.length, 8);
  bytes.write(VENDOR, 12, 'latin1');
  return bytes;
}
