import { NodeHttpError, NodeTimeoutError } from '../errors/index.ts';
import type { HomeWish, PlayerHomes } from '../failover/player-homes.ts';
import type { Node } from '../node/node.ts';
import type { NodeLink } from './node-link.ts';

/** What an {@link Escape} works with. */
export interface EscapeParts {
  readonly link: NodeLink;
  readonly homes: PlayerHomes;
  /** Which nodes suit the player now. */
  wish(): HomeWish;
}

/** How a player gets away. */
export interface EscapeOptions {
  /** The node can never do what is wanted of it: the player does not come back to it. */
  readonly isForGood?: boolean;
  /** Called when there is somewhere to go, before it goes. */
  readonly leaving?: () => void;
}

/**
 * The way off a node that is there and cannot give a guild its voice.
 *
 * All calls come from the player's command lane.
 */
export class Escape {
  readonly #parts: EscapeParts;
  /** Nodes not to come back to, each with its session: with another one it may be a newer node. */
  #unfit: Map<Node, string | undefined> | undefined;

  constructor(parts: EscapeParts) {
    this.#parts = parts;
  }

  /**
   * Goes to another node.
   *
   * @returns False when there is none.
   * @throws What the other node answered; the player stays where it is then.
   */
  async away(why: string, { isForGood = false, leaving }: EscapeOptions = {}): Promise<boolean> {
    const { link, homes, wish } = this.#parts;
    const from = link.node;
    if (from !== undefined && isForGood) {
      this.#unfit ??= new Map();
      this.#unfit.set(from, from.sessionId);
    }
    const node = homes.best(wish(), this.#excluded(from));
    if (node === undefined) return false;
    leaving?.();
    await link.moveTo(node, why);
    return true;
  }

  #excluded(from: Node | undefined): ReadonlySet<Node> {
    const excluded = new Set(from === undefined ? [] : [from]);
    for (const [node, sessionId] of this.#unfit ?? []) if (node.sessionId === sessionId) excluded.add(node);
    return excluded;
  }
}

/** Whether a node that was given voice data could not reach the voice server; another node may. */
export function isVoiceOutOfReach(error: unknown): boolean {
  return error instanceof NodeTimeoutError || (error instanceof NodeHttpError && error.status === 500);
}
