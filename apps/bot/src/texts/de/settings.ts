import type { CommandTexts } from '../command-texts.ts';
import type { SettingsTexts } from '../en/settings.ts';

export const settings: SettingsTexts = {};

export const settingsCommands: Readonly<Record<'settings show' | 'settings set' | 'settings reset', CommandTexts>> = {
  'settings show': { description: 'Zeigt die Einstellungen dieses Servers' },
  'settings set': {
    description: 'Ändert Einstellungen dieses Servers',
    options: {
      dj_role: 'Rolle, die die Musik steuern darf',
      volume: 'Anfängliche Lautstärke in Prozent',
      announce: 'Zeigt, was läuft, in einer Nachricht mit Knöpfen',
      max_queue: 'Lieder, die warten dürfen',
      max_playlist: 'Lieder, die von einer Playlist genommen werden',
      max_per_user: 'Wartende Lieder einer Person; 0 für unbegrenzt',
      max_song_minutes: 'Minuten, die ein Lied haben darf; 0 für unbegrenzt',
      idle_minutes: 'Minuten ohne Musik, bis der Bot geht; 0 für nie',
      alone_minutes: 'Minuten ohne Zuhörer, bis der Bot geht; 0 für nie',
      vote_percent: 'Prozent der Zuhörer, die ein Lied überspringen',
      language: 'Sprache des Bots',
    },
    values: { language: { auto: 'wie der Server', en: 'English', de: 'Deutsch' } },
  },
  'settings reset': { description: 'Setzt alle Einstellungen zurück' },
};
