import { OpusEncoder } from 'mediaplex';
import { FRAME_SAMPLES, SAMPLE_RATE } from '../samples.ts';

/** Bits a second: what Discord gives the best channels of most servers, and more than anybody hears. */
const BITRATE = 128_000;
/** Samples by which what is heard lags behind what was encoded. */
export const ENCODER_DELAY = 312;
/** Requests of opus_defines.h. */
const SET_PREDICTION_DISABLED = 4042;
const RESET_STATE = 4028;
const FULL_SCALE = 32_767;

/** Makes Opus frames of 20 ms out of interleaved stereo, −1 to 1. */
export class FrameEncoder {
  readonly #codec: OpusEncoder;
  readonly #bytes = Buffer.alloc(FRAME_SAMPLES * 4);
  readonly #samples = new Int16Array(this.#bytes.buffer, this.#bytes.byteOffset, FRAME_SAMPLES * 2);
  #isPrimed = false;

  constructor() {
    this.#codec = new OpusEncoder(SAMPLE_RATE, 2);
    this.#codec.setBitrate(BITRATE);
  }

  /**
   * Hears what comes before the next frame, without making a frame of it. The next one then stands for itself: whoever
   * decodes it may have heard something else before.
   */
  prime(pcm: Float32Array): void {
    this.#codec.applyEncoderCtl(RESET_STATE, 0);
    this.encode(pcm);
    this.#codec.applyEncoderCtl(SET_PREDICTION_DISABLED, 1);
    this.#isPrimed = true;
  }

  /** Encodes a frame. What is louder than full is cut. */
  encode(pcm: Float32Array): Uint8Array {
    for (let i = 0; i < this.#samples.length; i += 1) {
      this.#samples[i] = Math.round(Math.max(-1, Math.min(1, pcm[i] ?? 0)) * FULL_SCALE);
    }
    const frame = this.#codec.encode(this.#bytes);
    if (this.#isPrimed) {
      this.#isPrimed = false;
      this.#codec.applyEncoderCtl(SET_PREDICTION_DISABLED, 0);
    }
    return frame;
  }
}

/** Makes interleaved stereo, −1 to 1, out of Opus packets. */
export class PacketDecoder {
  readonly #codec = new OpusEncoder(SAMPLE_RATE, 2);

  /** Forgets what it heard. */
  reset(): void {
    this.#codec.applyDecoderCtl(RESET_STATE, 0);
  }

  /** Decodes a packet. One that is broken is silence of its length. */
  decode(packet: Uint8Array, samples: number): Float32Array {
    const pcm = new Float32Array(samples * 2);
    let bytes: Buffer;
    try {
      bytes = this.#codec.decode(Buffer.from(packet.buffer, packet.byteOffset, packet.length));
    } catch {
      // A listener would rather miss one packet than the rest of the song.
      return pcm;
    }
    const count = Math.min(pcm.length, bytes.length / 2);
    for (let i = 0; i < count; i += 1) pcm[i] = bytes.readInt16LE(i * 2) / (FULL_SCALE + 1);
    return pcm;
  }
}
