import { YtDlpError } from './failure.ts';
import { printable } from './target.ts';

/** One track as yt-dlp describes it, checked. */
export interface Extracted {
  readonly id: string;
  /** Extractor that reads it, such as `Youtube`. */
  readonly extractor: string;
  readonly title: string;
  readonly author: string;
  /** Milliseconds; `undefined` when it is not known, as for entries of some lists. */
  readonly lengthMs: number | undefined;
  readonly isLive: boolean;
  /** The page of the track, http or https. */
  readonly link: string;
  readonly artworkUrl: string | undefined;
  /** Where the sound is; a list does not tell. */
  readonly mediaUrl: string | undefined;
  /** What a server of sound wants to be sent, as yt-dlp says: who asks, and from which page. */
  readonly mediaHeaders: Readonly<Record<string, string>>;
}

/** What yt-dlp printed, checked. */
export type Extraction =
  | { readonly kind: 'track'; readonly track: Extracted }
  | {
      readonly kind: 'list';
      readonly title: string;
      readonly tracks: readonly Extracted[];
      /** Tracks of the whole list, as far as the site says. */
      readonly total: number | undefined;
      /** It has entries that could not be read. */
      readonly isBroken: boolean;
    };

type Fields = Readonly<Record<string, unknown>>;

const LONGEST_TEXT = 300;
const LONGEST_LINK = 2_000;
/** A year; no track is longer, whatever a page says. */
const LONGEST_SECONDS = 31_536_000;

/**
 * Reads what `-J` printed.
 *
 * @param most - Tracks of a list that are taken.
 * @returns `undefined` for `null`, which it prints when it has failed.
 * @throws {@link YtDlpError} for what is no description of a track or list.
 */
export function readExtraction(printed: string, most: number): Extraction | undefined {
  const json = parse(printed);
  if (json === null) return undefined;
  if (!isFields(json)) throw new YtDlpError('broken', 'the output is no object');
  if (json._type !== 'playlist') {
    const track = readTrack(json);
    if (track === undefined) throw new YtDlpError('broken', 'the output describes no track');
    return { kind: 'track', track };
  }
  const entries = Array.isArray(json.entries) ? json.entries.slice(0, most) : [];
  const tracks = entries.map((entry: unknown) => (isFields(entry) ? readTrack(entry) : undefined));
  const count = json.playlist_count;
  return {
    kind: 'list',
    title: label(json.title) || 'Playlist',
    tracks: tracks.filter((track) => track !== undefined),
    total: typeof count === 'number' && Number.isSafeInteger(count) && count >= 0 ? count : undefined,
    isBroken: entries.includes(null),
  };
}

function parse(printed: string): unknown {
  // A failed start prints nothing.
  if (printed.trim() === '') return null;
  try {
    return JSON.parse(printed);
  } catch (cause) {
    throw new YtDlpError('broken', 'the output is no JSON', { cause });
  }
}

function readTrack(fields: Fields): Extracted | undefined {
  const extractor = label(fields.extractor_key ?? fields.ie_key);
  // A list within a list, as a channel among what a search has found.
  if (fields._type === 'playlist' || /(?:Tab|Playlist|Set|User|Album)$/.test(extractor)) return undefined;
  // In a list, `url` is the page; of a track looked up by itself it is the sound.
  const isEntry = fields._type === 'url' || fields._type === 'url_transparent';
  const link = webAddress(fields.webpage_url) ?? (isEntry ? webAddress(fields.url) : undefined);
  if (link === undefined) return undefined;
  const { duration } = fields;
  const isLength = typeof duration === 'number' && duration >= 0 && duration <= LONGEST_SECONDS;
  return {
    id: label(fields.id),
    extractor,
    title: label(fields.title),
    author:
      [fields.artist, fields.uploader, fields.channel, fields.creator].map(label).find((name) => name !== '') ?? '',
    lengthMs: isLength ? Math.round(duration * 1_000) : undefined,
    isLive: fields.is_live === true || fields.live_status === 'is_live',
    link,
    artworkUrl: webAddress(fields.thumbnail) ?? lastAddress(fields.thumbnails),
    mediaUrl: isEntry ? undefined : webAddress(fields.url),
    mediaHeaders: mediaHeaders(fields.http_headers),
  };
}

const SENT_HEADERS = ['User-Agent', 'Referer', 'Origin'] as const;

/** Those headers that do not hold anything of a user. */
function mediaHeaders(given: unknown): Readonly<Record<string, string>> {
  if (!isFields(given)) return {};
  return Object.fromEntries(
    SENT_HEADERS.flatMap((name): [string, string][] => {
      const text = given[name];
      return typeof text === 'string' && /^[\x20-\x7e]{1,500}$/.test(text) ? [[name.toLowerCase(), text]] : [];
    }),
  );
}

/** Lists of pictures end with the best one. */
function lastAddress(pictures: unknown): string | undefined {
  const last: unknown = Array.isArray(pictures) ? pictures.at(-1) : undefined;
  return isFields(last) ? webAddress(last.url) : undefined;
}

function label(value: unknown): string {
  return typeof value === 'string' ? printable(value.slice(0, LONGEST_TEXT)) : '';
}

/** An http or https address without a password. Those of sounds are long, but not without end. */
function webAddress(value: unknown): string | undefined {
  if (typeof value !== 'string' || value.length > 4 * LONGEST_LINK) return undefined;
  const url = URL.parse(value);
  const isWeb = url !== null && /^https?:$/.test(url.protocol) && url.username === '' && url.password === '';
  return isWeb ? url.href : undefined;
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
