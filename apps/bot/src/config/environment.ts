import { z } from 'zod';
import type { LogLevel } from './bot-config.ts';
import { type Field, optional, withFallback } from './field.ts';
import { NODE_LIST_FORM, type NodeAddress, nodeList } from './node-list.ts';
import {
  headerText,
  host,
  hostHeader,
  line,
  list,
  oneOf,
  onOff,
  path,
  program,
  SHORTEST_SECRET,
  snowflake,
  valkeyAddress,
  webAddress,
  wholeNumber,
} from './readers.ts';

/** Every variable with its value, before one is held against another. */
export interface Environment {
  readonly DISCORD_TOKEN: string | undefined;
  readonly DISCORD_API_BASE: string | undefined;
  readonly ALLOW_REMOTE_API: boolean;
  readonly OWNER_IDS: readonly string[];
  readonly SHARDS: number | 'auto';
  readonly PRESENCE: string;
  readonly DEFAULT_LOCALE: 'en' | 'de';
  readonly LAVALINK_NODES: readonly NodeAddress[];
  readonly LAVALINK_PASSWORD: string | undefined;
  readonly OWN_NODE: boolean;
  readonly MUSIC_DIR: string | undefined;
  readonly YTDLP: boolean;
  readonly YTDLP_PATH: string | undefined;
  readonly DEFAULT_SEARCH_SOURCE: string | undefined;
  readonly LOAD_TIMEOUT_MS: number;
  readonly DEFAULT_VOLUME: number;
  readonly MAX_QUEUE: number;
  readonly MAX_PLAYLIST: number;
  readonly IDLE_LEAVE_MS: number;
  readonly ALONE_LEAVE_MS: number;
  readonly DATA_DIR: string;
  readonly VALKEY_URL: string | undefined;
  readonly CACHE_MAX_SONGS: number;
  readonly CACHE_MAX_MIB: number;
  readonly CACHE_TTL_MS: number;
  readonly CACHE_METADATA_TTL_MS: number;
  readonly WARM_AFTER_MS: number;
  readonly WARM_BUDGET_MS: number;
  readonly WARM_LIMIT: number;
  readonly HTTP: boolean;
  readonly HTTP_HOST: string;
  readonly HTTP_PORT: number;
  readonly HTTP_PASSWORD: string | undefined;
  readonly HTTP_ALLOWED_HOSTS: readonly string[];
  readonly LOG_LEVEL: LogLevel;
  readonly LOG_FORMAT: 'auto' | 'json' | 'pretty';
}

/** A field for every variable. */
export type Fields = { readonly [Name in keyof Environment]: Field<Environment[Name]> };

/** Node's timers hold 31 bits; a longer wait would fire at once. */
const LONGEST_TIMER_MS = 2_147_483_647;

/** All variables, in the order of the documentation. @param cwd - Where relative paths start. */
export function environment(cwd: string): z.ZodObject<Fields> {
  return z.object({
    ...discord(),
    ...nodes(cwd),
    ...players(),
    ...storage(cwd),
    ...warming(),
    ...http(),
    ...logging(),
  });
}

type Group<Names extends keyof Environment> = Pick<Fields, Names>;

function discord(): Group<
  'DISCORD_TOKEN' | 'DISCORD_API_BASE' | 'ALLOW_REMOTE_API' | 'OWNER_IDS' | 'SHARDS' | 'PRESENCE' | 'DEFAULT_LOCALE'
