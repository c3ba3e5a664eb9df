import { callable, knownOptions } from '@reprise/options';
import { SnapshotForeignError } from '../errors/index.ts';
import { snowflake } from '../player/player-options.ts';
import type { PoolSnapshot } from '../snapshot/pool-snapshot.ts';
import { decodeSnapshot } from '../snapshot/snapshot.ts';

/** Which of the players of former pools go on. */
export interface RestoreOptions {
  /** Tells the guilds whose players go on here. @defaultValue all */
  readonly only?: (guildId: string) => boolean;
  /**
   * Of which bot a snapshot must be; `restore` refuses that of another, which can then be set aside.
   *
   * @defaultValue that of `connect`, which refuses to start with any other
   * @example
   * ```ts
   * import { readFileSync } from 'node:fs';
   * import type { Client } from 'discord.js';
   * import { Pool } from 'reprise';
   *
   * declare const bot: Client<true>;
   * Pool.restore(readFileSync('players.snapshot'), { userId: bot.user.id });
   * ```
   */
  readonly userId?: string;
}

/** What former pools left, as this one goes on with it. */
export interface FormerPools {
  /** Each guild is in one of them. */
  readonly snapshots: readonly PoolSnapshot[];
  /** Sessions of nodes that can be resumed, by the node's identifier. */
  readonly sessions: Readonly<Record<string, string>>;
}

export const NO_FORMER_POOLS: FormerPools = { snapshots: [], sessions: {} };

const KNOWN = ['only', 'userId'] as const satisfies readonly (keyof RestoreOptions)[];

/**
 * Reads snapshots; of a guild that is in several, the latest one counts.
 *
 * @throws As {@link decodeSnapshot}; {@link SnapshotForeignError}; TypeError or RangeError naming a wrong option.
 */
export function formerPools(all: readonly Uint8Array[], options: RestoreOptions): FormerPools {
  const { only, userId } = checked(options);
  const read = all.map(decodeSnapshot).toSorted((one, other) => other.savedAt - one.savedAt);
  if (userId !== undefined) requireOf(userId, read);
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

function checked(options: RestoreOptions): { only: (guildId: string) => boolean; userId: string | undefined } {
  const owner = 'Pool.restore';
  knownOptions(owner, options, KNOWN);
  const { only = () => true, userId } = options;
  callable(`${owner}: only`, only);
  return { only, userId: userId === undefined ? undefined : snowflake(`${owner}: userId`, userId) };
}

function requireOf(userId: string, read: readonly PoolSnapshot[]): void {
  const foreign = read.find((snapshot) => snapshot.userId !== userId);
  if (foreign !== undefined) throw new SnapshotForeignError(foreign.userId, userId);
}
