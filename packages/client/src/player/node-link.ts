import type { Clock } from '@reprise/clock';
import type { EventMessage, PlayerUpdate, PlayerUpdateMessage, Player as RemotePlayer } from '@reprise/protocol';
import {
  InvalidNodeException,
  NodeHttpError,
  NodeResponseError,
  NodeTimeoutError,
  NodeUnreachableError,
  PlayerDestroyedError,
  PlayerOrphanedError,
  RepriseError,
} from '../errors/index.ts';
import type { HomeWish, PlayerHomes } from '../failover/player-homes.ts';
import type { Node } from '../node/node.ts';

/** What a node says of a player. */
export type PlayerMessage = EventMessage | PlayerUpdateMessage;

/** What a link needs of its player. */
export interface LinkHost {
  readonly guildId: string;
  /** Which nodes suit the player now. */
  readonly wish: HomeWish;
  /** Everything that a node has to know of the player, as of now. */
  wholeUpdate(node: Node): Promise<PlayerUpdate>;
  /** The player is on its way to another node. */
  leaving(from: Node | undefined): void;
  /** A node has all of the player; `from` is where it was before, perhaps the same node. */
  arrived(from: Node | undefined, node: Node, remote: RemotePlayer, why: string): void;
  /** What the node said before it was known that it has the player. */
  heard(message: PlayerMessage): void;
  /** The move came to nothing: it plays on where it was. */
  stayed(): void;
  /** No node can be reached. */
  orphaned(why: string): void;
}

/** How a link asks. */
export interface LinkOptions {
  readonly clock: Clock;
  /** Longest wait for an answer to an update with voice data, in milliseconds. */
  readonly voiceTimeoutMs: number;
}

/** Nodes that are tried one after the other for one update. */
const MOST_MOVES = 8;
/** A node may know sooner than this client that their connection broke: its session is then unknown for a moment. */
const SESSION_MISSING_WAIT_MS = 50;
const MOST_SESSION_WAITS = 6;

/**
 * Ties a player to the node it is on, whichever that is.
 *
 * The player changes itself first and then asks here for the change to be made on the node. When the node is lost on the
 * way, all of the player is put on another one, and the change with it: an update is never made twice.
 *
 * All calls come from the player's command lane, one at a time.
 */
export class NodeLink {
  readonly #host: LinkHost;
  readonly #homes: PlayerHomes;
  readonly #options: LinkOptions;
  #node: Node | undefined;
  #preferred: Node | undefined;
  /** The node that is being given the player, and what it says meanwhile: its answer may come after that. */
  #ahead: { readonly node: Node; readonly said: PlayerMessage[] } | undefined;
  /** The last answer is unknown: only telling the node everything makes sure of what it has. */
  #isUncertain = false;
  /** It was there in another process, and may still be. */
  #isUnseen = false;
  #isOrphaned = false;
  #isMoving = false;
  #isClosed = false;

  constructor(host: LinkHost, homes: PlayerHomes, options: LinkOptions) {
    this.#host = host;
    this.#homes = homes;
    this.#options = options;
  }

  /** The node it is on; undefined before the first one, and while there is none. */
  get node(): Node | undefined {
    return this.#isOrphaned ? undefined : this.#node;
  }

  get isOrphaned(): boolean {
    return this.#isOrphaned;
  }

  /** Whether the node has just what it was told, so that what it says of the player can be believed. */
  get isSettled(): boolean {
    return !this.#isMoving && !this.#isUncertain && !this.#isUnseen && !this.#isOrphaned;
  }

  /** Whether the node may have something else than it was told. */
  get isUncertain(): boolean {
    return this.#isUncertain;
  }

