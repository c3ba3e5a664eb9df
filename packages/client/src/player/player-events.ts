import type { Exception, PlayerState as RemoteState, TrackEndReason } from '@reprise/protocol';
import type { Node } from '../node/node.ts';
import type { Playable } from '../track/playable.ts';
import type { PlaybackFailure } from './failure-budget.ts';
import type { Player } from './player.ts';
import type { PlaybackState } from './player-state.ts';

/** What was done about a player that is silent though it should sound, in the order in which it is tried. */
export type RecoveryStep = 'refresh' | 'rejoin' | 'move';

/** Events of players and what their listeners get. None of them needs a listener. */
export interface PlayerEvents {
  /** A player was made. */
  playerCreate: [player: Player];
  /** A player is over: by {@link Player.destroy}, a kick, or the end of its channel. */
  playerDestroy: [player: Player, why: string];
  /** `player.state` is the new one. */
  playerStateChange: [player: Player, from: PlaybackState];
  /** A node says where a player is. */
  playerUpdate: [player: Player, state: RemoteState];
  /** A player is in another voice channel than before: moved by a moderator, or by {@link Player.moveTo}. */
  playerMove: [player: Player, from: string, to: string];
  /** A player is on another node than before; `from` is undefined for one that had none. */
  playerNodeChange: [player: Player, from: Node | undefined, to: Node, why: string];
  /** A track sounds, for the first time: a track that goes on elsewhere after a failure does not start again. */
  trackStart: [player: Player, track: Playable];
  /** A track is over. What follows by the queue, its mode and autoplay starts by itself. */
  trackEnd: [player: Player, track: Playable, reason: TrackEndReason];
  /** A track broke; it is left, and dropped from the cache. */
  trackException: [player: Player, track: Playable, exception: Exception];
  /** A track gives no sound; it is left, and dropped from the cache. */
  trackStuck: [player: Player, track: Playable, thresholdMs: number];
  /** Three tracks in a row failed: the player has stopped, with the rest of its queue as it was. */
  playbackAborted: [player: Player, failures: readonly PlaybackFailure[]];
  /** There is nothing left to play. */
  queueEnd: [player: Player];
  /** Discord closed the node's voice connection. What can be done about it is being done. */
  socketClosed: [player: Player, code: number, reason: string, byRemote: boolean];
  /** A player that should sound is silent, and something is done about it. */
  playerRecovery: [player: Player, step: RecoveryStep, why: string];
  /** Something in the background failed for good: a voice channel that cannot be had, a stage that does not let it speak. */
  playerError: [player: Player, error: Error];
  /** A player had nothing to play for `inactivePlayerTimeoutMs`. It is the bot's to decide what follows. */
  inactivePlayer: [player: Player];
  /** Nobody listened for `inactiveChannelTimeoutMs`. */
  inactiveChannel: [player: Player];
}

/** Tells one event of a player. */
export type TellPlayerEvent = <K extends keyof PlayerEvents>(event: K, ...args: PlayerEvents[K]) => void;
