import type { Language, SettingName } from '../../settings/guild-settings.ts';
import type { CommandTexts } from '../command-texts.ts';

/** What the commands for settings say. */
export interface SettingsTexts {
  readonly title: string;
  readonly howToChange: string;
  /** Marks what the server did not choose otherwise. */
  readonly isDefault: string;
  /** What each setting is called. */
  readonly names: Readonly<Record<SettingName, string>>;
  readonly values: SettingValueTexts;
  readonly nothingNamed: string;
  /** It was that before already. @param value - Value of the setting, as it is shown. */
  readonly stays: (value: string) => string;
  readonly reset: string;
  /** The store did not take a change. */
  readonly notKept: string;
  /** A newer version of the bot wrote what was to be changed. */
  readonly keptByNewer: string;
}

/** Values of settings. */
export interface SettingValueTexts {
  readonly on: string;
  readonly off: string;
  readonly noRole: string;
  readonly whereItIs: string;
  readonly noLimit: string;
  readonly never: string;
  readonly asServer: string;
  readonly percent: (percent: number) => string;
  readonly songs: (songs: number) => string;
  readonly minutes: (minutes: number) => string;
  readonly languages: Readonly<Record<Language, string>>;
}

export const settings: SettingsTexts = {
  title: 'Settings of this server',
  howToChange: 'Change them with /settings set',
  isDefault: 'default',
  names: {
    djRoleId: 'DJ role',
    defaultVolume: 'Volume to begin with',
    announce: 'Message with buttons',
    maxQueue: 'Longest queue',
    maxPlaylist: 'Taken of a playlist',
    maxPerUser: 'Waiting per person',
    maxSongMs: 'Longest song',
    idleLeaveMs: 'Leaves without music after',
    aloneLeaveMs: 'Leaves without listeners after',
    stay: 'Stays day and night',
    stayChannelId: 'Stays in',
    voteSkipPercent: 'Listeners who skip a song',
    autoplay: 'Plays on by itself',
    locale: 'Language',
  },
  values: {
    on: 'on',
    off: 'off',
    noRole: 'none, everybody may',
    whereItIs: 'the channel it is in',
    noLimit: 'no limit',
    never: 'never',
    asServer: 'as the server',
    percent: (percent) => `${percent} %`,
    songs: (songs) => (songs === 1 ? '1 song' : `${songs.toLocaleString('en')} songs`),
    minutes: (minutes) => (minutes === 1 ? '1 minute' : `${minutes.toLocaleString('en')} minutes`),
    languages: { en: 'English', de: 'Deutsch' },
  },
  nothingNamed: 'Name at least one setting to change. `/settings show` tells what they are now.',
  stays: (value) => `stays ${value}`,
  reset: 'All settings are back to what they were at first.',
  notKept: 'That could not be saved: the store of the bot does not answer. Nothing has changed; try again in a minute.',
  keptByNewer:
    'That was saved by a newer version of the bot, and this one must not change it. Tell whoever runs the bot.',
};

export const settingsCommands: Readonly<Record<'settings show' | 'settings set' | 'settings reset', CommandTexts>> = {
  'settings show': { description: 'Show the settings of this server' },
  'settings set': {
    description: 'Change settings of this server',
    options: {
      dj_role: 'Role that may control the music; @everyone for none',
      volume: 'Volume to begin with, in percent',
      announce: 'Show what plays in a message with buttons',
      max_queue: 'Songs that may wait',
      max_playlist: 'Songs that are taken of a playlist',
      max_per_user: 'Songs of one person that may wait; 0 for no limit',
      max_song_minutes: 'Minutes a song may have; 0 for no limit',
      idle_minutes: 'Minutes without music until the bot leaves; 0 for never',
      alone_minutes: 'Minutes without listeners until the bot leaves; 0 for never',
      vote_percent: 'Percent of the listeners that skip a song',
      language: 'Language of the bot',
    },
    values: { language: { auto: 'as the server', en: 'English', de: 'Deutsch' } },
  },
  'settings reset': { description: 'Set all settings back' },
};