  /** Takes what a node says of the player; what comes from a node that it is not on, nor on its way to, is of another time. */
  receive(node: Node, message: PlayerMessage): void {
    if (this.#ahead?.node === node) this.#ahead.said.push(message);
    else if (this.node === node) this.#host.heard(message);
  }

  /** The first node it will be on, if that can be reached then. */
  prefer(node: Node): void {
    this.#preferred = node;
  }

  /** The node it was on when the last node was lost is back, with its session: it never stopped playing there. */
  readopt(node: Node): void {
    if (!this.#isOrphaned || this.#node !== node) return;
    this.#isOrphaned = false;
    this.#homes.unhaunt(node, this.#host.guildId);
  }

  /** Was on this node in another process; whether it still is will be seen. */
  adopt(node: Node): void {
    this.#node = node;
    this.#isUnseen = true;
  }

  /** The node has what it should. */
  trust(): void {
    this.#isUncertain = false;
    this.#isUnseen = false;
  }

  /** The node has not what it should: the next update tells it everything. */
  distrust(): void {
    this.#isUncertain = true;
  }

  /**
   * Makes a change on the node.
   *
   * @param update - The change; the player has made it already.
   * @param waits - Nobody is there to be told that no node takes it: the player waits for one that does.
   * @throws {@link PlayerOrphanedError} when no node can be reached, else what the node answered.
   */
  async apply(update: PlayerUpdate, waits = false): Promise<RemotePlayer> {
    for (let pauses = 0; ; ) {
      const node = this.#node;
      if (node === undefined || this.#isOrphaned || !(await node.untilSettled())) return this.recover('no node');
      if (this.#isUncertain || this.#isUnseen) return this.rebuild('its state there was unknown');
      try {
        return await this.#send(node, update);
      } catch (error) {
        if (isUnclear(error)) this.#isUncertain = true;
        if (!node.isAvailable) continue;
        if (isSessionMissing(error) && pauses < MOST_SESSION_WAITS) {
          pauses += 1;
          await this.#pause(SESSION_MISSING_WAIT_MS);
          continue;
        }
        if (!isUnclear(error)) throw error;
        this.#isUncertain = true;
        if (update.track?.encoded == null) throw error;
        return waits ? this.recover(error.message, node) : this.#elsewhere(node, error);
      }
    }
  }

  /** A node cannot start a track: another one may, and if it cannot either the first one's word stands. */
  async #elsewhere(node: Node, failure: Error): Promise<RemotePlayer> {
    const other = this.#homes.best(this.#host.wish, new Set([node]));
    if (other === undefined) throw failure;
    try {
      return await this.moveTo(other, failure.message);
    } catch (error) {
      throw error instanceof RepriseError ? failure : error;
    }
  }

  /**
   * Puts the player on the best node there is, whether it is on one or not.
   *
   * @param failed - A node that has just shown that it does not take it.
   * @throws {@link PlayerOrphanedError}
   */
  async recover(why: string, failed?: Node): Promise<RemotePlayer> {
    const from = this.#node;
    const tried = new Set(failed === undefined ? [] : [failed]);
    let last: unknown;
    this.#leave();
    while (tried.size < MOST_MOVES && !this.#isClosed) {
      const node = this.#takePreferred() ?? this.#homes.best(this.#host.wish, tried);
      if (node === undefined) break;
      tried.add(node);
      try {
        return await this.#settleOn(node, why);
      } catch (error) {
        if (!(error instanceof RepriseError)) {
          this.#isMoving = false;
          this.#host.stayed();
          throw error;
        }
        last = error;
        // It may have done what it was asked and failed only to say so.
        if (node !== from && isUnclear(error)) this.#leaveBehind(node);
      }
    }
    if (this.#isClosed) throw new PlayerDestroyedError(this.#host.guildId, 'it ended on its way to a node');
    this.#isOrphaned = true;
    this.#isMoving = false;
    if (from?.isAvailable === false) this.#homes.haunt(from, this.#host.guildId);
    const reason = last instanceof Error ? last.message : failed === undefined ? 'no node is connected' : why;
    this.#host.orphaned(reason);
    throw new PlayerOrphanedError(this.#host.guildId, reason, last);
  }

  /** Tells the node it is on everything, or goes to another one when that fails. */
  async rebuild(why: string): Promise<RemotePlayer> {
    const node = this.#node;
    if (node === undefined || this.#isOrphaned || !(await node.untilSettled())) return this.recover(why);
    try {
      return await this.#settleOn(node, why);
    } catch (error) {
      if (!(error instanceof RepriseError)) throw error;
      return this.recover(error.message);
    }
  }

  /** Goes to a node of the caller's choice. When that fails the player stays where it is, and plays on there. */
  async moveTo(node: Node, why: string): Promise<RemotePlayer> {
    this.#leave();
    try {
      return await this.#settleOn(node, why);
    } catch (error) {
      this.#leaveBehind(node);
      this.#isMoving = false;
      this.#host.stayed();
      throw error;
    }
  }

  /** No further node is tried. What is under way has still to end, and the player to be {@link release released}. */
  close(): void {
    this.#isClosed = true;
  }

  /** Takes the player off its node. The next update finds it another one, perhaps the same. */
  async release(): Promise<void> {
    const node = this.#node;
    this.#node = undefined;
    this.#isOrphaned = false;
    if (node === undefined) return;
    if (node.isAvailable) await this.#homes.clear(node, this.#host.guildId);
    else this.#homes.haunt(node, this.#host.guildId);
  }

  #takePreferred(): Node | undefined {
    const node = this.#preferred;
    this.#preferred = undefined;
    return node?.isAvailable ? node : undefined;
  }

  #leave(): void {
    this.#isMoving = true;
    this.#host.leaving(this.#node);
  }

  async #settleOn(node: Node, why: string): Promise<RemotePlayer> {
    const { guildId } = this.#host;
    const from = this.#node;
    const { remote, said } = await this.#give(node);
    this.#node = node;
    this.#isOrphaned = false;
    this.#isMoving = false;
    this.trust();
    this.#homes.unhaunt(node, guildId);
    this.#host.arrived(from, node, remote, why);
    for (const message of said) this.#host.heard(message);
    if (from !== undefined && from !== node) this.#leaveBehind(from);
    return remote;
  }

  /** Tells a node everything. */
  async #give(node: Node): Promise<{ readonly remote: RemotePlayer; readonly said: readonly PlayerMessage[] }> {
    const { guildId } = this.#host;
    const said: PlayerMessage[] = [];
    try {
      const remote = await this.#homes.slot(node, async () => {
        await this.#homes.claim(node, guildId);
        const update = await this.#host.wholeUpdate(node);
        this.#ahead = { node, said };
        return this.#send(node, update);
      });
      this.#ahead = undefined;
      return { remote, said };
    } catch (error) {
      this.#ahead = undefined;
      if (this.node === node) for (const message of said) this.#host.heard(message);
      throw error;
    }
  }

