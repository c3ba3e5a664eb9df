import type { GuildSettings, SettingName } from '../../settings/guild-settings.ts';
import type { Texts } from '../../texts/texts.ts';

/** Milliseconds of a minute: people count in those. */
export const MINUTE_MS = 60_000;

/** The value of a setting, in words. */
export function settingText(name: SettingName, settings: GuildSettings, { settings: texts }: Texts): string {
  const { values } = texts;
  switch (name) {
    case 'djRoleId':
      return settings.djRoleId === undefined ? values.noRole : `<@&${settings.djRoleId}>`;
    case 'stayChannelId':
      return settings.stayChannelId === undefined ? values.whereItIs : `<#${settings.stayChannelId}>`;
    case 'defaultVolume':
    case 'voteSkipPercent':
      return values.percent(settings[name]);
    case 'announce':
    case 'stay':
    case 'autoplay':
      return settings[name] ? values.on : values.off;
    case 'maxQueue':
    case 'maxPlaylist':
      return values.songs(settings[name]);
    case 'maxPerUser':
      return settings.maxPerUser === 0 ? values.noLimit : values.songs(settings.maxPerUser);
    case 'maxSongMs':
      return settings.maxSongMs === 0 ? values.noLimit : values.minutes(minutes(settings.maxSongMs));
    case 'idleLeaveMs':
    case 'aloneLeaveMs':
      return settings[name] === 0 ? values.never : values.minutes(minutes(settings[name]));
    case 'locale':
      return settings.locale === undefined ? values.asServer : values.languages[settings.locale];
  }
}

/** Minutes, to a tenth: whoever runs the bot counts in milliseconds. */
function minutes(ms: number): number {
  return Math.round((ms / MINUTE_MS) * 10) / 10;
}
