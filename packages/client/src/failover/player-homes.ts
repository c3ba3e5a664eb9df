import type { Clock } from '@reprise/clock';
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
/** Until a node that can be reached, but did not clear a player away, is asked again: its guild hears two nodes. */
const CLEAR_AGAIN_MS = 750;

/**
 * Finds nodes for players, and keeps order there: so many at a time, and none left behind where it does not belong.
 */
export class PlayerHomes {
  readonly #nodes: NodeRegistry;
  readonly #clock: Clock;
  readonly #slots = new Map<Node, PQueue>();
  /** Guilds whose player may still sound on a node, though it is elsewhere by now. */
  readonly #ghosts = new Map<Node, Set<string>>();
  /** Guilds whose player is being deleted from a node. */
  readonly #clearing = new Map<Node, Map<string, Promise<void>>>();
  readonly #askingAgain = new Set<Node>();

  constructor(nodes: NodeRegistry, clock: Clock) {
    this.#nodes = nodes;
    this.#clock = clock;
  }

  /** Whether a player can be put on some node. */
  get isAnyOpen(): boolean {
    return this.#nodes.isAnyAvailable;
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

  /** Whether a node has so much less to do than another one that a player of that is better off there; its place is then taken. */
  exchange(from: Node, to: Node): boolean {
    if (!this.#nodes.isLighter(to, from)) return false;
    from.load.place(-1);
    to.load.place(1);
    return true;
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

  /**
   * A guild's player is about to be on that node by right. Resolves when what was there before is no longer being deleted:
   * the deletion could overtake the new player.
   */
  async claim(node: Node, guildId: string): Promise<void> {
    this.unhaunt(node, guildId);
    await this.#clearing.get(node)?.get(guildId);
    this.unhaunt(node, guildId);
  }

  /** A guild's player is on that node by right. */
  unhaunt(node: Node, guildId: string): void {
    this.#ghosts.get(node)?.delete(guildId);
  }

  /** Deletes a guild's player from a node; when the node does not do it now, it is asked again until it does. */
  clear(node: Node, guildId: string): Promise<void> {
    const clearing = this.#clearing.get(node) ?? new Map<string, Promise<void>>();
    this.#clearing.set(node, clearing);
    // One that waits to be repeated is not over because a later one is.
    const done = Promise.all([clearing.get(guildId), this.#clear(node, guildId)]).then(() => {
      if (clearing.get(guildId) === done) clearing.delete(guildId);
    });
    clearing.set(guildId, done);
    return done;
  }

  /** Deletes all players from a node that is back which have moved on. */
  async exorcise(node: Node): Promise<void> {
    const ghosts = this.#ghosts.get(node);
    if (ghosts === undefined) return;
    this.#ghosts.delete(node);
    await Promise.all(Array.from(ghosts, (guildId) => this.clear(node, guildId)));
  }

  /**
   * A node has a new session, in which nobody plays yet. @param formerId - The one it has taken the place of: mostly that has
   * ended with its connection, but a node that did not notice that the connection broke still plays there.
   */
  async begin(node: Node, formerId: string | undefined): Promise<void> {
    this.#ghosts.delete(node);
    if (formerId !== undefined) await this.#silence(node, formerId);
  }

  async #silence(node: Node, sessionId: string): Promise<void> {
    try {
      const left = await node.fetchPlayers({ sessionId });
      const options = { sessionId, timeoutMs: CLEAR_TIMEOUT_MS };
      await Promise.all(left.map(({ guildId }) => node.destroyPlayer(guildId, options)));
    } catch (error) {
      if (!(error instanceof RepriseError)) throw error;
      const isGone = error instanceof NodeHttpError && error.status === 404;
      const isNext = node.sessionId !== sessionId && node.isAvailable;
      if (!isGone && isNext) this.#clock.after(CLEAR_AGAIN_MS, () => void this.#silence(node, sessionId));
    }
  }

  async #clear(node: Node, guildId: string): Promise<void> {
    try {
      await node.destroyPlayer(guildId, { timeoutMs: CLEAR_TIMEOUT_MS });
    } catch (error) {
      if (!(error instanceof RepriseError)) throw error;
      // A node that knows no such session has no such player.
      if (error instanceof NodeHttpError && error.status === 404) return;
      this.haunt(node, guildId);
      this.#askAgain(node);
    }
  }

  /** A node that is away is asked when it is back; one that is there and fails, now and then. */
  #askAgain(node: Node): void {
    if (this.#askingAgain.has(node) || !node.isAvailable) return;
    this.#askingAgain.add(node);
    this.#clock.after(CLEAR_AGAIN_MS, () => {
      this.#askingAgain.delete(node);
      if (node.isAvailable) void this.exorcise(node);
    });
  }
}
