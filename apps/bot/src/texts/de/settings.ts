import type { CommandTexts } from '../command-texts.ts';
import type { SettingsTexts } from '../en/settings.ts';

export const settings: SettingsTexts = {
  title: 'Einstellungen dieses Servers',
  howToChange: 'Ändern mit /settings set',
  isDefault: 'Standard',
  names: {
    djRoleId: 'DJ-Rolle',
    defaultVolume: 'Anfängliche Lautstärke',
    announce: 'Nachricht mit Knöpfen',
    maxQueue: 'Längste Warteschlange',
    maxPlaylist: 'Von einer Playlist genommen',
    maxPerUser: 'Wartende Lieder pro Person',
    maxSongMs: 'Längstes Lied',
    idleLeaveMs: 'Geht ohne Musik nach',
    aloneLeaveMs: 'Geht ohne Zuhörer nach',
    stay: 'Bleibt Tag und Nacht',
    stayChannelId: 'Bleibt in',
    voteSkipPercent: 'Stimmen, um ein Lied zu überspringen',
    autoplay: 'Spielt von selbst weiter',
    locale: 'Sprache',
  },
  values: {
    on: 'an',
    off: 'aus',
    noRole: 'keine, alle dürfen',
    whereItIs: 'dem Kanal, in dem er ist',
    noLimit: 'unbegrenzt',
    never: 'nie',
    asServer: 'wie der Server',
    percent: (percent) => `${percent} %`,
    songs: (songs) => (songs === 1 ? '1 Lied' : `${songs.toLocaleString('de')} Lieder`),
    minutes: (minutes) => (minutes === 1 ? '1 Minute' : `${minutes.toLocaleString('de')} Minuten`),
    languages: { en: 'English', de: 'Deutsch' },
  },
  nothingNamed: 'Nenn mindestens eine Einstellung. `/settings show` zeigt, wie sie jetzt sind.',
  stays: (value) => `bleibt ${value}`,
  reset: 'Alle Einstellungen sind wieder wie am Anfang.',
  notKept:
    'Das ließ sich nicht speichern: Der Speicher des Bots antwortet nicht. Nichts hat sich geändert; versuch es in einer Minute noch einmal.',
  keptByNewer:
    'Das hat eine neuere Version des Bots gespeichert, und diese darf es nicht ändern. Sag es dem Betreiber des Bots.',
};

export const settingsCommands: Readonly<Record<'settings show' | 'settings set' | 'settings reset', CommandTexts>> = {
  'settings show': { description: 'Zeigt die Einstellungen dieses Servers' },
  'settings set': {
    description: 'Ändert Einstellungen dieses Servers',
    options: {
      dj_role: 'Rolle, die die Musik steuern darf; @everyone für keine',
      volume: 'Anfängliche Lautstärke in Prozent',
      announce: 'Zeigt, was läuft, in einer Nachricht mit Knöpfen',
      max_queue: 'Lieder, die warten dürfen',
      max_playlist: 'Lieder, die von einer Playlist genommen werden',
      max_per_user: 'Wartende Lieder einer Person; 0 für unbegrenzt',
      max_song_minutes: 'Minuten, die ein Lied haben darf; 0 für unbegrenzt',
      idle_minutes: 'Minuten ohne Musik, bis der Bot geht; 0 für nie',
      alone_minutes: 'Minuten ohne Zuhörer, bis der Bot geht; 0 für nie',
      vote_percent: 'Prozent der Zuhörer, deren Stimmen ein Lied überspringen',
      language: 'Sprache des Bots',
    },
    values: { language: { auto: 'wie der Server', en: 'English', de: 'Deutsch' } },
  },
  'settings reset': { description: 'Setzt alle Einstellungen zurück' },
};
