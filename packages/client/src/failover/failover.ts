import type { Clock } from '@reprise/clock';
import type { Player as RemotePlayer } from '@reprise/protocol';
import { InvalidNodeException, RepriseError } from '../errors/index.ts';
import type { OpenedSession } from '../node/connection.ts';
import type { Node } from '../node/node.ts';
import type { Player } from '../player/player.ts';
import type { PlayerCore } from '../player/player-core.ts';
import type { PlayerRegistry } from '../player/player-registry.ts';
import type { PlayerHomes } from './player-homes.ts';

/** What became of the players of a node that was lost. */
export interface FailoverOutcome {
  /** They play on elsewhere. */
  readonly moved: readonly Player[];
  /** No node was left for them; they go on by themselves when one is back. */
  readonly orphaned: readonly Player[];
  /** From the loss to the last of them, in milliseconds. */
  readonly durationMs: number;
}

/** What a {@link Failover} works with. */
export interface FailoverParts {
  readonly clock: Clock;
  readonly players: PlayerRegistry;
  readonly homes: PlayerHomes;
  /** Players of a lost node have been seen to. */
  moved(node: Node, outcome: FailoverOutcome): void;
  /** Something could not be done now, and will be tried again by itself. */
  warn(line: string): void;
}

/** A player that no node took, though some can be reached, is offered to them again after this time. */
const ORPHANS_AGAIN_MS = 2_000;

/** Keeps players playing when nodes go and come: moves them off, brings them back, and sees that none sounds twice. */
export class Failover {
  readonly #parts: FailoverParts;
  #isWatching = false;

  constructor(parts: FailoverParts) {
    this.#parts = parts;
  }

  /** A node was lost: its players go elsewhere. */
  async lost(node: Node): Promise<void> {
    const { players, clock, moved } = this.#parts;
    const cores = players.on(node);
    if (cores.length === 0) return;
    const startedAt = clock.now();
    await Promise.all(cores.map((core) => core.recover(node)));
    const living = cores.filter((core) => !core.isDestroyed);
    moved(node, {
      moved: playersOf(living.filter((core) => !core.link.isOrphaned)),
      orphaned: playersOf(living.filter((core) => core.link.isOrphaned)),
      durationMs: clock.now() - startedAt,
    });
  }

  /** A node has a session, the one it had or another one. */
  async opened(node: Node, session: OpenedSession): Promise<void> {
    const { players, homes } = this.#parts;
    if (session.resumed) for (const core of players.orphans) core.link.readopt(node);
    // At once and before all else: until then their guilds hear two nodes.
    const cleared = session.resumed ? homes.exorcise(node) : homes.begin(node, session.formerId);
    if (session.resumed) await this.#reconcile(node);
    else await Promise.all(players.on(node).map((core) => core.rebuild('its session was lost')));
    await Promise.all(players.orphans.map((core) => core.comeBack()));
    await cleared;
  }

  /** A player has no node. When one comes back it is told; when one fails its calls and then does not, nobody is. */
  orphaned(): void {
    if (this.#isWatching) return;
    this.#isWatching = true;
    const { players, homes, clock } = this.#parts;
    clock.after(ORPHANS_AGAIN_MS, async () => {
      if (homes.isAnyOpen) await Promise.all(players.orphans.map((core) => core.comeBack()));
      this.#isWatching = false;
      if (homes.isAnyOpen && players.hasOrphans) this.orphaned();
    });
  }

  /** Moves all players off a node. @returns How many. @throws {@link InvalidNodeException} when there is nowhere to go. */
  async drain(node: Node): Promise<number> {
    const { players, homes } = this.#parts;
    const cores = players.on(node);
    const targets = cores.map((core) => homes.best(core.wish, new Set([node])));
    if (targets.includes(undefined)) {
      throw new InvalidNodeException(`Node ${node.identifier} cannot be drained: no other node can be reached.`);
    }
    node.drain();
    await Promise.all(
      cores.map((core, i) => {
        const target = targets[i];
        return target && core.moveTo(target, `node ${node.identifier} is drained`);
      }),
    );
    return cores.filter((core) => core.node !== node).length;
  }

  /** Compares what a resumed node has with what it should have. */
  async #reconcile(node: Node): Promise<void> {
    const { players, homes, warn } = this.#parts;
    let remotes: Map<string, RemotePlayer>;
    try {
      remotes = new Map((await node.fetchPlayers()).map((remote) => [remote.guildId, remote]));
    } catch (error) {
      if (!(error instanceof RepriseError)) throw error;
      warn(`Node ${node.identifier} was resumed but does not say what it plays: ${error.message}`);
      const told = players.on(node).map((core) => core.rebuild('the node does not say what it has'));
      await Promise.all(told);
      return;
    }
    await Promise.all(players.on(node).map((core) => core.reconcile(node, remotes.get(core.guildId))));
    await Promise.all(
      Array.from(remotes.keys(), (guildId) => players.get(guildId)?.keepOff(node) ?? homes.clear(node, guildId)),
    );
  }
}

function playersOf(cores: readonly PlayerCore[]): Player[] {
  return cores.map(({ player }) => player);
}
