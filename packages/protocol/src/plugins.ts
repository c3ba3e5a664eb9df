import type { JsonObject, PlaylistData, Track } from './track.ts';

// LavaLyrics (name in /v4/info: lavalyrics-plugin)

/** One line of synchronised lyrics. */
export interface LyricsLine {
  /** Milliseconds from the start of the track. */
  readonly timestamp: number;
  /** Milliseconds. */
  readonly duration: number | null;
  readonly line: string;
  readonly plugin: JsonObject;
}

/** Lyrics of a track. `GET /v4/lyrics`, `GET /v4/sessions/{sessionId}/players/{guildId}/track/lyrics`. */
export interface Lyrics {
  readonly sourceName: string;
  readonly provider: string | null;
  /** The text as one, when the provider has no times. */
  readonly text: string | null;
  readonly lines: readonly LyricsLine[] | null;
  readonly plugin: JsonObject;
}

/** Lyrics of the playing track were found; their lines will follow. */
export interface LyricsFoundEvent {
  readonly op: 'event';
  readonly type: 'LyricsFoundEvent';
  readonly guildId: string;
  readonly lyrics: Lyrics;
}

/** The playing track has no lyrics. */
export interface LyricsNotFoundEvent {
  readonly op: 'event';
  readonly type: 'LyricsNotFoundEvent';
  readonly guildId: string;
}

/** A line is being sung. */
export interface LyricsLineEvent {
  readonly op: 'event';
  readonly type: 'LyricsLineEvent';
  readonly guildId: string;
  readonly lineIndex: number;
  readonly line: LyricsLine;
  /** A seek jumped over it. */
  readonly skipped: boolean;
}

// SponsorBlock (sponsorblock-plugin)

/** What a part of a video is. */
export type SponsorBlockCategory =
  | 'sponsor'
  | 'selfpromo'
  | 'interaction'
  | 'intro'
  | 'outro'
  | 'preview'
  | 'music_offtopic'
  | 'filler';

/** A part of a video that the plugin skips. Milliseconds. */
export interface SponsorBlockSegment {
  readonly category: SponsorBlockCategory;
  readonly start: number;
  readonly end: number;
}

/** A chapter of a video. Milliseconds. */
export interface SponsorBlockChapter {
  readonly name: string;
  readonly start: number;
  readonly end: number;
  readonly duration: number;
}

/** The segments of the playing track are known. */
export interface SegmentsLoadedEvent {
  readonly op: 'event';
  readonly type: 'SegmentsLoaded';
  readonly guildId: string;
  readonly segments: readonly SponsorBlockSegment[];
}

/** A segment was skipped. */
export interface SegmentSkippedEvent {
  readonly op: 'event';
  readonly type: 'SegmentSkipped';
  readonly guildId: string;
  readonly segment: SponsorBlockSegment;
}

/** The chapters of the playing track are known. */
export interface ChaptersLoadedEvent {
  readonly op: 'event';
  readonly type: 'ChaptersLoaded';
  readonly guildId: string;
  readonly chapters: readonly SponsorBlockChapter[];
}

/** A chapter starts. */
export interface ChapterStartedEvent {
  readonly op: 'event';
  readonly type: 'ChapterStarted';
  readonly guildId: string;
  readonly chapter: SponsorBlockChapter;
}

// LavaSearch (lavasearch-plugin)

/** What a search can look for. */
export type LavaSearchType = 'track' | 'album' | 'artist' | 'playlist' | 'text';

/** A suggestion, for instance to complete what is being typed. */
export interface LavaSearchText {
  readonly text: string;
  readonly plugin: JsonObject;
}

/** Answer of `GET /v4/loadsearch`; 204 and no body when nothing was found. */
export interface LavaSearchResult {
  readonly tracks: readonly Track[];
  readonly albums: readonly PlaylistData[];
  readonly artists: readonly PlaylistData[];
  readonly playlists: readonly PlaylistData[];
  readonly texts: readonly LavaSearchText[];
  readonly plugin: JsonObject;
}

/** Events of the plugins that this package knows, told apart by `type`. */
export type PluginEvent =
  | LyricsFoundEvent
  | LyricsNotFoundEvent
  | LyricsLineEvent
  | SegmentsLoadedEvent
  | SegmentSkippedEvent
  | ChaptersLoadedEvent
  | ChapterStartedEvent;
