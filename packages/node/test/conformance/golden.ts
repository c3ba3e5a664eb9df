import { readFileSync } from 'node:fs';
import { decodeTrack, encodeTrack, type Message } from '@reprise/protocol';

/** One REST call to a real Lavalink 4.2.2 and its answer. */
export interface RestEntry {
  readonly name: string;
  readonly request: {
    readonly method: string;
    readonly path: string;
    readonly auth: 'right' | 'wrong' | 'none';
    readonly body?: unknown;
    readonly raw?: string;
  };
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** Something a recorded WebSocket saw: a message, its end, or the mark of a call made meanwhile. */
export interface RecordedStep {
  readonly message?: Message;
  readonly closed?: { readonly code: number };
  readonly note?: string;
}

/** One WebSocket to a real Lavalink 4.2.2. */
export interface SocketEntry {
  readonly name: string;
  readonly request: { readonly headers: Readonly<Record<string, string>> };
  readonly messages: readonly RecordedStep[];
  readonly refused?: {
    readonly status: number;
    readonly body: string;
    readonly headers: Readonly<Record<string, string>>;
  };
  readonly upgrade?: Readonly<Record<string, string>>;
}

/** Where the recording's files and addresses are in this run. */
export interface Places {
  /** Folder of `tone.wav`. */
  readonly music: string;
  /** Address of the media server. */
  readonly media: string;
  /** Ids of recorded sessions and of those that stand for them. */
  readonly sessions: Map<string, string>;
}

/** Where they were in the recording. Only encoded tracks and paths still say it. */
const RECORDED_MUSIC = '/srv/music';
const RECORDED_MEDIA = 'http://127.0.0.1:39715';

/** The entries of one recorded chapter. */
export function golden(chapter: 'rest' | 'handshake' | 'session' | 'resume'): readonly (RestEntry | SocketEntry)[] {
  return JSON.parse(readFileSync(new URL(`../fixtures/golden/${chapter}.json`, import.meta.url), 'utf8'));
}

/** Whether an entry is a REST call. */
export function isRest(entry: RestEntry | SocketEntry): entry is RestEntry {
  return 'status' in entry;
}

/** Writes a recorded value as it would have been recorded in this run. */
export function translate(value: unknown, places: Places): unknown {
  if (typeof value === 'string') return translateText(value, places);
  if (Array.isArray(value)) return value.map((item) => translate(item, places));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, translate(item, places)]));
}

/** Writes a recorded path as it would have been requested in this run; what needs no change stays letter for letter. */
export function translatePath(path: string, places: Places): string {
  const [route = '', query] = path.split('?');
  const moved = route
    .split('/')
    .map((part) => places.sessions.get(part) ?? part)
    .join('/');
  if (query === undefined) return moved;
  const params = query.split('&').map((param) => {
    const [name = '', value] = param.split('=');
    if (value === undefined || value === '') return param;
    const plain = decodeURIComponent(value);
    const translated = translateText(plain, places);
    return translated === plain ? param : `${name}=${encodeURIComponent(translated)}`;
  });
  return `${moved}?${params.join('&')}`;
}

function translateText(text: string, places: Places): string {
  return translateTrack(text, places) ?? translatePlaces(text, places);
}

function translatePlaces(text: string, { music, media, sessions }: Places): string {
  const session = sessions.get(text);
  if (session !== undefined) return session;
  const path = text.startsWith('/v4/sessions/')
    ? text
        .split('/')
        .map((part) => sessions.get(part) ?? part)
        .join('/')
    : text;
  return path
    .replaceAll(RECORDED_MUSIC, music)
    .replaceAll(RECORDED_MEDIA, media)
    .replaceAll('/MUSIC', music)
    .replaceAll('http://MEDIA', media);
}

/** An encoded track holds its path or address in binary; `undefined` for a text that is no track. */
function translateTrack(text: string, places: Places): string | undefined {
  if (!/^QAAA/.test(text)) return undefined;
  const track = decodeTrack(text);
  return encodeTrack({
    ...track,
    identifier: translatePlaces(track.identifier, places),
    uri: track.uri === null ? null : translatePlaces(track.uri, places),
  });
}
