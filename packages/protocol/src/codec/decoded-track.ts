/** Layouts of an encoded track: 1 has no uri, 2 adds it, 3 adds artwork and ISRC. Lavalink 4 writes 3. */
export type TrackVersion = 1 | 2 | 3;

/** What an encoded track says, field for field. */
export interface DecodedTrack {
  readonly version: TrackVersion;
  readonly title: string;
  readonly author: string;
  /** Milliseconds; 2^63 (9223372036854775807 on the wire) for a live stream. */
  readonly length: number;
  readonly identifier: string;
  readonly isStream: boolean;
  /** From version 2, else null. */
  readonly uri: string | null;
  /** From version 3, else null. */
  readonly artworkUrl: string | null;
  /** From version 3, else null. */
  readonly isrc: string | null;
  readonly sourceName: string;
  /** What the source wrote for itself. Opaque: only that source can read it. */
  readonly sourceDetails: Uint8Array;
  /** Where to start, in milliseconds. */
  readonly position: number;
}

/** Lavaplayer's "unknown length", 2^63 − 1, as near as a number gets. */
export const UNKNOWN_LENGTH: number = 2 ** 63;
