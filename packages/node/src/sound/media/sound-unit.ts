/** A piece of a track on its way. Places and lengths are samples at 48 kHz. */
export type SoundUnit = PcmUnit | PacketUnit;

interface Placed {
  /** Place of its first sample in the track; below 0 for what comes before the track begins. */
  readonly at: number;
  /** Samples that belong to the track; more may come out of a packet, at its end. */
  readonly samples: number;
}

/** Sound as it is. */
export interface PcmUnit extends Placed {
  /** Interleaved stereo, −1 to 1. */
  readonly pcm: Float32Array;
}

/** Sound in an Opus packet. */
export interface PacketUnit extends Placed {
  readonly packet: Uint8Array;
  /** Samples that come out of it. */
  readonly decodedSamples: number;
}

/** The place after it. */
export function endOf(unit: SoundUnit): number {
  return unit.at + unit.samples;
}
