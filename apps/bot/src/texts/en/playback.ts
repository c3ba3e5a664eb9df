import type { CommandTexts } from '../command-texts.ts';

/** What the commands for what plays say. */
export type PlaybackTexts = {};

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
  pause: { description: 'Pause the music' },
  resume: { description: 'Go on after a pause' },
  skip: { description: 'Go on to the next song; a vote when others listen' },
  stop: { description: 'Stop and empty the queue' },
  seek: { description: 'Go to another place in the song', options: { to: 'Where to, as 1:30 or 90' } },
  volume: { description: 'Show or change the volume', options: { percent: 'Percent; 100 is as recorded' } },
  nowplaying: { description: 'Show what plays, with buttons' },
  previous: { description: 'Go back to the song before' },
  filters: { description: 'Change how the music sounds', options: { preset: 'The sound; off for none' } },
  autoplay: {
    description: 'Play on with similar songs when the queue is empty',
    options: { mode: 'On or off' },
    values: { mode: { on: 'on', off: 'off' } },
  },
  join: { description: 'Come into your voice channel' },
  leave: { description: 'Leave the voice channel' },
  '247': {
    description: 'Stay in the voice channel, day and night',
    options: { mode: 'On or off' },
    values: { mode: { on: 'on', off: 'off' } },
  },
  lyrics: { description: 'Show the lyrics of what plays' },
};
