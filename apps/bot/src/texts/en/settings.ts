import type { CommandTexts } from '../command-texts.ts';

/** What the commands for settings say. */
export type SettingsTexts = {};

export const settings: SettingsTexts = {};

export const settingsCommands: Readonly<Record<'settings show' | 'settings set' | 'settings reset', CommandTexts>> = {
  'settings show': { description: 'Show the settings of this server' },
  'settings set': {
    description: 'Change settings of this server',
    options: {
      dj_role: 'Role that may control the music',
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
