import type { PlayerCore } from '../player/player-core.ts';
import { snapshotOf } from '../player/player-memory.ts';
import { type PoolSnapshot, SNAPSHOT_VERSION } from '../snapshot/pool-snapshot.ts';
import { encodeSnapshot } from '../snapshot/snapshot.ts';
import { SnapshotWriter } from '../snapshot/snapshot-writer.ts';
import type { Parts } from './assembly.ts';

/** Players and sessions of the pool as bytes that another process can go on with. */
export function takeSnapshot({ settings, nodes, players }: Parts): Uint8Array {
  const sessions: [string, string][] = [];
  for (const [identifier, { sessionId }] of nodes.snapshot()) {
    if (sessionId !== undefined) sessions.push([identifier, sessionId]);
  }
  return encodeSnapshot({
    version: SNAPSHOT_VERSION,
    savedAt: Date.now(),
    userId: settings.connector.userId,
    sessions: Object.fromEntries(sessions),
    players: Array.from(players.all(), snapshotOf),
  });
}

/** Writes snapshots to where the user keeps them; undefined when he keeps none. */
export function snapshotWriter(parts: Parts): SnapshotWriter | undefined {
  const { clock, onSnapshot, snapshotIntervalMs, logger } = parts.settings;
  if (onSnapshot === undefined) return undefined;
  const writer: SnapshotWriter = new SnapshotWriter({
    clock,
    onSnapshot,
    snapshotIntervalMs,
    take: () => {
      // What plays moves on: the next snapshot is due without any other change.
      if (hasPlaying(parts.players.all())) queueMicrotask(() => writer.changed());
      return takeSnapshot(parts);
    },
    failed: (error) => logger?.warn(`No snapshot could be kept: ${error instanceof Error ? error.message : error}`),
  });
  return writer;
}

/** Makes the players of a former process anew: on their nodes, as far as these are known here. */
export function restorePlayers({ players, nodes }: Parts, snapshot: PoolSnapshot): PlayerCore[] {
  const known = nodes.snapshot();
  const { savedAt } = snapshot;
  return snapshot.players.map((player) => players.restore({ player, savedAt }, known.get(player.node ?? '')));
}

function hasPlaying(cores: Iterable<PlayerCore>): boolean {
  for (const { player } of cores) if (player.state === 'playing') return true;
  return false;
}
