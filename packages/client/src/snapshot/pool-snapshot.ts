import type { Filters, JsonObject } from '@reprise/protocol';
import type { AutoPlayMode } from '../autoplay/autoplay-options.ts';
import type { QueueSnapshot, QueueTrackSnapshot } from '../queue/queue-snapshot.ts';

/** Version of the format that this release writes, and the latest that it reads. */
export const SNAPSHOT_VERSION = 1;

/**
 * Everything that a program needs to go on after a restart, as plain data.
 *
 * Discord's voice tokens are not part of it: they belong to a session of its gateway, which a restart ends. The ids of
 * the nodes' sessions are. Who has one of them and the node's password owns the players.
 */
export interface PoolSnapshot {
  readonly version: typeof SNAPSHOT_VERSION;
  /** When it was taken, in milliseconds since 1970. */
  readonly savedAt: number;
  /** The bot whose players these are. */
  readonly userId: string;
  /** By the identifier of its node, the id of the session to resume. */
  readonly sessions: Readonly<Record<string, string>>;
  /** Of each guild one at the most. */
  readonly players: readonly PlayerSnapshot[];
}

/** A player as plain data. */
export interface PlayerSnapshot {
  readonly guildId: string;
  /** Identifier of the node it was on; null when it was on none. */
  readonly node: string | null;
  /** Null when it was in none. */
  readonly voiceChannelId: string | null;
  readonly selfDeaf: boolean;
  readonly selfMute: boolean;
  /** Percent, 0 to 1000. */
  readonly volume: number;
  readonly paused: boolean;
  readonly filters: Filters;
  /** Absent when nothing played. */
  readonly playing?: PlayingSnapshot;
  readonly queue: QueueSnapshot;
  readonly autoplay: AutoPlayMode;
  /** The bot's own notes. What in them is not JSON is lost. */
  readonly data: JsonObject;
}

/** A {@link Playable} as plain data. */
export type PlayableSnapshot = Extract<QueueTrackSnapshot, { kind: 'playable' }>;

/** What played and where it was, as plain data. */
export interface PlayingSnapshot {
  readonly track: PlayableSnapshot;
  /** Under which the node knows this playing. */
  readonly playingId: string;
  /** Place in the track at {@link PoolSnapshot.savedAt}, in milliseconds. */
  readonly positionMs: number;
  /** Place at which it ends, in milliseconds. Absent: at its own end. */
  readonly endMs?: number;
}
