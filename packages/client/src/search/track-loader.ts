import type { Clock } from '@reprise/clock';
import { LavalinkLoadException, NodeTimeoutError } from '../errors/index.ts';
import type { Node } from '../node/node.ts';
import { hasSource, type NodeRegistry, type NodeWish, type RankedNode } from '../node/node-registry.ts';
import type { RequestOptions } from '../rest/rest-client.ts';
import { Hedge } from './hedge.ts';
import { type SharedResult, sharedResult } from './load-answer.ts';
import type { LoadPriority } from './load-options.ts';
import type { StandIn } from './search-sources.ts';

/** Which nodes to ask, and for what. */
export interface LoadWish extends NodeWish {
  readonly priority: LoadPriority;
  /** What nodes without the source are asked for instead, if they can answer that. */
  readonly standIn?: StandIn | undefined;
}

/** What the nodes gave. */
export interface Loaded {
  readonly result: SharedResult;
  /** Identifier of the node that answered. */
  readonly node: string;
  /** Nobody else would know better. */
  readonly isFinal: boolean;
  /** It answers what was asked, or nobody could. */
  readonly mayBeKept: boolean;
}

/** A search, as it is given to one node after the other. */
interface Search {
  readonly identifier: string;
  readonly priority: LoadPriority;
  readonly standIn: StandIn | undefined;
  readonly nodes: readonly RankedNode[];
  /** Times each of them is asked. */
  readonly attempts: number;
  readonly deadlineAt: number;
  readonly signal: AbortSignal;
}

/** What came of asking a node. */
type Outcome = { readonly loaded: Loaded } | { readonly failure: unknown };

/** A node that is being asked. */
interface Asked {
  readonly outcome: Promise<Outcome>;
  /** Another one was quicker: it is given until it counts as slow. */
  leave(): void;
}

/** A search is over at once, where a player stays; but many of them are work too. */
const SEARCH_WEIGHT = 0.1;
/** A node that another one has outrun may still show that it is not slow, until then. */
const OUTRUN_MS = 2_001;

/**
 * Asks one node after the other until one can say; the next one early, when an answer takes unusually long.
 *
 * A failure goes on to the next node. "Nothing found" is the last word only of a node that has the source: a Lavalink
 * without it answers the same, because it cannot tell the two apart. Asked for the same words on a source that it does
 * have, it may still find the song.
 */
export class TrackLoader {
  readonly #nodes: NodeRegistry;
  readonly #clock: Clock;
  readonly #hedge = new Hedge();

  constructor(nodes: NodeRegistry, clock: Clock) {
    this.#nodes = nodes;
    this.#clock = clock;
  }

  /**
   * @param deadlineAt - When `signal` will end it, by `performance.now()`.
   * @throws The last failure when every node failed; {@link InvalidNodeException} when none can be asked; the reason of
   *   `signal`.
   */
  async load(identifier: string, wish: LoadWish, deadlineAt: number, signal: AbortSignal): Promise<Loaded> {
    const nodes = this.#nodes.order(wish);
    // Where there is another node to go to, that is better than repeating the call on one that fails.
    const attempts = nodes.filter(({ canAnswer }) => canAnswer).length > 1 ? 1 : 3;
    const { priority, standIn } = wish;
    const search = { identifier, priority, standIn, nodes, attempts, deadlineAt, signal };
    let failure: unknown;
    let nothing: Loaded | undefined;
    for (let i = 0; i < nodes.length; ) {
      const outcomes = await this.#askHedged(search, i);
      i += outcomes.length;
      for (const outcome of outcomes) {
        if ('failure' in outcome) failure = outcome.failure;
        else if (outcome.loaded.isFinal) return outcome.loaded;
        else nothing ??= outcome.loaded;
      }
      signal.throwIfAborted();
    }
    if (failure !== undefined || nothing === undefined) throw failure;
    return nothing;
  }

  /** Asks a node, and the one after it when the first is late. Resolves with the first final answer, else with all. */
  async #askHedged(search: Search, i: number): Promise<readonly Outcome[]> {
    const first = this.#ask(search, i);
    this.#hedge.called();
    if (!(await this.#isLate(search, i, first.outcome))) return [await first.outcome];
    const second = this.#ask(search, i + 1);
    const [winner, loser] = await Promise.race([
      first.outcome.then((outcome) => [outcome, second] as const),
      second.outcome.then((outcome) => [outcome, first] as const),
    ]);
    if (!isFinal(winner)) return [winner, await loser.outcome];
    loser.leave();
    // As many as were asked, though one of them has not answered.
    return [winner, winner];
  }

  /** Whether a node is to be given a second chance on another one; false as soon as it has answered. */
  #isLate({ nodes }: Search, i: number, outcome: Promise<Outcome>): Promise<boolean> | boolean {
    const { lateAfterMs } = this.#hedge;
    if (lateAfterMs === undefined || !nodes[i]?.canAnswer || !nodes[i + 1]?.canAnswer) return false;
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const cancel = this.#clock.after(lateAfterMs, () => resolve(this.#hedge.takeExtra()));
    void outcome.then(() => {
      cancel();
      resolve(false);
    });
    return promise;
  }

  #ask({ identifier: wanted, priority, standIn, nodes, attempts, deadlineAt, signal }: Search, i: number): Asked {
    const { node, canAnswer } = nodes[i] ?? {};
    if (node === undefined || canAnswer === undefined) throw new RangeError(`There is no node ${i} to ask.`);
    const isReplaced = !canAnswer && standIn !== undefined && hasSource(node, standIn.source);
    const identifier = isReplaced ? standIn.identifier : wanted;
    // A node that hangs must leave time for those after it; the last one may use what there is.
    const shareMs = Math.ceil((deadlineAt - performance.now()) / (nodes.length - i));
    const timeoutMs =
      i < nodes.length - 1 ? Math.max(1, Math.min(shareMs, node.requestTimeoutMs)) : node.requestTimeoutMs;
    const outrun = new AbortController();
    const askedAt = this.#clock.now();
    const headers = priority === 'play' ? {} : { 'reprise-priority': priority };
    const options = { attempts, timeoutMs, headers, signal: AbortSignal.any([signal, outrun.signal]) };
    const outcome = askNode(node, identifier, options).then(
      (result): Outcome => {
        this.#hedge.answered(this.#clock.now() - askedAt);
        const isFinal = canAnswer || !isEmpty(result);
        // The source that was asked for may be back in a minute.
        const mayBeKept = isFinal && !(isReplaced && nodes.some((other) => other.canAnswer));
        return { loaded: { result, node: node.identifier, isFinal, mayBeKept } };
      },
      (failure: unknown): Outcome => ({ failure }),
    );
    const leave = (): void => {
      const leftMs = Math.max(0, askedAt + OUTRUN_MS - this.#clock.now());
      const slow = new NodeTimeoutError(node.identifier, `a search for ${identifier}`, OUTRUN_MS);
      const cancel = this.#clock.after(leftMs, () => outrun.abort(slow));
      void outcome.then(cancel);
    };
    return { outcome, leave };
  }
}

async function askNode(node: Node, identifier: string, options: RequestOptions): Promise<SharedResult> {
  node.load.place(SEARCH_WEIGHT);
  const loaded = await node.loadTracks(identifier, options);
  if (loaded.loadType === 'error') throw new LavalinkLoadException(node.identifier, identifier, loaded.data);
  return sharedResult(loaded);
}

function isFinal(outcome: Outcome): boolean {
  return 'loaded' in outcome && outcome.loaded.isFinal;
}

function isEmpty(result: SharedResult): boolean {
  return Array.isArray(result) && result.length === 0;
}
