/** Bytes that {@link streamFormat} needs: enough for the rest of a frame and three whole ones. */
export const FORMAT_BYTES = 5_120;

const TS_PACKET = 188;
const LONGEST_FRAME = 1_441;
/** By chance alone headers do not follow each other so often where they should. */
const FRAMES = 3;
/** Kilobits a second of MP3, by the index in its header, and samples a second. */
const MPEG1_RATES = [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320];
const MPEG2_RATES = [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160];
const SAMPLE_RATES = [44_100, 48_000, 32_000];

/**
 * What ffmpeg calls a stream that may begin anywhere, as those of radio stations do within a frame. Left to find out by itself
 * it reads some seconds first, which a live stream gives no sooner than they are over.
 *
 * @returns `undefined` for all that it tells by its beginning.
 */
export function streamFormat(start: Buffer): 'mpegts' | 'mp3' | 'aac' | undefined {
  if ([0, TS_PACKET, 2 * TS_PACKET].every((at) => start[at] === 0x47)) return 'mpegts';
  // Boxes of MP4 may hold frames that follow each other, too.
  if (/^(?:ftyp|styp|sidx|moov|moof)$/.test(start.toString('latin1', 4, 8))) return undefined;
  for (let at = afterTag(start), end = at + LONGEST_FRAME; at < Math.min(end, start.length); at += 1) {
    if (start[at] !== 0xff) continue;
    if (follow(start, at, mp3Frame)) return 'mp3';
    if (follow(start, at, adtsFrame)) return 'aac';
  }
  return undefined;
}

/** An ID3 tag tells its length in four times seven bits. */
function afterTag(start: Buffer): number {
  if (start.length < 10 || start.toString('latin1', 0, 3) !== 'ID3') return 0;
  return 10 + start.subarray(6, 10).reduce((size, byte) => size * 128 + (byte & 127), 0);
}

/** @param lengthOf - Length of the frame with a header at a place; `undefined` where there is none. */
function follow(bytes: Buffer, from: number, lengthOf: (bytes: Buffer, at: number) => number | undefined): boolean {
  let at = from;
  for (let count = 0; count < FRAMES; count += 1) {
    const length = at + 6 > bytes.length ? undefined : lengthOf(bytes, at);
    if (length === undefined) return false;
    at += length;
  }
  return true;
}

/** MPEG audio, layer III: ISO/IEC 11172-3, 2.4.1.3. */
function mp3Frame(bytes: Buffer, at: number): number | undefined {
  const [second, third] = [bytes.readUInt8(at + 1), bytes.readUInt8(at + 2)];
  const version = (second >> 3) & 3;
  if (bytes[at] !== 0xff || second >> 5 !== 7 || version === 1 || ((second >> 1) & 3) !== 1) return undefined;
  const isMpeg1 = version === 3;
  const kilobits = (isMpeg1 ? MPEG1_RATES : MPEG2_RATES)[third >> 4];
  const sampleRate = SAMPLE_RATES[(third >> 2) & 3];
  if (!kilobits || sampleRate === undefined) return undefined;
  const divisor = isMpeg1 ? 1 : version === 2 ? 2 : 4;
  return Math.floor((isMpeg1 ? 144_000 : 72_000) * (kilobits / (sampleRate / divisor))) + ((third >> 1) & 1);
}

/** AAC with a head for each frame: ISO/IEC 14496-3, 1.A.3.2. */
function adtsFrame(bytes: Buffer, at: number): number | undefined {
  if (bytes[at] !== 0xff || (bytes.readUInt8(at + 1) & 0xf6) !== 0xf0) return undefined;
  const length = (bytes.readUInt32BE(at + 2) >> 5) & 0x1fff;
  return length < 8 ? undefined : length;
}
