import type { Player } from '@reprise/protocol';
import { isObject, isTrack } from './load-result.ts';

/** Whether a parsed answer is a player with what this client reads of one. */
export function isRemotePlayer(value: unknown): value is Player {
  if (!isObject(value) || typeof value.guildId !== 'string' || !isObject(value.state)) return false;
  return (value.track === null || value.track === undefined || isTrack(value.track)) && isPlayerState(value.state);
}

/** Whether a parsed answer is a list of players. */
export function isRemotePlayers(value: unknown): value is readonly Player[] {
  return Array.isArray(value) && value.every(isRemotePlayer);
}

/** Whether an object says where a player is. */
export function isPlayerState(value: Record<string, unknown>): boolean {
  return Number.isFinite(value.position) && typeof value.connected === 'boolean';
}
