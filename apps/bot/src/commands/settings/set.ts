import { setLeaveTimes } from '../../panel/leaving.ts';
import { SETTING_NAMES } from '../../settings/checked-settings.ts';
import { type GuildSettings, type NumberSetting, SETTINGS, type SettingName } from '../../settings/guild-settings.ts';
import { textsFor } from '../../texts/catalogue.ts';
import { LOCALES } from '../../texts/texts.ts';
import type { Command } from '../command.ts';
import type { NumberOption } from '../command-spec.ts';
import type { CommandUse } from '../command-use.ts';
import { kept } from '../kept.ts';
import { Refusal } from '../refusal.ts';
import { MINUTE_MS, settingText } from './setting-text.ts';

/** What gives the choice of the language back to the server. */
const AUTO = 'auto';

type Changes = { -readonly [Name in SettingName]?: GuildSettings[Name] };

/** Settings that are numbers, by what they are called when they are typed; `unit` is one of what is typed. */
const NUMBERS = [
  { option: 'volume', setting: 'defaultVolume', unit: 1 },
  { option: 'max_queue', setting: 'maxQueue', unit: 1 },
  { option: 'max_playlist', setting: 'maxPlaylist', unit: 1 },
  { option: 'max_per_user', setting: 'maxPerUser', unit: 1 },
  { option: 'max_song_minutes', setting: 'maxSongMs', unit: MINUTE_MS },
  { option: 'idle_minutes', setting: 'idleLeaveMs', unit: MINUTE_MS },
  { option: 'alone_minutes', setting: 'aloneLeaveMs', unit: MINUTE_MS },
  { option: 'vote_percent', setting: 'voteSkipPercent', unit: 1 },
] as const;

/** Changes settings. */
export const settingsSet: Command = {
  options: [
    { kind: 'role', name: 'dj_role' },
    { kind: 'flag', name: 'announce' },
    ...NUMBERS.map(({ option, setting, unit }) => numberOption(option, SETTINGS[setting], unit)),
    { kind: 'pick', name: 'language', values: [AUTO, ...LOCALES] },
  ],
  async run(use) {
    const { services, guild, interaction, settings: before } = use;
    const changes = changesOf(use);
    const named = SETTING_NAMES.filter((name) => Object.hasOwn(changes, name));
    if (named.length === 0) throw new Refusal(({ settings }) => settings.nothingNamed);
    const after = await kept(services.settings.change(guild.id, changes), services.log);
    if (use.player !== undefined) setLeaveTimes(use.player, after);
    // In the language that was just chosen, if one was.
    const texts = textsFor(after.locale, interaction.guildLocale, services.defaultLocale);
    const lines = named.map((name) => {
      const value = settingText(name, after, texts);
      const isSame = before[name] === after[name];
      const change = isSame ? texts.settings.stays(value) : `${settingText(name, before, texts)} → **${value}**`;
      return `${texts.settings.names[name]}: ${change}`;
    });
    await use.answer(lines.join('\n'));
  },
};

function changesOf({ interaction: { options }, guild }: CommandUse): Changes {
  const changes: Changes = {};
  const role = options.getRole('dj_role');
  // Everybody has the role of that name: it is how the choice of one is taken back.
  if (role !== null) changes.djRoleId = role.id === guild.id ? undefined : role.id;
  const announce = options.getBoolean('announce');
  if (announce !== null) changes.announce = announce;
  for (const { option, setting, unit } of NUMBERS) {
    const value = options.getInteger(option);
    if (value !== null) changes[setting] = value * unit;
  }
  const language = options.getString('language');
  if (language !== null) changes.locale = LOCALES.find((locale) => locale === language);
  return changes;
}

function numberOption(name: string, { range }: NumberSetting, unit: number): NumberOption {
  return { kind: 'number', name, min: Math.ceil(range.min / unit), max: Math.floor(range.max / unit) };
}
