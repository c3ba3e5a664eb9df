import { callable, wholeNumber } from '@reprise/options';
import { TrackUnresolvedError } from '../errors/queue-errors.ts';
import type { Node } from '../node/node.ts';
import type { Queue } from '../queue/queue.ts';
import type { LoadPriority, SearchOptions } from '../search/load-options.ts';
import type { LoadedTracks } from './loaded-tracks.ts';
import { bestMatch } from './match.ts';
import { Playable } from './playable.ts';
import { Playlist } from './playlist.ts';
import type { QueueTrack } from './queue-track.ts';
import { untilAborted } from './until-aborted.ts';

/** How a track is looked for. */
export interface ResolveContext {
  /** Given up: nobody waits for the answer any more. */
  readonly signal: AbortSignal;
  /** The node that is to play it. */
  readonly node?: Node | undefined;
  /** Searches as {@link NodePool.fetchTracks} does. */
  load(query: string): Promise<LoadedTracks>;
}

/**
 * A bot's own way from a track to one that can be played, asked before all others. Undefined leaves it to them.
 *
 * @example
 * ```ts
 * import type { ResolveTrack } from 'reprise';
 *
 * export const fromMyLibrary: ResolveTrack = async (track, { load }) => {
 *   const path = track.userData.path;
 *   if (typeof path !== 'string') return undefined;
 *   const [found] = await load(path);
 *   return found;
 * };
 * ```
 */
export type ResolveTrack = (track: QueueTrack, context: ResolveContext) => Promise<Playable | undefined>;

/** What a resolver is made of. */
export interface TrackResolverParts {
  load(query: string, options: Pick<SearchOptions, 'signal' | 'node' | 'priority'>): Promise<LoadedTracks>;
  readonly resolveTrack?: ResolveTrack | undefined;
}

/** How {@link TrackResolver.resolve} looks. */
export interface ResolveOptions {
  readonly signal?: AbortSignal | undefined;
  /** The node that is to play the track: it is asked first. */
  readonly node?: Node | undefined;
  /** @defaultValue 'play' */
  readonly priority?: LoadPriority | undefined;
  /** Whether a track can be played there: it has the source. @defaultValue every track can */
  readonly accepts?: ((track: Playable) => boolean) | undefined;
}

/** How {@link TrackResolver.prefetch} looks. */
export interface PrefetchOptions extends ResolveOptions {
  /** Tracks of the queue that are looked at. @defaultValue 3 */
  readonly count?: number;
}

/** Finds what to play for a track that is only known by name, or whose source the node does not have. */
export class TrackResolver {
  readonly #parts: TrackResolverParts;
  /** Of the prefetch: a track that nobody finds is looked for once more when its turn comes, and not every time before. */
  readonly #failed = new WeakSet<QueueTrack>();
  readonly #busy = new WeakSet<QueueTrack>();

  constructor(parts: TrackResolverParts) {
    this.#parts = parts;
    if (parts.resolveTrack !== undefined) callable('resolveTrack', parts.resolveTrack);
  }

  /**
   * The track itself when it can be played as it is. Otherwise what the bot's own way gives, or what is at its link, or
   * else the best match of a search for its ISRC, and then for its author and title. The notes go along.
   *
   * @throws {@link TrackUnresolvedError}; the reason of `signal`.
   */
  async resolve(track: QueueTrack, options: ResolveOptions = {}): Promise<Playable> {
    const { signal = new AbortController().signal, node, priority = 'play', accepts = () => true } = options;
    signal.throwIfAborted();
    if (track.isResolved && accepts(track)) return track;
    const load = (query: string): Promise<LoadedTracks> =>
      this.#parts.load(query, { signal, priority, ...(node && { node }) });
    const failures: unknown[] = [];
    for (const way of this.#ways(track, { signal, node, load }, accepts)) {
      try {
        const found = await way();
        if (found !== undefined) return withNotesOf(track, found);
      } catch (error) {
        failures.push(error);
      }
      signal.throwIfAborted();
    }
    throw new TrackUnresolvedError(track, causedBy(failures));
  }

  /**
   * Resolves the next tracks of a queue where they are, one after the other. Leaves alone what was moved away or taken
   * meanwhile, and what could not be found before.
   *
   * @returns How many were resolved. Never throws for a track that cannot be; when `signal` is aborted, it ends.
   */
  async prefetch(queue: Queue, options: PrefetchOptions = {}): Promise<number> {
    const { count = 3, accepts = () => true } = options;
    wholeNumber('count', count, { min: 0 });
    const isOpen = (track: QueueTrack): boolean =>
      !(track.isResolved && accepts(track)) && !this.#failed.has(track) && !this.#busy.has(track);
    let resolved = 0;
    while (options.signal?.aborted !== true) {
      // Anew each time: the queue may have changed.
      const track = queue.range(0, count).find(isOpen);
      if (track === undefined) break;
      if (await this.#resolveIn(queue, track, options)) resolved += 1;
    }
    return resolved;
  }

  async #resolveIn(queue: Queue, track: QueueTrack, options: ResolveOptions): Promise<boolean> {
    this.#busy.add(track);
    try {
      return queue.replace(track, await this.resolve(track, { ...options, priority: 'prefetch' }));
    } catch (error) {
      if (options.signal?.aborted === true) return false;
      if (!(error instanceof TrackUnresolvedError)) throw error;
      this.#failed.add(track);
      return false;
    } finally {
      this.#busy.delete(track);
    }
  }

  /** One after the other, so that a search is only made when what comes before it gave nothing. */
  *#ways(track: QueueTrack, context: ResolveContext, accepts: Accepts): Generator<() => Promise<Playable | undefined>> {
    const { resolveTrack } = this.#parts;
    if (resolveTrack !== undefined)
      yield async () => checked(await untilAborted(resolveTrack(track, context), context.signal), accepts);
    const { uri, isrc, author, title } = track;
    if (uri !== null) yield async () => linked(track, await context.load(uri), accepts);
    const search = async (query: string): Promise<Playable | undefined> =>
      bestMatch(track, [...(await context.load(query))].filter(accepts));
    if (isrc !== null) yield () => search(isrc);
    yield () => search(`${author} ${title}`.trim());
  }
}

type Accepts = (track: Playable) => boolean;

/** What the bot's own way gave, if it can be played. */
function checked(found: Playable | undefined, accepts: Accepts): Playable | undefined {
  if (found !== undefined && !(found instanceof Playable)) {
    throw new TypeError('resolveTrack must answer a Playable, or undefined.');
  }
  return found !== undefined && accepts(found) ? found : undefined;
}

/** What is at a link is the track, whatever it is called there. Of a playlist it is the one the link points at. */
function linked(wanted: QueueTrack, found: LoadedTracks, accepts: Accepts): Playable | undefined {
  if (!(found instanceof Playlist)) return found.find(accepts);
  const { selectedTrack } = found;
  if (selectedTrack !== undefined && accepts(selectedTrack)) return selectedTrack;
  return bestMatch(wanted, found.tracks.filter(accepts));
}

/** A copy: the bot's own way may give the same object to several guilds. */
function withNotesOf(track: QueueTrack, found: Playable): Playable {
  const own = found.copy();
  own.userData = { ...own.userData, ...track.userData };
  own.recommended = track.recommended;
  return own;
}

function causedBy(failures: readonly unknown[]): ErrorOptions {
  if (failures.length === 0) return {};
  return { cause: failures.length === 1 ? failures[0] : new AggregateError(failures, 'Every way failed.') };
}
