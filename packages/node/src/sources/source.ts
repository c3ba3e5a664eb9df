import type { Readable } from 'node:stream';
import type { JsonObject, LoadResult, Track, TrackInfo } from '@reprise/protocol';
import type { SoundInput } from '../sound/sound-input.ts';
import type { LoadPriority } from './priority.ts';

/** A track as a source hands it out: complete. */
export interface LoadedTrack extends Track {
  /** What the source adds for clients; `{}` when it adds nothing. */
  readonly pluginInfo: JsonObject;
  /** `{}` until a client sets it. */
  readonly userData: JsonObject;
}

/** What was learned of a track when it was opened. */
export interface OpenedTrack {
  /** Its length in milliseconds, for a track that was made without knowing it; `undefined` when it still is not known. */
  readonly lengthMs: number | undefined;
}

/** A track found by words, and how well it fits. Larger is better; only the order matters. */
export interface FoundTrack {
  readonly track: LoadedTrack;
  readonly score: number;
}

/** A file that the node serves over HTTP. */
export interface Media {
  /** MIME type. */
  readonly type: string;
  /** Size in bytes. */
  readonly size: number;
  /** Opens the bytes from `start` to `end`, both included. */
  read(start: number, end: number): Readable | Promise<Readable>;
}

/**
 * Something that music comes from. Hand in your own as {@link AudioNodeOptions.sources}.
 *
 * @example
 * ```ts
 * import { AudioNode, type Source } from '@reprise/node';
 *
 * const nothing: Source = {
 *   name: 'nothing',
 *   load: async (identifier) => (identifier.startsWith('nothing:') ? { loadType: 'empty', data: null } : undefined),
 * };
 * await using node = new AudioNode({ port: 0, sources: [nothing] });
 * await node.start();
 * ```
 */
export interface Source {
  /** Its name in `/v4/info` and in the `sourceName` of its tracks. */
  readonly name: string;
  /** All names it goes by there, when they are others or more; none while it can load nothing. @defaultValue `name` alone */
  readonly covers?: readonly string[];
  /** Longest time {@link Source.load} may take, in milliseconds. @defaultValue `20000` */
  readonly loadTimeoutMs?: number;
  /** Makes it ready, before the node listens. A source that cannot be made ready says so in a log of its own. */
  prepare?(): Promise<void>;
  /**
   * Answers an identifier. `undefined` says "not mine", and the next source is asked; a result, `empty` included, is
   * final. A thrown {@link SourceError} becomes its own `error` result, any other error a general one.
   *
   * @param priority - How urgent it is; a source that does one thing after the other does that first.
   */
  load(identifier: string, signal: AbortSignal, priority?: LoadPriority): Promise<LoadResult | undefined>;
  /** Finds tracks by words, for `demosearch:`. The best of all sources are put together. */
  search?(words: string, signal: AbortSignal): Promise<readonly FoundTrack[]>;
  /** What the source adds to a track that was decoded from its text. @defaultValue `{}` */
  pluginInfo?(info: TrackInfo, sourceDetails: Uint8Array): JsonObject;
  /**
   * Makes sure that a track can be played, when a player starts it. Rejecting makes the track fail to load; until it
   * settles the track stands still. Without it every track plays.
   */
  open?(info: TrackInfo, signal: AbortSignal): Promise<void>;
  /** What {@link Source.open} has learned of a track, right after it. @defaultValue nothing */
  opened?(info: TrackInfo): OpenedTrack | undefined;
  /**
   * Where the sound of a track is, after {@link Source.open}. A source without it is silent: its tracks take their time, and
   * nothing is heard.
   *
   * @throws {@link SourceError} when it cannot be had any more.
   */
  audio?(info: TrackInfo, signal: AbortSignal): Promise<SoundInput>;
  /**
   * A file for `GET /media/NAME/path`, or `undefined` when there is none. It is served to everybody, without a password: a
   * path to something that is not for all must hold a secret of its own.
   */
  media?(path: string): Promise<Media | undefined>;
  /** Ends all it does, when the node closes. */
  close?(): Promise<void>;
}