  /** Nothing of the player is to stay on a node; nobody waits for it. */
  #leaveBehind(node: Node): void {
    const { guildId } = this.#host;
    if (node.isAvailable) void this.#homes.clear(node, guildId);
    else this.#homes.haunt(node, guildId);
  }

  async #send(node: Node, update: PlayerUpdate): Promise<RemotePlayer> {
    const { guildId } = this.#host;
    if (update.voice === undefined) return node.updatePlayer(guildId, update);
    try {
      return await node.updatePlayer(guildId, update, { timeoutMs: this.#options.voiceTimeoutMs });
    } catch (error) {
      if (error instanceof NodeTimeoutError) {
        // A node that cannot reach the voice server never answers, nor does it answer the next voice data: deleting
        // the player is what clears it.
        this.#isUncertain = true;
        await this.#homes.clear(node, guildId);
      }
      throw error;
    }
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => this.#options.clock.after(ms, resolve));
  }
}

function isSessionMissing(error: unknown): boolean {
  return error instanceof NodeHttpError && error.status === 404;
}

/** Whether the node may have done what it was asked, or not. */
function isUnclear(error: unknown): error is RepriseError {
  return (
    error instanceof NodeTimeoutError ||
    error instanceof NodeUnreachableError ||
    error instanceof NodeResponseError ||
    error instanceof InvalidNodeException ||
    (error instanceof NodeHttpError && error.status >= 500)
  );
}
