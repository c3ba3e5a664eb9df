import type { Stats } from '@reprise/protocol';

/** Frames due in a minute: one each 20 ms. */
const FRAMES_A_MINUTE = 3_000;

/**
 * How loaded a node is by its own statistics: 0 is idle, and one playing player weighs 1.
 *
 * The formula is that of Lavalink's first Java client (`LavalinkLoadBalancer.Penalties`), which every client since has
 * taken over. Loads above 1 and negative numbers, which other servers report, are held to its domain.
 *
 * @example
 * ```ts
 * import { Pool, penaltyOf } from 'reprise';
 *
 * const { stats } = Pool.getNode('Main');
 * if (stats !== undefined) console.log(penaltyOf(stats));
 * ```
 */
export function penaltyOf(stats: Stats): number {
  const load = Math.min(1, Math.max(0, stats.cpu.systemLoad));
  const cpu = 1.05 ** (100 * load) * 10 - 10;
  return Math.max(0, stats.playingPlayers) + cpu + framePenalty(stats);
}

function framePenalty({ frameStats }: Stats): number {
  if (!frameStats) return 0;
  const deficit = 1.03 ** (500 * share(frameStats.deficit)) * 600 - 600;
  // A frame that was not ready is heard; a missing one can be the pause of a garbage collection.
  const nulled = (1.03 ** (500 * share(frameStats.nulled)) * 300 - 300) * 2;
  return deficit + nulled;
}

function share(frames: number): number {
  return Math.min(1, Math.max(0, frames / FRAMES_A_MINUTE));
}
