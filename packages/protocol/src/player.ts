import type { Filters } from './filters.ts';
import type { JsonObject, Track } from './track.ts';

/** Where a player is. */
export interface PlayerState {
  /** Unix time of this report, in milliseconds. */
  readonly time: number;
  /** Milliseconds played since the last start or seek, plus where that was. Not the place in the track once a timescale is set. */
  readonly position: number;
  /** The voice WebSocket is open. Says nothing of sound. */
  readonly connected: boolean;
  /** Milliseconds to the voice server and back; -1 without a connection. */
  readonly ping: number;
}

/** What a node needs to join a voice channel: the halves of Discord's two voice updates. */
export interface VoiceState {
  readonly token: string;
  readonly endpoint: string;
  readonly sessionId: string;
  /** Required by Lavalink 4.2 and later, unknown to earlier ones. */
  readonly channelId?: string | null;
}

/** A player as a node answers it. */
export interface Player {
  readonly guildId: string;
  readonly track: Track | null;
  /** Percent, 0 to 1000. */
  readonly volume: number;
  readonly paused: boolean;
  readonly state: PlayerState;
  /** Empty texts while not connected. */
  readonly voice: VoiceState;
  readonly filters: Filters;
}

/** Which track a player shall play. `encoded` and `identifier` exclude each other. */
export interface PlayerUpdateTrack {
  /** `null` stops. Absent keeps what plays. */
  readonly encoded?: string | null;
  /** Resolved by the node; must be a single track. */
  readonly identifier?: string;
  /** Kept with the track and sent back in its events. */
  readonly userData?: JsonObject;
}

/** Body of `PATCH /v4/sessions/{sessionId}/players/{guildId}`; what is absent stays as it is. Numbers must be whole. */
export interface PlayerUpdate {
  readonly track?: PlayerUpdateTrack;
  /** Milliseconds: where to start, or where to seek when no track is sent. */
  readonly position?: number;
  /** Milliseconds, above 0. `null` clears it by the documents; Lavalink 4.2.2 ignores it on a playing track. */
  readonly endTime?: number | null;
  /** Percent, 0 to 1000. */
  readonly volume?: number;
  /** Starting or stopping a track resets this to false unless it is sent along. */
  readonly paused?: boolean;
  readonly filters?: Filters;
  readonly voice?: VoiceState;
}
