/** What a guild may choose. */
export interface GuildSettings {
  /** Who has this role may do with the player what else needs a vote; undefined when there is none. */
  readonly djRoleId: string | undefined;
  /** Volume a player begins with, in percent. */
  readonly defaultVolume: number;
  /** Whether a message tells what plays. */
  readonly announce: boolean;
  /** Songs that may wait. */
  readonly maxQueue: number;
  /** Songs that are taken of a playlist. */
  readonly maxPlaylist: number;
  /** Songs of one user that may wait; 0 is no limit. */
  readonly maxPerUser: number;
  /** Length a song may have, in milliseconds; 0 is no limit. */
  readonly maxSongMs: number;
  /** How long the bot stays with nothing to play, in milliseconds; 0 is for ever. */
  readonly idleLeaveMs: number;
  /** How long the bot stays when nobody listens, in milliseconds; 0 is for ever. */
  readonly aloneLeaveMs: number;
  /** Whether the bot stays in its channel day and night. */
  readonly stay: boolean;
  /** The voice channel it stays in; undefined for the one it is in. */
  readonly stayChannelId: string | undefined;
  /** Share of the listeners who must want to skip a song, in percent. */
  readonly voteSkipPercent: number;
  /** Whether similar songs follow when nothing waits. */
  readonly autoplay: boolean;
  /** Language of the bot; undefined for that of the guild. */
  readonly locale: Language | undefined;
}

/** Languages the bot speaks. */
export type Language = 'en' | 'de';

/** Name of a setting. */
export type SettingName = keyof GuildSettings;

/** A role or a channel, by its id. */
export interface IdSetting {
  readonly kind: 'role' | 'channel';
  readonly default: undefined;
}

/** A whole number. Durations are in milliseconds. */
export interface NumberSetting {
  readonly kind: 'number' | 'percent' | 'duration';
  /** Both ends are allowed. */
  readonly range: { readonly min: number; readonly max: number };
  readonly default: number;
  /** What whoever runs the bot may make the default, where that is more than a guild may choose. */
  readonly maxDefault?: number;
}

/** Yes or no. */
export interface FlagSetting {
  readonly kind: 'flag';
  readonly default: boolean;
}

/** A language. */
export interface LanguageSetting {
  readonly kind: 'language';
  readonly choices: readonly Language[];
  readonly default: undefined;
}

/** What each setting may be. */
export type SettingsTable = {
  readonly [Name in SettingName]: [GuildSettings[Name]] extends [number]
    ? NumberSetting
    : [GuildSettings[Name]] extends [boolean]
      ? FlagSetting
      : [GuildSettings[Name]] extends [Language | undefined]
        ? LanguageSetting
        : IdSetting;
};

/** Songs that may wait in any queue; what guilds choose is less. */
export const MOST_WAITING = 100_000;

const DAY_MS = 86_400_000;
const LONGEST_TIMER_MS = 2_147_483_647;

/**
 * What each setting may be, and what it is when nobody chose.
 */
export const SETTINGS: SettingsTable = {
  djRoleId: { kind: 'role', default: undefined },
  defaultVolume: { kind: 'percent', range: { min: 0, max: 200 }, default: 100 },
  announce: { kind: 'flag', default: true },
  maxQueue: { kind: 'number', range: { min: 1, max: 2_000 }, default: 2_000, maxDefault: MOST_WAITING },
  maxPlaylist: { kind: 'number', range: { min: 1, max: 500 }, default: 500, maxDefault: 10_000 },
  maxPerUser: { kind: 'number', range: { min: 0, max: 2_000 }, default: 0 },
  maxSongMs: { kind: 'duration', range: { min: 0, max: DAY_MS }, default: 0 },
  idleLeaveMs: { kind: 'duration', range: { min: 0, max: DAY_MS }, default: 300_000, maxDefault: LONGEST_TIMER_MS },
  aloneLeaveMs: { kind: 'duration', range: { min: 0, max: DAY_MS }, default: 60_000, maxDefault: LONGEST_TIMER_MS },
  stay: { kind: 'flag', default: false },
  stayChannelId: { kind: 'channel', default: undefined },
  voteSkipPercent: { kind: 'percent', range: { min: 1, max: 100 }, default: 50 },
  autoplay: { kind: 'flag', default: false },
  locale: { kind: 'language', choices: ['en', 'de'], default: undefined },
};
