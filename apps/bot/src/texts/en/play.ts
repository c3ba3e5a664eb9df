import type { PlayProblem } from '../../playback/play-problem.ts';
import type { CommandTexts } from '../command-texts.ts';

/** How fast a song was found. */
export interface FoundTexts {
  /** What it took, as it is shown. */
  readonly took: string;
  /** What it takes for a song that is not known; undefined before that was measured. */
  readonly usual: string | undefined;
}

/** What /play says. */
export interface PlayTexts {
  readonly searching: string;
  /** No node can ask the site that was meant. @param there - Where else can be searched; undefined for nowhere. */
  readonly noSource: (there: string | undefined) => string;
  readonly tooManySearches: string;
  /** @param song - Title and link, as they are shown. */
  readonly playing: (song: string) => string;
  /** @param position - Its place in the queue, from 1. */
  readonly queued: (song: string, position: number) => string;
  /** It was known: `⚡` stands before it. */
  readonly known: (found: FoundTexts) => string;
  readonly found: (found: FoundTexts) => string;
  readonly playlistLoading: (list: string, added: number, total: number) => string;
  /** Discord lets a message be changed for a while only. */
  readonly playlistGoesOn: string;
  readonly playlistDone: (list: string, added: number, cached: number) => string;
  /** @param reasons - Each with how many songs it kept out. */
  readonly playlistSkipped: (skipped: number, reasons: string) => string;
  readonly playlistCut: (total: number, limit: number) => string;
  /** Why it does not play. */
  readonly problems: Readonly<Record<PlayProblem, string>>;
  /** The same in a word, for lists of what was left out. */
  readonly reasons: Readonly<Record<PlayProblem, string>>;
}

export const play: PlayTexts = {
  tooManySearches: 'Two searches are under way here already. Try again in a moment.',
  searching: 'Searching…',
  noSource: (there) =>
    `This bot cannot ask that site yet.${there === undefined ? '' : ` It can search here: ${there}.`} Whoever runs it learns from \`npm start -- doctor\` what is missing, such as yt-dlp.`,
  playing: (song) => `Playing ${song}`,
  queued: (song, position) => `${song} is number ${position} in the queue`,
  known: ({ took, usual }) => `${took}${usual === undefined ? '' : ` · usually ${usual}`}`,
  found: ({ took }) => `found in ${took}`,
  playlistLoading: (list, added, total) => `${list}: ${added} of ${total} added, the rest is loading…`,
  playlistGoesOn: 'It goes on, but this message cannot follow it any longer. `/queue` shows what is there.',
  playlistDone: (list, added, cached) => `${list}: ${added} added${cached === 0 ? '' : `, ${cached} of them ⚡ known`}`,
  playlistSkipped: (skipped, reasons) => `${skipped} left out: ${reasons}`,
  playlistCut: (total, limit) => `The playlist has ${total} songs; ${limit} are taken at most.`,
  problems: {
    'nothing-found': 'Nothing was found. Try other words, or a link.',
    'song-gone': 'That song is private, was removed, or is not available here.',
    'rate-limited':
      'The site asks us to slow down. Songs the bot already knows still play; try this one again in a few minutes.',
    'source-failing':
      'The site this song comes from does not answer as it should. Songs the bot already knows still play.',
    'node-gone':
      'No audio node can be reached right now. The bot keeps trying; what plays goes on as soon as one is back.',
    'voice-gone':
      'The voice channel cannot be entered. Check that the bot may see it, connect and speak, and that it is not full.',
    'stage-refused': 'The bot may not speak on this stage. Invite it to speak, or let it mute members.',
    'queue-full': 'The queue is full.',
    'too-long': 'That song is longer than songs may be on this server.',
    'too-many': 'You have as many songs waiting as this server allows. Wait until one has played.',
    stopped: 'Stopped before it could play.',
  },
  reasons: {
    'nothing-found': 'not found',
    'song-gone': 'not available',
    'rate-limited': 'site busy',
    'source-failing': 'site failing',
    'node-gone': 'no audio node',
    'voice-gone': 'no voice channel',
    'stage-refused': 'stage',
    'queue-full': 'queue full',
    'too-long': 'too long',
    'too-many': 'too many of yours wait',
    stopped: 'stopped',
  },
};

export const playCommands: Readonly<Record<'play', CommandTexts>> = {
  play: {
    description: 'Play a song, a playlist or a link',
    options: {
      query: 'A name or a link',
      position: 'Where it goes in the queue',
      shuffle: 'Bring the songs of a playlist into a random order',
      source: 'Where to search',
    },
    values: {
      position: { end: 'at the end', next: 'next', now: 'now' },
      source: {
        ytsearch: 'YouTube',
        ytmsearch: 'YouTube Music',
        scsearch: 'SoundCloud',
        demosearch: 'Built-in pieces and own music',
      },
    },
  },
};
