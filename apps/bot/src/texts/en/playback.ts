import type { CommandTexts } from '../command-texts.ts';

/** What the commands and buttons for what plays say, and the message that tells what plays. */
export interface PlaybackTexts {
  readonly paused: string;
  readonly resumed: string;
  readonly alreadyPaused: string;
  readonly notPaused: string;
  /** @param song - Title and link, as they are shown. */
  readonly skipped: (song: string) => string;
  /** @param votes - Those there are. @param needed - Those that skip the song. */
  readonly voted: (votes: number, needed: number) => string;
  /** Who hears nothing has no vote. */
  readonly deafened: string;
  readonly stopped: string;
  /** @param place - Where it is now. @param length - Of the song; undefined when nobody knows it. */
  readonly sought: (place: string, length: string | undefined) => string;
  readonly seekUnclear: string;
  readonly seekLive: string;
  /** @param length - Of the song. */
  readonly seekBeyond: (length: string) => string;
  readonly volume: (percent: number) => string;
  readonly wentBack: (song: string) => string;
  readonly nothingBefore: string;
  readonly filtersOff: string;
  /** @param names - Those that are on. */
  readonly filters: (names: string) => string;
  /** @param names - What the audio node does not have. */
  readonly filterUnsupported: (names: string) => string;
  readonly autoplayOn: string;
  readonly autoplayOff: string;
  /** @param channel - How the channel is shown. */
  readonly joined: (channel: string) => string;
  readonly left: string;
  /** Where the bot stays day and night. */
  readonly leftStaying: string;
  /** @param channel - How the channel is shown; undefined when the bot is in none. */
  readonly stayOn: (channel: string | undefined) => string;
  readonly stayOff: string;
  /** The audio node cannot look for lyrics. */
  readonly lyricsUnsupported: string;
  readonly lyricsMissing: string;
  /** @param source - Who has them. */
  readonly lyricsFrom: (source: string) => string;
  readonly lyricsCut: string;
  readonly panel: PanelTexts;
}

/** What the message says that tells what plays. */
export interface PanelTexts {
  readonly playing: string;
  readonly paused: string;
  readonly nothing: string;
  readonly waitingForNode: string;
  /** @param person - How the person is shown. */
  readonly requestedBy: (person: string) => string;
  /** Nobody asked for the song: autoplay chose it. */
  readonly recommended: string;
  readonly length: string;
  readonly queue: string;
  readonly waiting: (songs: number) => string;
  readonly loop: string;
  readonly volume: string;
  readonly filters: string;
  readonly autoplay: string;
  /** Filters that are none of the presets. */
  readonly ownFilters: string;
  /** @param why - In one line. */
  readonly failed: (song: string, why: string) => string;
  readonly noSound: string;
  /** @param why - Of the last one. */
  readonly aborted: (why: string) => string;
  readonly leftQuiet: string;
  readonly leftAlone: string;
  readonly left: string;
  readonly buttons: Readonly<
    Record<'previous' | 'pause' | 'resume' | 'skip' | 'stop' | 'loop' | 'shuffle' | 'favourite', string>
  >;
}

export const playback: PlaybackTexts = {
  paused: 'Paused.',
  resumed: 'It goes on.',
  alreadyPaused: 'It is paused already.',
  notPaused: 'It is not paused.',
  skipped: (song) => `Skipped ${song}`,
  voted: (votes, needed) => `${votes} of ${needed} votes to skip this song.`,
  deafened: 'Only those who hear the song can vote: undeafen yourself first.',
  stopped: 'Stopped, and the queue is empty.',
  sought: (place, length) => `Now at ${place}${length === undefined ? '' : ` of ${length}`}.`,
  seekUnclear: 'Say where to as `1:30`, `90`, `+30` or `-15`.',
  seekLive: 'This is live: there is nowhere else to go.',
  seekBeyond: (length) => `The song ends there: it is ${length} long.`,
  volume: (percent) => `The volume is ${percent} %.`,
  wentBack: (song) => `Back to ${song}`,
  nothingBefore: 'Nothing was played before.',
  filtersOff: 'No filter is on.',
  filters: (names) => `The sound: ${names}`,
  filterUnsupported: (names) => `The audio node that plays here cannot do that: it has no ${names}.`,
  autoplayOn: 'Autoplay is on: similar songs follow when nothing waits.',
  autoplayOff: 'Autoplay is off.',
  joined: (channel) => `Here I am: ${channel}`,
  left: 'Left the voice channel.',
  leftStaying: 'Left the voice channel. I come when I am called, and when I am started anew; `/247` ends that.',
  stayOn: (channel) =>
    `Day and night: I stay in ${channel ?? 'the voice channel I am called to'}.\n-# Disconnected, I come back once. Disconnected again within ten minutes, or told to \`/leave\`, I stay away until I am called or started anew.`,
  stayOff: 'I leave when there is nothing to play, or nobody listens.',
  lyricsUnsupported: 'The audio node that plays here has no lyrics.',
  lyricsMissing: 'There are no lyrics of this song.',
  lyricsFrom: (source) => `Lyrics from ${source}`,
  lyricsCut: 'There is more of it than fits here.',
  panel: {
    playing: 'Now playing',
    paused: 'Paused',
    nothing: 'Nothing plays',
    waitingForNode: 'Waiting for an audio node. It goes on by itself.',
    requestedBy: (person) => `asked for by ${person}`,
    recommended: 'chosen by autoplay',
    length: 'Length',
    queue: 'Queue',
    waiting: (songs) => (songs === 1 ? '1 song' : `${songs} songs`),
    loop: 'Repeats',
    volume: 'Volume',
    filters: 'Sound',
    autoplay: 'Autoplay',
    ownFilters: 'filters of its own',
    failed: (song, why) => `${song} could not be played: ${why}`,
    noSound: 'no sound came',
    aborted: (why) => `One song after the other failed, so it stopped here: ${why}`,
    leftQuiet: 'Left the voice channel: nothing was played for a while.',
    leftAlone: 'Left the voice channel: nobody listened.',
    left: 'Left the voice channel.',
    buttons: {
      previous: 'Back',
      pause: 'Pause',
      resume: 'Go on',
      skip: 'Skip',
      stop: 'Stop',
      loop: 'Repeat',
      shuffle: 'Shuffle',
      favourite: 'Favourite',
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
  pause: { description: 'Pause the music' },
  resume: { description: 'Go on after a pause' },
  skip: { description: 'Go on to the next song; a vote when others listen' },
  stop: { description: 'Stop and empty the queue' },
  seek: { description: 'Go to another place in the song', options: { to: 'Where to, as 1:30, 90, +30 or -15' } },
  volume: { description: 'Show or change the volume', options: { percent: 'Percent; 100 is as recorded' } },
  nowplaying: { description: 'Show what plays, with buttons' },
  previous: { description: 'Go back to the song before' },
  filters: {
    description: 'Show or change how the music sounds',
    options: { preset: 'The sound; off for none' },
    values: {
      preset: {
        off: 'Off',
        bassboost: 'Bass boost',
        superbass: 'Super bass',
        treble: 'Treble boost',
        vocal: 'Clear voice',
        soft: 'Soft',
        radio: 'Old radio',
        nightcore: 'Nightcore',
        daycore: 'Daycore',
        vaporwave: 'Vaporwave',
        doubletime: 'Double time',
        slowmotion: 'Slow motion',
        chipmunk: 'Chipmunk',
        deep: 'Deep voice',
        '8d': '8D',
        karaoke: 'Karaoke',
        mono: 'Mono',
      },
    },
  },
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
