import { SHORTEST_SECRET } from '../../log/secret-mask.ts';
import type { Group } from '../environment.ts';
import { optional, withFallback } from '../field.ts';
import { NODE_LIST_FORM, nodeList } from '../node-list.ts';
import { headerText, oneOf, onOff, path, program } from '../readers.ts';
import { milliseconds } from './numbers.ts';

/** What plays, and where songs come from. */
export function nodes(
  cwd: string,
): Group<
  | 'LAVALINK_NODES'
  | 'LAVALINK_PASSWORD'
  | 'OWN_NODE'
  | 'OWN_NODE_VOICE'
  | 'MUSIC_DIR'
  | 'WEB_LINKS'
  | 'YTDLP'
  | 'YTDLP_PATH'
  | 'FFMPEG_PATH'
  | 'DEFAULT_SEARCH_SOURCE'
  | 'LOAD_TIMEOUT_MS'
> {
  const group = 'Nodes and sources';
  return {
    LAVALINK_NODES: withFallback(
      {
        group,
        about: 'Lavalink nodes that play instead of its own. Empty for its own alone.',
        allowed: NODE_LIST_FORM,
        fallback: '',
      },
      nodeList,
    ),
    LAVALINK_PASSWORD: optional(
      {
        group,
        about: 'Password of these nodes: one for all, or as many as nodes, in their order, with commas between.',
        allowed: `at least ${SHORTEST_SECRET} characters that an HTTP header can carry`,
        isSecret: true,
      },
      headerText(SHORTEST_SECRET, 4_096),
    ),
    OWN_NODE: withFallback(
      {
        group,
        about: 'Whether the bot runs a node of its own; beside others it is the last resort.',
        allowed: 'on or off',
        fallback: 'on',
      },
      onOff,
    ),
    OWN_NODE_VOICE: withFallback(
      {
        group,
        about: 'Whether its own node sends sound to Discord; silent only keeps time, for tests.',
        allowed: 'discord or silent',
        fallback: 'discord',
      },
      oneOf('discord', 'silent'),
    ),
    MUSIC_DIR: optional(
      { group, about: 'Folder whose audio files its own node plays.', allowed: 'the path of a folder' },
      path(cwd),
    ),
    WEB_LINKS: withFallback(
      {
        group,
        about:
          'Whether its own node plays links to audio files, radio stations and streams on any public site. Their sites learn the address of this machine.',
        allowed: 'on or off',
        fallback: 'on',
      },
      onOff,
    ),
    YTDLP: withFallback(
      {
        group,
        about: 'Whether its own node loads YouTube and others by yt-dlp.',
        allowed: 'on or off',
        fallback: 'on',
      },
      onOff,
    ),
    YTDLP_PATH: optional(
      {
        group,
        about: 'The program yt-dlp.',
        allowed: 'the path of a program, or its name',
        fallbackNote: 'the one on the `PATH`',
      },
      program(cwd),
    ),
    FFMPEG_PATH: optional(
      {
        group,
        about: 'The program ffmpeg, by which its own node plays what is neither WAV nor Opus.',
        allowed: 'the path of a program, or its name',
        fallbackNote: 'the one on the `PATH`',
      },
      program(cwd),
    ),
    DEFAULT_SEARCH_SOURCE: optional(
      {
        group,
        about: 'Where words are looked for that name no source.',
        allowed: 'the prefix of a search, such as ytsearch, ytmsearch, scsearch or demosearch',
        fallbackNote: '`ytsearch`; with its own node alone, and that without yt-dlp, `demosearch`',
      },
      (text) => (/^[a-z]{2,20}search$/.test(text) ? text : undefined),
    ),
    LOAD_TIMEOUT_MS: milliseconds(group, 'How long a node may take to find a song.', 1_000, 300_000, '30000'),
  };
}