> {
  const group = 'Discord';
  return {
    DISCORD_TOKEN: optional(
      {
        group,
        about: 'Token of the bot, from the page "Bot" of the developer portal. Without one the bot is a demo.',
        allowed: `a token: at least ${SHORTEST_SECRET} characters without blanks`,
        isSecret: true,
      },
      (text) => (/^[\x21-\x7e]+$/.test(text) && text.length >= SHORTEST_SECRET ? text : undefined),
    ),
    DISCORD_API_BASE: optional(
      {
        group,
        about: "Where Discord's API is, for tests and proxies. The token goes there.",
        allowed: 'an address such as http://127.0.0.1:3000/api',
        fallbackNote: 'the real one',
      },
      webAddress,
    ),
    ALLOW_REMOTE_API: withFallback(
      {
        group,
        about: 'Whether DISCORD_API_BASE may be on another machine.',
        allowed: 'true or false',
        fallback: 'false',
      },
      onOff,
    ),
    OWNER_IDS: withFallback(
      {
        group,
        about: 'Users that may do what concerns all guilds, such as clearing the whole cache.',
        allowed: 'a list of user ids, each of 17 to 20 digits',
        fallback: '',
      },
      list(snowflake),
    ),
    SHARDS: withFallback(
      {
        group,
        about: 'Processes the bot is divided into; `auto` takes as many as Discord recommends.',
        allowed: 'a whole number from 1 to 4096, or auto',
        fallback: '1',
      },
      (text) => oneOf('auto')(text) ?? wholeNumber(1, 4_096)(text),
    ),
    PRESENCE: withFallback(
      {
        group,
        about: 'What the bot is seen to listen to. Empty for nothing.',
        allowed: 'a text of at most 128 characters',
        fallback: '/play',
        canBeEmpty: true,
      },
      line(0, 128),
    ),
    DEFAULT_LOCALE: withFallback(
      {
        group,
        about: 'Language of what the bot says where it does not know that of the guild.',
        allowed: 'en or de',
        fallback: 'en',
      },
      oneOf('en', 'de'),
    ),
  };
}

function nodes(
  cwd: string,
): Group<
  | 'LAVALINK_NODES'
  | 'LAVALINK_PASSWORD'
  | 'OWN_NODE'
  | 'MUSIC_DIR'
  | 'YTDLP'
  | 'YTDLP_PATH'
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
    MUSIC_DIR: optional(
      { group, about: 'Folder whose audio files its own node plays.', allowed: 'the path of a folder' },
      path(cwd),
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
    DEFAULT_SEARCH_SOURCE: optional(
      {
        group,
        about: 'Where words are looked for that name no source.',
        allowed: 'the prefix of a search, such as ytsearch, ytmsearch, scsearch or demosearch',
        fallbackNote: '`ytsearch`; with `YTDLP=off` and no other nodes `demosearch`',
      },
      (text) => (/^[a-z]{2,20}search$/.test(text) ? text : undefined),
    ),
    LOAD_TIMEOUT_MS: milliseconds(group, 'How long a node may take to find a song.', 1_000, 300_000, '30000'),
  };
}

function players(): Group<'DEFAULT_VOLUME' | 'MAX_QUEUE' | 'MAX_PLAYLIST' | 'IDLE_LEAVE_MS' | 'ALONE_LEAVE_MS'> {
  const group = 'Players';
  return {
    DEFAULT_VOLUME: number(group, 'Volume in percent, until a guild sets its own.', 1, 200, '100'),
    MAX_QUEUE: number(group, 'Songs a queue may have.', 1, 100_000, '2000'),
    MAX_PLAYLIST: number(group, 'Songs taken from one playlist.', 1, 10_000, '500'),
    IDLE_LEAVE_MS: leave(group, 'Time without music until the bot leaves.', '300000'),
    ALONE_LEAVE_MS: leave(group, 'Time without listeners until the bot leaves.', '60000'),
  };
}

function storage(
  cwd: string,
): Group<'DATA_DIR' | 'VALKEY_URL' | 'CACHE_MAX_SONGS' | 'CACHE_MAX_MIB' | 'CACHE_TTL_MS' | 'CACHE_METADATA_TTL_MS'> {
  const group = 'What is kept';
  return {
    DATA_DIR: withFallback(
      {
        group,
        about: 'Folder of songs, settings and players. On a local disk.',
        allowed: 'the path of a folder',
        fallback: './data',
      },
      path(cwd),
    ),
    VALKEY_URL: optional(
      {
        group,
        about: 'Valkey or Redis that several machines share songs by. Not needed on one machine.',
        allowed:
          'redis://USER:PASSWORD@HOST:PORT/DATABASE, of which only the host is needed, or rediss:// with TLS, or valkey://; ' +
          `a password has at least ${SHORTEST_SECRET} characters, and % and # in it are written as %25 and %23`,
        isSecret: true,
      },
      valkeyAddress,
    ),
    CACHE_MAX_SONGS: number(group, 'Songs in memory.', 1, 10_000_000, '5000'),
    CACHE_MAX_MIB: number(group, 'MiB that songs may take in memory.', 1, 65_536, '64'),
    CACHE_TTL_MS: milliseconds(group, 'How long a song is played as it was found.', 1_000, LONGEST_TIMER_MS, '7200000'),
    CACHE_METADATA_TTL_MS: milliseconds(
      group,
      'How long an old song is better than none, when it cannot be found anew.',
      1_000,
      LONGEST_TIMER_MS,
      '604800000',
    ),
  };
}

