import { LavalinkLoadException } from '../errors/index.ts';
import type { Node } from '../node/node.ts';
import type { NodeRegistry, NodeWish } from '../node/node-registry.ts';
import type { RequestOptions } from '../rest/rest-client.ts';
import { type SharedResult, sharedResult } from './load-answer.ts';

/** What the nodes gave. */
export interface Loaded {
  readonly result: SharedResult;
  /** Identifier of the node that answered. */
  readonly node: string;
  /** Nobody else would know better, so it may be kept. */
  readonly isFinal: boolean;
}

/**
 * Asks one node after the other until one can say.
 *
 * A failure goes on to the next node. "Nothing found" is the last word only of a node that has the source: a Lavalink
 * without it answers the same, because it cannot tell the two apart.
 */
export class TrackLoader {
  readonly #nodes: NodeRegistry;

  constructor(nodes: NodeRegistry) {
    this.#nodes = nodes;
  }

  /**
   * @param deadlineAt - When `signal` will end it, by `performance.now()`.
   * @throws The last failure when every node failed; {@link InvalidNodeException} when none can be asked; the reason of
   *   `signal`.
   */
  async load(identifier: string, wish: NodeWish, deadlineAt: number, signal: AbortSignal): Promise<Loaded> {
    const nodes = this.#nodes.order(wish);
    // Where there is another node to go to, that is better than repeating the call on one that fails.
    const attempts = nodes.filter(({ canAnswer }) => canAnswer).length > 1 ? 1 : 3;
    let failure: unknown;
    let nothing: Loaded | undefined;
    for (const [i, { node, canAnswer }] of nodes.entries()) {
      try {
        // A node that hangs must leave time for those after it; the last one may use what there is.
        const shareMs = Math.ceil((deadlineAt - performance.now()) / (nodes.length - i));
        const timeoutMs =
          i < nodes.length - 1 ? Math.max(1, Math.min(shareMs, node.requestTimeoutMs)) : node.requestTimeoutMs;
        const result = await askNode(node, identifier, { signal, attempts, timeoutMs });
        const isFinal = canAnswer || !isEmpty(result);
        if (isFinal) return { result, node: node.identifier, isFinal };
        nothing ??= { result, node: node.identifier, isFinal };
      } catch (error) {
        signal.throwIfAborted();
        failure = error;
      }
    }
    if (failure !== undefined || nothing === undefined) throw failure;
    return nothing;
  }
}

/** A search is over at once, where a player stays; but many of them are work too. */
const SEARCH_WEIGHT = 0.1;

async function askNode(node: Node, identifier: string, options: RequestOptions): Promise<SharedResult> {
  node.load.place(SEARCH_WEIGHT);
  const loaded = await node.loadTracks(identifier, options);
  if (loaded.loadType === 'error') throw new LavalinkLoadException(node.identifier, identifier, loaded.data);
  return sharedResult(loaded);
}

function isEmpty(result: SharedResult): boolean {
  return Array.isArray(result) && result.length === 0;
}
