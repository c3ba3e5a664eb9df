/**
 * Where a player is in its life.
 *
 * - `connecting`: on its way into a voice channel
 * - `idle`: nothing to play
 * - `playing`, `paused`: has a track
 * - `migrating`: on its way to another node
 * - `orphaned`: no node can be reached. It keeps its track and place, and goes on by itself when a node is back
 * - `destroyed`: over. {@link NodePool.createPlayer} makes another one
 */
export type PlaybackState = 'connecting' | 'idle' | 'playing' | 'paused' | 'migrating' | 'orphaned' | 'destroyed';

/** What the state of a player follows from. */
export interface PlayerCircumstances {
  readonly isDestroyed: boolean;
  readonly isOrphaned: boolean;
  readonly isMigrating: boolean;
  readonly isJoining: boolean;
  readonly hasTrack: boolean;
  readonly isPaused: boolean;
}

/** The state is never set: it follows, so that no two of its parts can disagree. */
export function playerState(player: PlayerCircumstances): PlaybackState {
  if (player.isDestroyed) return 'destroyed';
  if (player.isOrphaned) return 'orphaned';
  if (player.isMigrating) return 'migrating';
  if (player.isJoining) return 'connecting';
  if (!player.hasTrack) return 'idle';
  return player.isPaused ? 'paused' : 'playing';
}
