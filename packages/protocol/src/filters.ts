import type { JsonObject } from './track.ts';

/** One equalizer band. Bands 0–14 are 25, 40, 63, 100, 160, 250, 400, 630 Hz, 1, 1.6, 2.5, 4, 6.3, 10 and 16 kHz. */
export interface EqualizerBand {
  /** 0 to 14. */
  readonly band: number;
  /** -0.25 (muted) to 1. Lavalink takes an absent gain for 1, so always say it. @defaultValue 1 */
  readonly gain?: number;
}

/** Removes a part of the spectrum, usually the voice. */
export interface Karaoke {
  /** 0 to 1. @defaultValue 1 */
  readonly level?: number;
  /** 0 to 1. @defaultValue 1 */
  readonly monoLevel?: number;
  /** Hz. @defaultValue 220 */
  readonly filterBand?: number;
  /** Hz. @defaultValue 100 */
  readonly filterWidth?: number;
}

/** Speed and pitch, each above 0. */
export interface Timescale {
  /** @defaultValue 1 */
  readonly speed?: number;
  /** @defaultValue 1 */
  readonly pitch?: number;
  /** Speed and pitch together. @defaultValue 1 */
  readonly rate?: number;
}

/** Volume that swings. */
export interface Tremolo {
  /** Hz, above 0. @defaultValue 2 */
  readonly frequency?: number;
  /** Above 0, at most 1. @defaultValue 0.5 */
  readonly depth?: number;
}

/** Pitch that swings. */
export interface Vibrato {
  /** Hz, above 0, at most 14. @defaultValue 2 */
  readonly frequency?: number;
  /** Above 0, at most 1. @defaultValue 0.5 */
  readonly depth?: number;
}

/** Sound that turns around the listener. */
export interface Rotation {
  /** Turns a second; 0.2 is the usual "8D". @defaultValue 0 */
  readonly rotationHz?: number;
}

/** Distortion by sine, cosine and tangent. */
export interface Distortion {
  /** @defaultValue 0 */
  readonly sinOffset?: number;
  /** @defaultValue 1 */
  readonly sinScale?: number;
  /** @defaultValue 0 */
  readonly cosOffset?: number;
  /** @defaultValue 1 */
  readonly cosScale?: number;
  /** @defaultValue 0 */
  readonly tanOffset?: number;
  /** @defaultValue 1 */
  readonly tanScale?: number;
  /** @defaultValue 0 */
  readonly offset?: number;
  /** @defaultValue 1 */
  readonly scale?: number;
}

/** How much of each channel goes where, 0 to 1. */
export interface ChannelMix {
  /** @defaultValue 1 */
  readonly leftToLeft?: number;
  /** @defaultValue 0 */
  readonly leftToRight?: number;
  /** @defaultValue 0 */
  readonly rightToLeft?: number;
  /** @defaultValue 1 */
  readonly rightToRight?: number;
}

/** Takes high frequencies away. */
export interface LowPass {
  /** 1 or less is off. @defaultValue 20 */
  readonly smoothing?: number;
}

/**
 * The filters of a player. Sending them replaces all of them; `{}` takes them all off.
 * A real server checks almost no range (speed 0 is taken and breaks the sound), so a client must.
 */
export interface Filters {
  /** 0 to 5, where 1 is as it is. */
  readonly volume?: number;
  readonly equalizer?: readonly EqualizerBand[];
  readonly karaoke?: Karaoke | null;
  readonly timescale?: Timescale | null;
  readonly tremolo?: Tremolo | null;
  readonly vibrato?: Vibrato | null;
  readonly distortion?: Distortion | null;
  readonly rotation?: Rotation | null;
  readonly channelMix?: ChannelMix | null;
  readonly lowPass?: LowPass | null;
  /** By name; the names a node knows are in {@link Info.filters}. */
  readonly pluginFilters?: JsonObject;
}
