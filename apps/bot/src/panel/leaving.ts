import type { Player } from 'reprise';
import { leaveTimes } from '../commands/player-options.ts';
import type { GuildSettings } from '../settings/guild-settings.ts';

/** Why the bot leaves by itself: nothing was played for a while, or nobody listened. */
export type LeaveReason = 'leftQuiet' | 'leftAlone';

/** Holds a player to how long the bot stays by the settings of its guild. */
export function setLeaveTimes(
  player: Player,
  settings: Pick<GuildSettings, 'stay' | 'idleLeaveMs' | 'aloneLeaveMs'>,
): void {
  const { inactivePlayerTimeoutMs, inactiveChannelTimeoutMs } = leaveTimes(settings);
  player.inactivePlayerTimeoutMs = inactivePlayerTimeoutMs;
  player.inactiveChannelTimeoutMs = inactiveChannelTimeoutMs;
}

/** Whether the bot is to leave now: it does not stay day and night, and nobody began to play something meanwhile. */
export function isToLeave(
  { current, paused }: Player,
  reason: LeaveReason,
  { stay }: Pick<GuildSettings, 'stay'>,
): boolean {
  return !stay && (reason === 'leftAlone' || current === undefined || paused);
}
