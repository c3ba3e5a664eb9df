import type { Clock } from '@reprise/clock';
import type { PlayerState as RemoteState } from '@reprise/protocol';
import type { Recommend } from '../autoplay/autoplay-options.ts';
import type { PlayerHomes } from '../failover/player-homes.ts';
import type { SearchOptions } from '../search/load-options.ts';
import type { LoadedTracks } from '../track/loaded-tracks.ts';
import type { Playable } from '../track/playable.ts';
import type { RepairTrack } from '../track/repair-track.ts';
import type { TrackResolver } from '../track/track-resolver.ts';
import type { Connector } from '../voice/connector.ts';
import type { VoiceStates } from '../voice/voice-states.ts';
import type { Player } from './player.ts';
import type { PlayerCore } from './player-core.ts';
import type { TellPlayerEvent } from './player-events.ts';

/** What a player needs of its pool. */
export interface PlayerContext {
  readonly clock: Clock;
  readonly connector: Connector;
  readonly voiceStates: VoiceStates;
  readonly homes: PlayerHomes;
  readonly resolver: TrackResolver;
  /** Whether some node can play a track as it is. */
  readonly accepts: (track: Playable) => boolean;
  readonly recommend: Recommend | undefined;
  readonly repairTrack: RepairTrack | undefined;
  /** Longest wait for a node's answer to voice data, in milliseconds. */
  readonly voiceTimeoutMs: number;
  /** Longest wait for Discord's answer to a join, in milliseconds. */
  readonly joinTimeoutMs: number;
  readonly tell: TellPlayerEvent;
  readonly load: (query: string, options: SearchOptions) => Promise<LoadedTracks>;
  readonly randomCachedTrack: () => Playable | undefined;
  readonly forget: (track: Playable) => void;
  readonly regionOf: (endpoint: string) => string;
  /** From 0 up to 1. */
  readonly random: () => number;
  /** An id that no other playing of any process has. */
  readonly newPlayingId: () => string;
  /** The node of a player says where it is. */
  readonly heard: (core: PlayerCore, state: RemoteState) => void;
  /** A player waits for a node, whichever. */
  readonly orphaned: () => void;
  /** Something of the player changed that a snapshot holds. */
  readonly changed: () => void;
  /** A command that nobody waits for failed. */
  readonly failed: (player: Player, error: unknown) => void;
  /** The player is over; `gone` resolves when nothing of it is left in its channel and on its node. */
  readonly removed: (core: PlayerCore, gone: Promise<void>) => void;
}
