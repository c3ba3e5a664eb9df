import type { Player } from 'reprise';
import type { GuildSettings } from '../../settings/guild-settings.ts';
import { leaveTimes } from '../player-options.ts';

/** Lets a player that plays already follow settings. Not its volume: that is for players to begin with. */
export function applySettings(player: Player | undefined, settings: GuildSettings): void {
  if (player === undefined) return;
  const { inactivePlayerTimeoutMs, inactiveChannelTimeoutMs } = leaveTimes(settings);
  player.inactivePlayerTimeoutMs = inactivePlayerTimeoutMs;
  player.inactiveChannelTimeoutMs = inactiveChannelTimeoutMs;
}
