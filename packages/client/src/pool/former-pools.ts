import type { PoolSnapshot } from '../snapshot/pool-snapshot.ts';
import { decodeSnapshot } from '../snapshot/snapshot.ts';

/** Which of the players of former pools go on. */
export interface RestoreOptions {
  /** Tells the guilds whose players go on here. @defaultValue all */
  readonly only?: (guildId: string) => boolean;
}

/** What former pools left, as this one goes on with it. */
export interface FormerPools {
  /** Each guild is in one of them. */
  readonly snapshots: readonly PoolSnapshot[];
  /** Sessions of nodes that can be resumed, by the node's identifier. */
  readonly sessions: Readonly<Record<string, string>>;
}

export const NO_FORMER_POOLS: FormerPools = { snapshots: [], sessions: {} };

/** Reads snapshots; of a guild that is in several, the latest one counts. @throws As {@link decodeSnapshot}. */
export function formerPools(all: readonly Uint8Array[], { only = () => true }: RestoreOptions): FormerPools {
  const read = all.map(decodeSnapshot).toSorted((one, other) => other.savedAt - one.savedAt);
  const guilds = new Set<string>();
  const snapshots = read.map((snapshot) => ({
    ...snapshot,
    players: snapshot.players.filter(({ guildId }) => {
      if (!only(guildId) || guilds.has(guildId)) return false;
      guilds.add(guildId);
      return true;
    }),
  }));
  const [first] = read;
  // A session has all players of its pool: who does not go on with all of them leaves it to end by itself.
  const isWhole = read.length === 1 && snapshots[0]?.players.length === first?.players.length;
  return { snapshots, sessions: isWhole ? (first?.sessions ?? {}) : {} };
}
