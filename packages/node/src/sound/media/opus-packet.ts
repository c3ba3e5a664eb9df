/** Samples at 48 kHz of one frame, by the configuration in the first five bits of a packet: RFC 6716, table 2. */
const SILK_SAMPLES = [480, 960, 1_920, 2_880];
const HYBRID_SAMPLES = [480, 960];
const CELT_SAMPLES = [120, 240, 480, 960];
/** No packet is longer than 120 ms. */
const MOST_SAMPLES = 5_760;
/**
 * A longer packet is to be treated as malformed: RFC 7845, section 6. It holds 48 frames of 1,275 bytes, which are the most
 * and the longest there are (RFC 6716, section 3.4), and their lengths.
 */
export const MOST_PACKET_BYTES = 61_440;
/** A packet of one frame: a byte that tells what is in it, and 1,275 of sound (RFC 6716, sections 3.1 and 3.2.1). */
export const MOST_FRAME_BYTES = 1_276;

/** Samples at 48 kHz that come out of an Opus packet; undefined for what is none. */
export function opusSamples(packet: Uint8Array): number | undefined {
  const first = packet[0];
  if (first === undefined || packet.length > MOST_PACKET_BYTES) return undefined;
  const frames = frameCount(packet, first & 3);
  const samples = frames * frameSamples(first >> 3);
  return samples > 0 && samples <= MOST_SAMPLES ? samples : undefined;
}

function frameCount(packet: Uint8Array, code: number): number {
  if (code === 0) return 1;
  return code < 3 ? 2 : (packet[1] ?? 0) & 63;
}

function frameSamples(configuration: number): number {
  if (configuration < 12) return SILK_SAMPLES[configuration % 4] ?? 0;
  if (configuration < 16) return HYBRID_SAMPLES[configuration % 2] ?? 0;
  return CELT_SAMPLES[configuration % 4] ?? 0;
}

/** What the head of an Opus stream tells: RFC 7845, section 5.1. */
export interface OpusHead {
  /** Samples at the beginning that are not to be heard. */
  readonly preSkip: number;
}

/** Reads the head; undefined for what is none, or has more than two channels. */
export function readOpusHead(packet: Buffer): OpusHead | undefined {
  if (packet.length < 19 || packet.toString('latin1', 0, 8) !== 'OpusHead') return undefined;
  const isStereoOrMono = packet.readUInt8(9) <= 2 && packet.readUInt8(18) === 0;
  return isStereoOrMono ? { preSkip: packet.readUInt16LE(10) } : undefined;
}
