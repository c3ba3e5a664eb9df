import type { CommandTexts } from '../command-texts.ts';
import type { PlayTexts } from '../en/play.ts';

export const play: PlayTexts = {
  tooManySearches: 'Hier laufen schon zwei Suchen. Versuch es gleich noch einmal.',
  searching: 'Suche…',
  noSource: (there) =>
    `Dieser Bot kann diese Seite noch nicht fragen.${there === undefined ? '' : ` Suchen kann er hier: ${there}.`} Wer ihn betreibt, erfährt durch \`npm start -- doctor\`, was fehlt, etwa yt-dlp.`,
  playing: (song) => `Es läuft ${song}`,
  queued: (song, position) => `${song} ist Nummer ${position} in der Warteschlange`,
  known: ({ took, usual }) => `${took}${usual === undefined ? '' : ` · sonst ${usual}`}`,
  found: ({ took }) => `gefunden in ${took}`,
  playlistLoading: (list, added, total) => `${list}: ${added} von ${total} hinzugefügt, der Rest wird geladen…`,
  playlistGoesOn: 'Es geht weiter, aber diese Nachricht kann nicht länger folgen. `/queue` zeigt, was schon da ist.',
  playlistDone: (list, added, cached) =>
    `${list}: ${added} hinzugefügt${cached === 0 ? '' : `, davon ${cached} ⚡ bekannt`}`,
  playlistSkipped: (skipped, reasons) => `${skipped} ausgelassen: ${reasons}`,
  playlistCut: (total, limit) => `Die Playlist hat ${total} Lieder; mehr als ${limit} werden nicht genommen.`,
  problems: {
    'nothing-found': 'Nichts gefunden. Versuch es mit anderen Worten oder einem Link.',
    'song-gone': 'Das Lied ist privat, wurde entfernt oder ist hier nicht verfügbar.',
    'rate-limited':
      'Die Seite bittet um Geduld. Bekannte Lieder spielen weiter; versuch dieses in ein paar Minuten noch einmal.',
    'source-failing': 'Die Seite, von der dieses Lied kommt, antwortet nicht richtig. Bekannte Lieder spielen weiter.',
    'node-gone':
      'Gerade ist kein Audio-Server erreichbar. Der Bot versucht es weiter; was läuft, geht weiter, sobald einer zurück ist.',
    'voice-gone':
      'Der Sprachkanal lässt sich nicht betreten. Darf der Bot ihn sehen, beitreten und sprechen, und ist Platz?',
    'stage-refused':
      'Der Bot darf auf dieser Bühne nicht sprechen. Lade ihn dazu ein oder gib ihm das Recht, Mitglieder stummzuschalten.',
    'queue-full': 'Die Warteschlange ist voll.',
    'too-long': 'Das Lied ist länger, als Lieder auf diesem Server sein dürfen.',
    'too-many': 'Von dir warten schon so viele Lieder, wie dieser Server erlaubt. Warte, bis eines gespielt wurde.',
    stopped: 'Beendet, bevor es spielen konnte.',
  },
  reasons: {
    'nothing-found': 'nicht gefunden',
    'song-gone': 'nicht verfügbar',
    'rate-limited': 'Seite überlastet',
    'source-failing': 'Seite gestört',
    'node-gone': 'kein Audio-Server',
    'voice-gone': 'kein Sprachkanal',
    'stage-refused': 'Bühne',
    'queue-full': 'Warteschlange voll',
    'too-long': 'zu lang',
    'too-many': 'zu viele warten von dir',
    stopped: 'beendet',
  },
};

export const playCommands: Readonly<Record<'play', CommandTexts>> = {
  play: {
    description: 'Spielt ein Lied, eine Playlist oder einen Link',
    options: {
      query: 'Ein Name oder ein Link',
      position: 'Wohin es in der Warteschlange kommt',
      shuffle: 'Mischt die Lieder einer Playlist',
      source: 'Wo gesucht wird',
    },
    values: {
      position: { end: 'ans Ende', next: 'als Nächstes', now: 'sofort' },
      source: {
        ytsearch: 'YouTube',
        ytmsearch: 'YouTube Music',
        scsearch: 'SoundCloud',
        demosearch: 'Eingebaute Stücke und eigene Musik',
      },
    },
  },
};
