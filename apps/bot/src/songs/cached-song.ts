import type { MemoryInfo } from '@reprise/cache';
import { Playable, type Track } from 'reprise';
import { songName } from '../display/song-name.ts';

/** Longer ones are not kept. */
export const LONGEST_LINK = 2_000;
/** Letters of a title or a name that are kept. */
export const LONGEST_TEXT = 2_000;
const LONGEST_NAME = 200;

/** The note on a track that says which song it is. */
const SONG_KEY = 'song';

/** The key of the song that a track was made of; undefined when it was made of none. */
export function songKeyOf({ userData }: Playable): string | undefined {
  const key = userData[SONG_KEY];
  return typeof key === 'string' ? key : undefined;
}

/** What is kept of a song: the track as a node gave it, so that it can be played without asking anybody. */
export interface SongRecord {
  readonly track: Track;
}

/** A song that was met before, or just now. */
export interface CachedSong {
  /** Its key in the cache: the same for every spelling of what was asked for. */
  readonly key: string;
  /** The page of the song; undefined when its source has none. */
  readonly url: string | undefined;
  readonly title: string;
  readonly author: string;
  /** Milliseconds; undefined for what is live or does not tell. */
  readonly durationMs: number | undefined;
  /** URL of a picture. */
  readonly thumbnail: string | undefined;
  /** Name of the source, as `youtube`. */
  readonly sourceType: string;
  readonly isLive: boolean;
  /** What a node plays, in base64. */
  readonly encoded: string;
  /** What it took to find it, in milliseconds. */
  readonly fillCostMs: number;
  /** When it was found, in milliseconds since 1970. */
  readonly cachedAt: number;
  /** Until when it is played as it is, in milliseconds since 1970. */
  readonly expiresAt: number;
  /** How often it was asked for since. */
  readonly accessCount: number;
  /** When it was asked for last, in milliseconds since 1970. */
  readonly lastAccessed: number;
  /** The track for a player, another one each time, with a note of which song it is. */
  toPlayable(): Playable;
}

/** Times of a song that the cache does not keep: too large, or forgotten meanwhile. */
export interface FoundAt {
  readonly at: number;
  readonly tookMs: number;
}

/** A song as it is shown. @param entry - What the cache knows of it. */
export function cachedSong(key: string, record: SongRecord, entry: MemoryInfo | undefined, found: FoundAt): CachedSong {
  const { track } = record;
  const { uri, identifier, artworkUrl, sourceName, isStream } = track.info;
  // A file of a node has no address, but its path identifies it.
  const { title, author } = songName({ ...track.info, url: uri ?? identifier });
  return {
    key,
    url: uri ?? undefined,
    title,
    author,
    durationMs: lengthOf(track),
    thumbnail: artworkUrl ?? undefined,
    sourceType: sourceName,
    isLive: isStream,
    encoded: track.encoded,
    fillCostMs: entry?.costMs ?? found.tookMs,
    cachedAt: entry?.storedAt ?? found.at,
    expiresAt: entry?.freshUntil ?? found.at,
    accessCount: entry?.accessCount ?? 0,
    lastAccessed: entry?.lastAccessed ?? found.at,
    toPlayable: () => Playable.from({ ...track, userData: { [SONG_KEY]: key } }),
  };
}

/** What is kept of a track: nobody's notes, no endless texts, and no links but those to the web. A file of the node has a path for one. */
export function recordOf(track: Playable): SongRecord {
  const { encoded, info, pluginInfo } = track.toJSON();
  const { artworkUrl, author, title, uri } = info;
  return {
    track: {
      encoded,
      info: {
        ...info,
        author: author.slice(0, LONGEST_TEXT),
        title: title.slice(0, LONGEST_TEXT),
        uri: webLink(uri),
        artworkUrl: webLink(artworkUrl),
      },
      pluginInfo: pluginInfo ?? {},
    },
  };
}

/** What to search for to find a song that has no page. */
export function nameOf({ track }: SongRecord): string {
  const { author, title, identifier } = track.info;
  return `${author} ${title}`.trim().slice(0, LONGEST_NAME) || identifier || track.encoded.slice(0, LONGEST_NAME);
}

function webLink(text: string | null): string | null {
  if (text === null || text.length > LONGEST_LINK) return null;
  return /^https?:$/.test(URL.parse(text)?.protocol ?? '') ? text : null;
}

/** Milliseconds of a track; undefined when it has no end, or does not tell: lists of links often do not. */
export function lengthOf({ info }: Pick<Track, 'info'>): number | undefined {
  const { isStream, length } = info;
  return isStream || length <= 0 || length >= Number.MAX_SAFE_INTEGER ? undefined : length;
}
