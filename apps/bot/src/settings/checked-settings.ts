import { flag, knownOptions, oneOf, wholeNumber } from '@reprise/options';
import { type GuildSettings, type Language, type NumberSetting, SETTINGS, type SettingName } from './guild-settings.ts';

/** The names of all settings, in the order in which they are shown. */
export const SETTING_NAMES: readonly SettingName[] = Object.keys(SETTINGS).filter(isSettingName);

/** What guilds have that chose nothing, where whoever runs the bot chose nothing either. */
export const DEFAULT_SETTINGS: GuildSettings = checkedSettings(
  Object.fromEntries(Object.entries(SETTINGS).map(([name, setting]) => [name, setting.default])),
  ({ range }) => range,
);

/** Whether there is a setting of that name. */
export function isSettingName(name: string): name is SettingName {
  return Object.hasOwn(SETTINGS, name);
}

/** A part of settings, checked. @throws TypeError or RangeError naming the setting that is wrong, its value and what it must be. */
export function checkedPart(part: Readonly<Partial<Record<SettingName, unknown>>>): Partial<GuildSettings> {
  knownOptions('Settings', part, SETTING_NAMES);
  const all = checkedSettings({ ...DEFAULT_SETTINGS, ...part }, ({ range }) => range);
  return Object.fromEntries(SETTING_NAMES.filter((name) => Object.hasOwn(part, name)).map((name) => [name, all[name]]));
}

/** All settings, with other defaults for some. @throws TypeError or RangeError as {@link checkedPart}. */
export function checkedDefaults(part: Readonly<Partial<Record<SettingName, unknown>>>): GuildSettings {
  knownOptions('Settings', part, SETTING_NAMES);
  return checkedSettings({ ...DEFAULT_SETTINGS, ...part }, rangeOfDefault);
}

/** Settings as a store has them: without those that are wrong, which are counted by name. */
export function readableSettings(stored: Readonly<Record<string, unknown>>): {
  readonly settings: Partial<GuildSettings>;
  readonly unreadable: readonly string[];
} {
  let settings: Partial<GuildSettings> = {};
  const unreadable: string[] = [];
  for (const [name, value] of Object.entries(stored)) {
    try {
      // JSON has no undefined.
      settings = { ...settings, ...checkedPart({ [name]: value ?? undefined }) };
    } catch {
      unreadable.push(name);
    }
  }
  return { settings, unreadable };
}

function checkedSettings(
  values: Readonly<Partial<Record<SettingName, unknown>>>,
  rangeOf: (setting: NumberSetting) => NumberSetting['range'],
): GuildSettings {
  const numberOf = (name: NumberName): number => wholeNumber(name, values[name], rangeOf(SETTINGS[name]));
  return {
    djRoleId: idOf('djRoleId', values.djRoleId),
    defaultVolume: numberOf('defaultVolume'),
    announce: flag('announce', values.announce),
    maxQueue: numberOf('maxQueue'),
    maxPlaylist: numberOf('maxPlaylist'),
    maxPerUser: numberOf('maxPerUser'),
    maxSongMs: numberOf('maxSongMs'),
    idleLeaveMs: numberOf('idleLeaveMs'),
    aloneLeaveMs: numberOf('aloneLeaveMs'),
    stay: flag('stay', values.stay),
    stayChannelId: idOf('stayChannelId', values.stayChannelId),
    voteSkipPercent: numberOf('voteSkipPercent'),
    autoplay: flag('autoplay', values.autoplay),
    locale: languageOf(values.locale),
  };
}

type NumberName = { [Name in SettingName]: GuildSettings[Name] extends number ? Name : never }[SettingName];

function rangeOfDefault({ range: { min, max }, maxDefault = max }: NumberSetting): NumberSetting['range'] {
  return { min, max: maxDefault };
}

function languageOf(value: unknown): Language | undefined {
  return value === undefined ? undefined : oneOf('locale', value, SETTINGS.locale.choices);
}

function idOf(name: SettingName, value: unknown): string | undefined {
  if (value === undefined) return undefined;
  if (typeof value === 'string' && /^\d{15,20}$/.test(value)) return value;
  throw new TypeError(`${name} must be an id of Discord, digits in quotes, but is of type ${typeof value}.`);
}
