import type { CommandTexts } from '../command-texts.ts';
import type { PlaybackTexts } from '../en/playback.ts';

export const playback: PlaybackTexts = {};

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
  seek: { description: 'Geht zu einer anderen Stelle im Lied', options: { to: 'Wohin, etwa 1:30 oder 90' } },
  volume: { description: 'Zeigt oder ändert die Lautstärke', options: { percent: 'Prozent; 100 ist wie aufgenommen' } },
  nowplaying: { description: 'Zeigt, was läuft, mit Knöpfen' },
  previous: { description: 'Geht zum Lied davor zurück' },
  filters: { description: 'Ändert den Klang der Musik', options: { preset: 'Der Klang; aus für keinen' } },
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
