import type { Message } from '@reprise/protocol';
import { isStats } from './guards.ts';
import { isObject } from './load-result.ts';
import { isPlayerState } from './player-guards.ts';

/** Whether a frame is a message this client knows the form of. */
export function isMessage(value: unknown): value is Message {
  if (!isObject(value)) return false;
  switch (value.op) {
    case 'ready':
      return typeof value.sessionId === 'string' && typeof value.resumed === 'boolean';
    case 'stats':
      return isStats(value);
    case 'playerUpdate':
      return typeof value.guildId === 'string' && isObject(value.state) && isPlayerState(value.state);
    case 'event':
      return typeof value.guildId === 'string' && isEvent(value);
    default:
      return false;
  }
}

/** Events of plugins are theirs to check. */
function isEvent(event: Record<string, unknown>): boolean {
  switch (event.type) {
    case 'TrackStartEvent':
    case 'TrackStuckEvent':
      return isTagged(event.track);
    case 'TrackEndEvent':
      return isTagged(event.track) && typeof event.reason === 'string';
    case 'TrackExceptionEvent':
      return isTagged(event.track) && isObject(event.exception);
    case 'WebSocketClosedEvent':
      return typeof event.code === 'number';
    default:
      return typeof event.type === 'string';
  }
}

/** Whether a track tells which one it is. The rest of it is known here better than there. */
function isTagged(track: unknown): boolean {
  return isObject(track) && isObject(track.info);
}