function warming(): Group<'WARM_AFTER_MS' | 'WARM_BUDGET_MS' | 'WARM_LIMIT'> {
  const group = 'Warming';
  return {
    WARM_AFTER_MS: milliseconds(
      group,
      'Idle time after the start until popular songs are looked up.',
      0,
      86_400_000,
      '10000',
    ),
    WARM_BUDGET_MS: milliseconds(group, 'Time that may take.', 1_000, 86_400_000, '60000'),
    WARM_LIMIT: number(group, 'Songs that are looked up; 0 for none.', 0, 1_000, '20'),
  };
}

function http(): Group<'HTTP' | 'HTTP_HOST' | 'HTTP_PORT' | 'HTTP_PASSWORD' | 'HTTP_ALLOWED_HOSTS'> {
  const group = 'Status page and interface';
  return {
    HTTP: withFallback(
      {
        group,
        about: 'Whether there is a status page, metrics and an interface.',
        allowed: 'on or off',
        fallback: 'on',
      },
      onOff,
    ),
    HTTP_HOST: withFallback(
      {
        group,
        about: 'Address it listens on. Anything but loopback needs HTTP_PASSWORD.',
        allowed: 'the name or address of this machine, without a port',
        fallback: '127.0.0.1',
      },
      host,
    ),
    HTTP_PORT: number(group, 'Port it listens on; 0 for any free one.', 0, 65_535, '8090'),
    HTTP_PASSWORD: optional(
      {
        group,
        about: 'What it is opened with.',
        allowed: '16 to 256 characters that an HTTP header can carry',
        isSecret: true,
      },
      headerText(16, 256),
    ),
    HTTP_ALLOWED_HOSTS: withFallback(
      {
        group,
        about: 'Names it may be called by, besides the one it listens on; for a proxy in front of it.',
        allowed: 'a list of names, such as bot.example.org',
        fallback: '',
      },
      list(hostHeader),
    ),
  };
}

function logging(): Group<'LOG_LEVEL' | 'LOG_FORMAT'> {
  const group = 'Log';
  return {
    LOG_LEVEL: withFallback(
      {
        group,
        about: 'The least severe that is logged.',
        allowed: 'trace, debug, info, warn, error or fatal',
        fallback: 'info',
      },
      oneOf('trace', 'debug', 'info', 'warn', 'error', 'fatal'),
    ),
    LOG_FORMAT: withFallback(
      {
        group,
        about: 'Lines for people or for programs; `auto` is pretty on a terminal.',
        allowed: 'auto, json or pretty',
        fallback: 'auto',
      },
      oneOf('auto', 'json', 'pretty'),
    ),
  };
}

function number(group: string, about: string, min: number, max: number, fallback: string): Field<number> {
  return withFallback(
    { group, about, allowed: `a whole number from ${min} to ${max}`, fallback },
    wholeNumber(min, max),
  );
}

function milliseconds(group: string, about: string, min: number, max: number, fallback: string): Field<number> {
  const allowed = `a whole number of milliseconds from ${min} to ${max}`;
  return withFallback({ group, about, allowed, fallback }, wholeNumber(min, max));
}

function leave(group: string, about: string, fallback: string): Field<number> {
  const allowed = `a whole number of milliseconds from 1000 to ${LONGEST_TIMER_MS}, or 0 for never`;
  return withFallback({ group, about, allowed, fallback }, wholeNumber(1_000, LONGEST_TIMER_MS, { orZero: true }));
}
