import { type DecodedTrack, decodeTrack, type LoadResult, TrackDecodeError, type TrackInfo } from '@reprise/protocol';
import { SourceError } from '../errors.ts';
import type { Log } from '../log.ts';
import { brokenRequest } from '../server/http-error.ts';
import type { SoundInput } from '../sound/sound-input.ts';
import { withDeadline } from './deadline.ts';
import { toException } from './exception.ts';
import type { LoadPriority } from './priority.ts';
import { MOST_FOUND } from './rank.ts';
import type { LoadedTrack, Media, OpenedTrack, Source } from './source.ts';

const SEARCH_PREFIX = 'demosearch:';
/** Letters of a search that count: longer than any title, and short enough that looking for it takes no time. */
const LONGEST_SEARCH = 500;
/** A source that has not answered by then has failed, unless it says that it takes longer. */
const LOAD_TIMEOUT_MS = 20_000;
const EMPTY: LoadResult = { loadType: 'empty', data: null };

/** All sources of a node, asked in order. */
export class SourceList {
  readonly #sources: readonly Source[];
  readonly #log: Log;

  /** @throws TypeError when two sources have one name: their tracks could not be told apart. */
  constructor(sources: readonly Source[], log: Log) {
    const names = sources.map((source) => source.name);
    const double = names.find((name, index) => names.indexOf(name) !== index);
    if (double !== undefined)
      throw new TypeError(`AudioNode: sources must have different names, but two are ${double}.`);
    this.#sources = sources;
    this.#log = log;
  }

  /** Names of the sources, in the order they are asked. */
  get names(): readonly string[] {
    return [...new Set(this.#sources.flatMap((source) => source.covers ?? [source.name]))];
  }

  /** Makes all sources ready. */
  async prepare(): Promise<void> {
    await Promise.all(this.#sources.map((source) => source.prepare?.()));
  }

  /** Ends what the sources do. */
  async close(): Promise<void> {
    await Promise.allSettled(this.#sources.map((source) => source.close?.()));
  }

  /** Answers an identifier; failing sources answer too, with `error`. */
  async load(identifier: string, signal: AbortSignal, priority: LoadPriority = 'play'): Promise<LoadResult> {
    try {
      return await this.#ask(identifier, signal, priority);
    } catch (error) {
      this.#log.warn(`Loading ${JSON.stringify(identifier.slice(0, 200))} failed: ${String(error)}`);
      return { loadType: 'error', data: toException(error, 'Something went wrong while looking up the track.') };
    }
  }

  /**
   * Reads an encoded track as the real server does, its errors included
   * (`test/fixtures/golden/rest.json`, "decode something not base64" and the two after it).
   *
   * @throws HttpError 500
   */
  decode(encoded: string): LoadedTrack {
    const track = this.#decodeBytes(encoded);
    const source = this.#named(track.sourceName);
    if (source === undefined) {
      throw brokenRequest(
        'Request processing failed: java.lang.IllegalStateException: Failed to decode track due to a mismatching version or missing source manager',
      );
    }
    const info: TrackInfo = {
      identifier: track.identifier,
      isSeekable: !track.isStream,
      author: track.author,
      length: track.length,
      isStream: track.isStream,
      position: track.position,
      title: track.title,
      uri: track.uri,
      sourceName: track.sourceName,
      artworkUrl: track.artworkUrl,
      isrc: track.isrc,
    };
    return { encoded, info, pluginInfo: source.pluginInfo?.(info, track.sourceDetails) ?? {}, userData: {} };
  }

  /**
   * Makes sure that a track can be played, and resolves with what was learned of it; `undefined` when there is nothing to
   * make sure of.
   */
  open(info: TrackInfo, signal: AbortSignal): Promise<OpenedTrack | undefined> | undefined {
    const source = this.#named(info.sourceName);
    if (source?.open === undefined) return undefined;
    // Async, so that a source that throws at once fails like one that throws later.
    return (async () => {
      await source.open?.(info, signal);
      return source.opened?.(info);
    })();
  }

  /** Whether the source of that name says where its sound is. */
  isAudible(sourceName: string): boolean {
    return this.#named(sourceName)?.audio !== undefined;
  }

  /** Where the sound of a track is. @throws {@link SourceError} when it cannot be had any more. */
  async audio(info: TrackInfo, signal: AbortSignal): Promise<SoundInput> {
    const input = await this.#named(info.sourceName)?.audio?.(info, signal);
    if (input !== undefined) return input;
    throw new SourceError(`The source ${info.sourceName} has no sound.`, 'fault');
  }

  /** A file of a source. */
  async media(sourceName: string, path: string): Promise<Media | undefined> {
    return this.#named(sourceName)?.media?.(path);
  }

  async #ask(identifier: string, signal: AbortSignal, priority: LoadPriority): Promise<LoadResult> {
    for (const source of this.#sources) {
      const result = await withDeadline(source.loadTimeoutMs ?? LOAD_TIMEOUT_MS, signal, (limited) =>
        source.load(identifier, limited, priority),
      );
      if (result !== undefined) return result;
    }
    if (!identifier.startsWith(SEARCH_PREFIX)) return EMPTY;
    const words = identifier.slice(SEARCH_PREFIX.length);
    return withDeadline(LOAD_TIMEOUT_MS, signal, (limited) => this.#search(words, limited));
  }

  async #search(text: string, signal: AbortSignal): Promise<LoadResult> {
    const query = text.slice(0, LONGEST_SEARCH);
    const found = await Promise.all(this.#sources.map((source) => source.search?.(query, signal) ?? []));
    const best = found.flat().sort((a, b) => b.score - a.score);
    if (best.length === 0) return EMPTY;
    return { loadType: 'search', data: best.slice(0, MOST_FOUND).map(({ track }) => track) };
  }

  #named(name: string): Source | undefined {
    const owner = this.#sources.find((source) => source.name === name);
    return owner ?? this.#sources.find((source) => source.covers?.includes(name));
  }

  #decodeBytes(encoded: string): DecodedTrack {
    const strange = /[^A-Za-z0-9+/=]/.exec(encoded)?.[0];
    if (strange !== undefined) {
      const code = strange.charCodeAt(0).toString(16);
      throw brokenRequest(
        `Request processing failed: java.lang.IllegalArgumentException: Illegal base64 character ${code}`,
      );
    }
    try {
      return decodeTrack(encoded);
    } catch (error) {
      if (error instanceof TrackDecodeError) throw brokenRequest(undefined, error);
      throw error;
    }
  }
}
