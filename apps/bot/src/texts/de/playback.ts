import type { CommandTexts } from '../command-texts.ts';
import type { PlaybackTexts } from '../en/playback.ts';

export const playback: PlaybackTexts = {
  paused: 'Angehalten.',
  resumed: 'Es geht weiter.',
  alreadyPaused: 'Es ist schon angehalten.',
  notPaused: 'Es ist nicht angehalten.',
  skipped: (song) => `Übersprungen: ${song}`,
  voted: (votes, needed) => `${votes} von ${needed} Stimmen, um dieses Lied zu überspringen.`,
  deafened: 'Abstimmen kann nur, wer das Lied hört: Schalte erst deinen Ton an.',
  stopped: 'Beendet, und die Warteschlange ist leer.',
  sought: (place, length) => `Jetzt bei ${place}${length === undefined ? '' : ` von ${length}`}.`,
  seekUnclear: 'Sag, wohin: `1:30`, `90`, `+30` oder `-15`.',
  seekLive: 'Das ist live: Hier gibt es keine andere Stelle.',
  seekBeyond: (length) => `Da ist das Lied zu Ende: Es dauert ${length}.`,
  volume: (percent) => `Die Lautstärke ist ${percent} %.`,
  wentBack: (song) => `Zurück zu ${song}`,
  nothingBefore: 'Davor lief nichts.',
  filtersOff: 'Kein Filter ist an.',
  filters: (names) => `Der Klang: ${names}`,
  filterUnsupported: (names) => `Der Audio-Server, der hier spielt, kann das nicht: Ihm fehlt ${names}.`,
  autoplayOn: 'Autoplay ist an: Ähnliche Lieder folgen, wenn nichts mehr wartet.',
  autoplayOff: 'Autoplay ist aus.',
  joined: (channel) => `Hier bin ich: ${channel}`,
  left: 'Der Sprachkanal ist verlassen.',
  leftStaying:
    'Der Sprachkanal ist verlassen. Ich komme, wenn man mich ruft oder neu startet; `/247` beendet auch das.',
  stayOn: (channel) =>
    `Tag und Nacht: Ich bleibe in ${channel ?? 'dem Sprachkanal, in den ich gerufen werde'}.\n-# Werde ich getrennt, komme ich einmal zurück. Werde ich binnen zehn Minuten wieder getrennt oder mit \`/leave\` weggeschickt, bleibe ich weg, bis man mich ruft oder neu startet.`,
  stayOff: 'Ich gehe, wenn nichts läuft oder niemand zuhört.',
  lyricsUnsupported: 'Der Audio-Server, der hier spielt, hat keine Liedtexte.',
  lyricsMissing: 'Zu diesem Lied gibt es keinen Text.',
  lyricsFrom: (source) => `Liedtext von ${source}`,
  lyricsCut: 'Der Text ist länger, als hier Platz ist.',
  panel: {
    playing: 'Es läuft',
    paused: 'Angehalten',
    nothing: 'Es läuft nichts',
    waitingForNode: 'Kein Audio-Server ist erreichbar. Es geht von selbst weiter.',
    requestedBy: (person) => `gewünscht von ${person}`,
    recommended: 'von Autoplay gewählt',
    length: 'Länge',
    queue: 'Warteschlange',
    waiting: (songs) => (songs === 1 ? '1 Lied' : `${songs} Lieder`),
    loop: 'Wiederholt',
    volume: 'Lautstärke',
    filters: 'Klang',
    autoplay: 'Autoplay',
    ownFilters: 'eigene Filter',
    failed: (song, why) => `${song} ließ sich nicht abspielen: ${why}`,
    noSound: 'es kam kein Ton',
    aborted: (why) => `Mehrere Lieder nacheinander ließen sich nicht abspielen, darum ist hier Schluss: ${why}`,
    leftQuiet: 'Der Sprachkanal ist verlassen: Eine Weile lief nichts.',
    leftAlone: 'Der Sprachkanal ist verlassen: Niemand hat zugehört.',
    left: 'Der Sprachkanal ist verlassen.',
    buttons: {
      previous: 'Zurück',
      pause: 'Pause',
      resume: 'Weiter',
      skip: 'Überspringen',
      stop: 'Beenden',
      loop: 'Wiederholen',
      shuffle: 'Mischen',
      favourite: 'Favorit',
    },
  },
};

export const playbackCommands: Readonly<
  Record<
    | 'pause'
    | 'resume'
    | 'skip'
    | 'stop'
    | 'seek'
    | 'volume'
    | 'nowplaying'
    | 'previous'
    | 'filters'
    | 'autoplay'
    | 'join'
    | 'leave'
    | '247'
    | 'lyrics',
    CommandTexts
  >
> = {
  pause: { description: 'Hält die Musik an' },
  resume: { description: 'Spielt nach einer Pause weiter' },
  skip: { description: 'Geht zum nächsten Lied; mit Abstimmung, wenn andere zuhören' },
  stop: { description: 'Hört auf und leert die Warteschlange' },
  seek: {
    description: 'Geht zu einer anderen Stelle im Lied',
    options: { to: 'Wohin, etwa 1:30, 90, +30 oder -15' },
  },
  volume: { description: 'Zeigt oder ändert die Lautstärke', options: { percent: 'Prozent; 100 ist wie aufgenommen' } },
  nowplaying: { description: 'Zeigt, was läuft, mit Knöpfen' },
  previous: { description: 'Geht zum Lied davor zurück' },
  filters: {
    description: 'Zeigt oder ändert den Klang der Musik',
    options: { preset: 'Welcher Klang; „Aus“ für den gewohnten' },
    values: {
      preset: {
        off: 'Aus',
        bassboost: 'Mehr Bass',
        superbass: 'Viel mehr Bass',
        treble: 'Mehr Höhen',
        vocal: 'Klare Stimme',
        soft: 'Weich',
        radio: 'Altes Radio',
        nightcore: 'Nightcore',
        daycore: 'Daycore',
        vaporwave: 'Vaporwave',
        doubletime: 'Schneller',
        slowmotion: 'Zeitlupe',
        chipmunk: 'Streifenhörnchen',
        deep: 'Tiefe Stimme',
        '8d': '8D',
        karaoke: 'Karaoke',
        mono: 'Mono',
      },
    },
  },
  autoplay: {
    description: 'Spielt mit ähnlichen Liedern weiter, wenn die Warteschlange leer ist',
    options: { mode: 'An oder aus' },
    values: { mode: { on: 'an', off: 'aus' } },
  },
  join: { description: 'Kommt in deinen Sprachkanal' },
  leave: { description: 'Verlässt den Sprachkanal' },
  '247': {
    description: 'Bleibt Tag und Nacht im Sprachkanal',
    options: { mode: 'An oder aus' },
    values: { mode: { on: 'an', off: 'aus' } },
  },
  lyrics: { description: 'Zeigt den Text des Liedes, das läuft' },
};
