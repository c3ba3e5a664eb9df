import PQueue from 'p-queue';
import { NodeHttpError, RepriseError } from '../errors/index.ts';
import type { Node } from '../node/node.ts';
import type { NodeRegistry } from '../node/node-registry.ts';

/** Which nodes suit a player. */
export interface HomeWish {
  /** Region of its voice server: decides among nodes that are equally loaded. */
  readonly region: string | undefined;
  /** Source of its track: nodes that have it come first. */
  readonly source: string | undefined;
}

/** Players that are put on a node at the same time: more would only wait there, and starve its other guilds. */
const AT_ONCE = 16;
/** Clearing a node of a player that has gone is a courtesy to the node; nobody waits longer for it. */
const CLEAR_TIMEOUT_MS = 5_000;

/**
 * Finds nodes for players, and keeps order there: so many at a time, and none left behind where it does not belong.
 */
export class PlayerHomes {
  readonly #nodes: NodeRegistry;
  readonly #slots = new Map<Node, PQueue>();
  /** Guilds whose player may still sound on a node that is away, though it is elsewhere by now. */
  readonly #ghosts = new Map<Node, Set<string>>();

  constructor(nodes: NodeRegistry) {
    this.#nodes = nodes;
  }

  /** The best node for a player, its place there taken; undefined when there is none but those in `except`. */
  best(wish: HomeWish, except: ReadonlySet<Node>): Node | undefined {
    const node = this.#nodes.bestHome(wish, except);
    node?.load.place(1);
    return node;
  }

  /** The node of a caller's choice, its place there taken. @throws {@link InvalidNodeException} when it is not of this pool. */
  named(named: Node | string): Node {
    const node = this.#nodes.resolve(named);
    node.load.place(1);
    return node;
  }

  /** Runs a job that gives a node a player, when fewer than 16 others are being given to it. */
  slot<T>(node: Node, job: () => Promise<T>): Promise<T> {
    const queue = this.#slots.get(node) ?? new PQueue({ concurrency: AT_ONCE });
    this.#slots.set(node, queue);
    return queue.add(job);
  }

  /** A guild's player may be left on a node that is away: it is deleted as soon as the node is back. */
  haunt(node: Node, guildId: string): void {
    const ghosts = this.#ghosts.get(node) ?? new Set();
    this.#ghosts.set(node, ghosts.add(guildId));
  }

  /** A guild's player is on that node by right. */
  unhaunt(node: Node, guildId: string): void {
    this.#ghosts.get(node)?.delete(guildId);
  }

  /** Deletes a guild's player from a node; when the node does not do it now, it is tried again when it is back. */
  async clear(node: Node, guildId: string, sessionId?: string): Promise<void> {
    try {
      await node.destroyPlayer(guildId, { sessionId, timeoutMs: CLEAR_TIMEOUT_MS });
    } catch (error) {
      if (!(error instanceof RepriseError)) throw error;
      // A node that knows no such session has no such player.
      if (!(error instanceof NodeHttpError) || error.status !== 404) this.haunt(node, guildId);
    }
  }

  /** Deletes all players from a node that is back which have moved on. @param formerId - Session in which they are, if not the present one. */
  async exorcise(node: Node, formerId: string | undefined): Promise<void> {
    const ghosts = this.#ghosts.get(node);
    if (ghosts === undefined) return;
    this.#ghosts.delete(node);
    await Promise.all(Array.from(ghosts, (guildId) => this.clear(node, guildId, formerId)));
  }
}
