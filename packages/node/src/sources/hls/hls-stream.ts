import type { Clock } from '@reprise/clock';
import { SourceError } from '../../errors.ts';
import type { MediaInput } from '../../sound/sound-input.ts';
import type { WebReader } from '../http/web-reader.ts';
import { hlsBytes } from './hls-bytes.ts';
import { liveSegments } from './live-segments.ts';
import { audioPlaylist } from './master-playlist.ts';
import { type MediaPlaylist, readMediaPlaylist, type Segment } from './media-playlist.ts';
import { SegmentFetcher } from './segment-fetcher.ts';

/** Bytes of a playlist that are read. */
export const MOST_PLAYLIST_BYTES: number = 2 * 1024 * 1024;
/** Between the places of two segments, so that one place tells both the segment and the byte in it. */
const STRIDE = 2 ** 38;

/** Sound in parts that a playlist names: HTTP Live Streaming, RFC 8216. */
export class HlsStream {
  /** Milliseconds; `undefined` for what is live. */
  readonly lengthMs: number | undefined;
  readonly #url: string;
  readonly #playlist: MediaPlaylist;
  readonly #reader: WebReader;
  readonly #clock: Clock;

  private constructor(url: string, playlist: MediaPlaylist, reader: WebReader, clock: Clock) {
    this.#url = url;
    this.#playlist = playlist;
    this.#reader = reader;
    this.#clock = clock;
    this.lengthMs = playlist.isEnded ? Math.round(lengthOf(playlist.segments)) : undefined;
  }

  /**
   * Opens what the text of a playlist leads to.
   *
   * @param url - Address that it was read from.
   * @throws {@link SourceError} when there is nothing to play; other errors as the network gives them.
   */
  static async open(
    text: string,
    url: string,
    reader: WebReader,
    clock: Clock,
    signal: AbortSignal,
  ): Promise<HlsStream> {
    const chosen = audioPlaylist(text, url);
    if (chosen === undefined) return HlsStream.#of(url, readMediaPlaylist(text, url), reader, clock);
    return HlsStream.#of(chosen, await loadPlaylist(chosen, reader, signal), reader, clock);
  }

  static #of(url: string, playlist: MediaPlaylist, reader: WebReader, clock: Clock): HlsStream {
    if (playlist.segments.length === 0) throw new SourceError('The stream is empty.', 'common');
    return new HlsStream(url, playlist, reader, clock);
  }

  /** Its bytes. Reading what is live begins a little before now, wherever it is asked to. */
  get input(): MediaInput {
    const { segments, isEnded } = this.#playlist;
    const media = { kind: 'media', type: undefined, size: undefined } as const;
    if (!isEnded) return { ...media, read: async (_start, signal) => this.#readLive(signal) };
    return { ...media, places: placesOf(segments), read: async (start, signal) => this.#readFrom(start, signal) };
  }

  async *#readFrom(start: number, signal: AbortSignal): AsyncGenerator<Uint8Array, void, undefined> {
    const segments = this.#playlist.segments.slice(Math.floor(start / STRIDE));
    let toSkip = start % STRIDE;
    const fetcher = new SegmentFetcher(this.#reader, this.#clock);
    for await (const bytes of hlsBytes(segments, { fetcher, isLive: false, signal })) {
      if (bytes.length > toSkip) yield bytes.subarray(toSkip);
      toSkip = Math.max(0, toSkip - bytes.length);
    }
  }

  #readLive(signal: AbortSignal): AsyncGenerator<Uint8Array, void, undefined> {
    const live = { load: (limited: AbortSignal) => loadPlaylist(this.#url, this.#reader, limited) };
    const fetcher = new SegmentFetcher(this.#reader, this.#clock);
    return hlsBytes(liveSegments(live, this.#clock, signal), { fetcher, isLive: true, signal });
  }
}

/** Whether a text is a playlist of such a stream, and not only a list of addresses. */
export function isHls(text: string): boolean {
  return /^#EXT-X-(?:STREAM-INF|TARGETDURATION|MEDIA-SEQUENCE|MEDIA):/m.test(text);
}

async function loadPlaylist(address: string, reader: WebReader, signal: AbortSignal): Promise<MediaPlaylist> {
  const { url, bytes } = await reader.read(address, MOST_PLAYLIST_BYTES, signal);
  return readMediaPlaylist(bytes.toString('utf8'), url);
}

function placesOf(segments: readonly Segment[]): NonNullable<MediaInput['places']> {
  let ms = 0;
  return segments.map(({ durationMs }, index) => {
    ms += durationMs;
    return { ms: ms - durationMs, start: index * STRIDE };
  });
}

function lengthOf(segments: readonly Segment[]): number {
  return segments.reduce((sum, { durationMs }) => sum + durationMs, 0);
}
