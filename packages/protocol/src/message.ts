import type { Exception } from './load-result.ts';
import type { PlayerState } from './player.ts';
import type { PluginEvent } from './plugins.ts';
import type { Stats } from './server.ts';
import type { Track } from './track.ts';

/** The session is open. Usually the first message, but `stats` may come before it. */
export interface ReadyMessage {
  readonly op: 'ready';
  /** The session asked for by `Session-Id` goes on, its players with it. */
  readonly resumed: boolean;
  readonly sessionId: string;
}

/** Load of the node: at once after connecting, then every minute. */
export interface StatsMessage extends Stats {
  readonly op: 'stats';
}

/** Where a player is: every `playerUpdateInterval` once it has started a track, and after each change. */
export interface PlayerUpdateMessage {
  readonly op: 'playerUpdate';
  readonly guildId: string;
  readonly state: PlayerState;
}

/** Why a track ended. Only `finished` and `loadFailed` may start the next one. */
export type TrackEndReason = 'finished' | 'loadFailed' | 'stopped' | 'replaced' | 'cleanup';

/** A track started. */
export interface TrackStartEvent {
  readonly op: 'event';
  readonly type: 'TrackStartEvent';
  readonly guildId: string;
  readonly track: Track;
}

/** A track ended: the one event to advance a queue on. */
export interface TrackEndEvent {
  readonly op: 'event';
  readonly type: 'TrackEndEvent';
  readonly guildId: string;
  readonly track: Track;
  readonly reason: TrackEndReason;
}

/** A track broke. A {@link TrackEndEvent} follows. */
export interface TrackExceptionEvent {
  readonly op: 'event';
  readonly type: 'TrackExceptionEvent';
  readonly guildId: string;
  readonly track: Track;
  readonly exception: Exception;
}

/** No audio came for `thresholdMs`. An end event need not follow. */
export interface TrackStuckEvent {
  readonly op: 'event';
  readonly type: 'TrackStuckEvent';
  readonly guildId: string;
  readonly track: Track;
  readonly thresholdMs: number;
}

/** The voice WebSocket closed. Code 1000 with `byRemote: false` also comes when new voice data replaces the old. */
export interface WebSocketClosedEvent {
  readonly op: 'event';
  readonly type: 'WebSocketClosedEvent';
  readonly guildId: string;
  /** Discord's voice close event code. */
  readonly code: number;
  readonly reason: string;
  readonly byRemote: boolean;
}

/** Events of the server itself, told apart by `type`. */
export type LavalinkEvent =
  | TrackStartEvent
  | TrackEndEvent
  | TrackExceptionEvent
  | TrackStuckEvent
  | WebSocketClosedEvent;

/** Every event this package has a type for. */
export type EventMessage = LavalinkEvent | PluginEvent;

/** Everything a node sends over its WebSocket, told apart by `op`. A client sends nothing. */
export type Message = ReadyMessage | StatsMessage | PlayerUpdateMessage | EventMessage;
