/** What a source knows about a track. Lavalink v4, REST API: "Track Info". */
export interface TrackInfo {
  /** The id within the source. Not unique across sources. */
  readonly identifier: string;
  readonly isSeekable: boolean;
  readonly author: string;
  /** Milliseconds. A live stream has 9223372036854775807: show "live", never calculate with it. */
  readonly length: number;
  readonly isStream: boolean;
  /** Where the track starts, in milliseconds. */
  readonly position: number;
  readonly title: string;
  readonly uri: string | null;
  readonly artworkUrl: string | null;
  /** International Standard Recording Code. */
  readonly isrc: string | null;
  readonly sourceName: string;
}

/** Free-form JSON that plugins add or clients attach. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** A track as a node answers it. */
export interface Track {
  /** The whole track in base64: what a node needs to play it. See {@link decodeTrack}. */
  readonly encoded: string;
  readonly info: TrackInfo;
  /** What plugins say of the track. Absent before Lavalink 4.0.2. */
  readonly pluginInfo?: JsonObject;
  /** What the client attached when it played the track. Absent before Lavalink 4.0.2. */
  readonly userData?: JsonObject;
}

/** Name of a playlist and which of its tracks the link pointed at. */
export interface PlaylistInfo {
  readonly name: string;
  /** Index into the tracks; -1 when none was selected. Can be out of range: check before use. */
  readonly selectedTrack: number;
}

/** A playlist as a node answers it. */
export interface PlaylistData {
  readonly info: PlaylistInfo;
  readonly pluginInfo?: JsonObject;
  readonly tracks: readonly Track[];
}
