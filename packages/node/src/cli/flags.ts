import { parseArgs } from 'node:util';
import type { AudioNodeOptions } from '../options.ts';
import type { YtDlpOptions } from '../sources/ytdlp/ytdlp-options.ts';

/** The options that a command line can say: texts, numbers, switches and lists. */
type Sayable =
  | Exclude<keyof AudioNodeOptions, 'sources' | 'clock' | 'log' | 'ytdlp'>
  | `ytdlp.${Exclude<keyof YtDlpOptions, 'allowLoopback'>}`;

/** One option of the command. */
export interface Flag {
  /** Its name on the command line, without the dashes. */
  readonly name: string;
  /** What stands behind it; a switch has nothing, the parts of a list are divided by blanks. */
  readonly value: 'TEXT' | 'NUMBER' | 'DIR' | 'FILE' | 'URL' | 'LIST' | undefined;
  /** The {@link AudioNodeOptions} it sets. */
  readonly option: Sayable;
  readonly help: string;
}

/** All options of the command, in the order `--help` lists them. */
export const FLAGS: readonly Flag[] = [
  {
    name: 'host',
    value: 'TEXT',
    option: 'host',
    help: 'Address to listen on; anything but loopback needs a password (127.0.0.1)',
  },
  { name: 'port', value: 'NUMBER', option: 'port', help: 'Port to listen on; 0 takes any free one (2333)' },
  { name: 'password', value: 'TEXT', option: 'password', help: 'What clients send as Authorization (none)' },
  {
    name: 'music',
    value: 'DIR',
    option: 'musicDir',
    help: 'Folder whose audio files can be loaded and searched (none)',
  },
  {
    name: 'http',
    value: undefined,
    option: 'http',
    help: 'Load audio from http and https addresses, public ones only (off)',
  },
  {
    name: 'http-allow-private',
    value: undefined,
    option: 'httpAllowPrivate',
    help: 'With --http: private addresses too; for tests (off)',
  },
  {
    name: 'ytdlp',
    value: 'FILE',
    option: 'ytdlp.path',
    help: 'The program yt-dlp; off for none (YTDLP_PATH, or the one on the PATH)',
  },
  {
    name: 'ytdlp-cookies',
    value: 'FILE',
    option: 'ytdlp.cookiesFile',
    help: 'Cookies for yt-dlp, in the format of Netscape (none)',
  },
  { name: 'ytdlp-proxy', value: 'URL', option: 'ytdlp.proxy', help: 'Proxy for all that yt-dlp fetches (none)' },
  {
    name: 'ytdlp-js-runtime',
    value: 'TEXT',
    option: 'ytdlp.jsRuntime',
    help: 'Runtime for the scripts of YouTube, as deno or node:/usr/bin/node (the Node.js that runs this)',
  },
  {
    name: 'ytdlp-arguments',
    value: 'LIST',
    option: 'ytdlp.extraArguments',
    help: 'Further options for yt-dlp, written with =, as --ytdlp-arguments="--xff never" (none)',
  },
  {
    name: 'ytdlp-hosts',
    value: 'LIST',
    option: 'ytdlp.hosts',
    help: 'Hosts whose links yt-dlp loads (those of YouTube, SoundCloud, Bandcamp, Vimeo and Twitch)',
  },
  {
    name: 'ytdlp-generic',
    value: undefined,
    option: 'ytdlp.generic',
    help: 'Load links of all other hosts too; use a filtering proxy with it (off)',
  },
  {
    name: 'ytdlp-concurrency',
    value: 'NUMBER',
    option: 'ytdlp.concurrency',
    help: 'Runs of yt-dlp at once (number of cores, at most 4)',
  },
  {
    name: 'ytdlp-track-timeout-ms',
    value: 'NUMBER',
    option: 'ytdlp.trackTimeoutMs',
    help: 'Longest run for one track (20000)',
  },
  {
    name: 'ytdlp-list-timeout-ms',
    value: 'NUMBER',
    option: 'ytdlp.listTimeoutMs',
    help: 'Longest run for a list or a search (60000)',
  },
  {
    name: 'ytdlp-max-list-tracks',
    value: 'NUMBER',
    option: 'ytdlp.maxListTracks',
    help: 'Tracks of a list that are taken (500)',
  },
  {
    name: 'public-url',
    value: 'URL',
    option: 'publicUrl',
    help: 'How clients reach this node, for links in tracks (its own address)',
  },
  {
    name: 'voice',
    value: 'TEXT',
    option: 'voice',
    help: 'discord sends sound to voice channels; silent only keeps time (discord)',
  },
  {
    name: 'stream',
    value: undefined,
    option: 'stream',
    help: 'With --voice silent: make sound all the same, for those who listen over HTTP (off)',
  },
  {
    name: 'ffmpeg',
    value: 'FILE',
    option: 'ffmpegPath',
    help: 'The program ffmpeg, for what is neither WAV nor Opus (FFMPEG_PATH, or the one on the PATH)',
  },
  {
    name: 'player-update-interval-ms',
    value: 'NUMBER',
    option: 'playerUpdateIntervalMs',
    help: 'Time between two updates of a playing player (5000)',
  },
  {
    name: 'stats-interval-ms',
    value: 'NUMBER',
    option: 'statsIntervalMs',
    help: 'Time between two statistics messages (60000)',
  },
  {
    name: 'track-stuck-threshold-ms',
    value: 'NUMBER',
    option: 'trackStuckThresholdMs',
    help: 'Silence of a source after which its track is stuck (10000)',
  },
];

/** What the command was asked to do. */
export type Command =
  | { readonly kind: 'help' }
  | { readonly kind: 'version' }
  | { readonly kind: 'run'; readonly options: AudioNodeOptions };

/** The command line or an environment variable says something that cannot be. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** The environment variable of an option: `--port` is `REPRISE_NODE_PORT`. */
export function variableOf(flag: Flag): string {
  return `REPRISE_NODE_${flag.name.toUpperCase().replaceAll('-', '_')}`;
}

/**
 * Reads the command line; what it leaves out is taken from the environment.
 *
 * @throws {@link UsageError} naming the option or variable.
 */
export function readCommand(args: readonly string[], env: Readonly<Record<string, string | undefined>>): Command {
  const values = parse(args);
  if (values.help === true) return { kind: 'help' };
  if (values.version === true) return { kind: 'version' };
  const options = FLAGS.flatMap((flag): [string, unknown][] => {
    const said = values[flag.name];
    if (said !== undefined) return [[flag.option, read(flag, `--${flag.name}`, said)]];
    const variable = env[variableOf(flag)];
    return variable === undefined || variable === '' ? [] : [[flag.option, read(flag, variableOf(flag), variable)]];
  });
  return { kind: 'run', options: nested(options) };
}

/** Puts what belongs to yt-dlp into one option; its program can be `off`. */
function nested(options: readonly (readonly [string, unknown])[]): AudioNodeOptions {
  const prefix = 'ytdlp.';
  const ytdlp = options.flatMap(([name, value]) =>
    name.startsWith(prefix) ? [[name.slice(prefix.length), value] as const] : [],
  );
  const plain = Object.fromEntries(options.filter(([name]) => !name.startsWith(prefix)));
  if (ytdlp.length === 0) return plain;
  const isOff = ytdlp.some(([name, value]) => name === 'path' && value === 'off');
  return { ...plain, ytdlp: isOff ? false : Object.fromEntries(ytdlp) };
}

function parse(args: readonly string[]): Readonly<Record<string, string | boolean | undefined>> {
  const options = Object.fromEntries(
    FLAGS.map(({ name, value }) => [name, { type: value === undefined ? ('boolean' as const) : ('string' as const) }]),
  );
  try {
    const { values } = parseArgs({
      args: [...args],
      options: { ...options, help: { type: 'boolean', short: 'h' }, version: { type: 'boolean', short: 'v' } },
      strict: true,
      allowPositionals: false,
    });
    return Object.fromEntries(
      Object.entries(values).map(([name, value]) => [name, Array.isArray(value) ? undefined : value]),
    );
  } catch (cause) {
    throw new UsageError(cause instanceof Error ? cause.message : String(cause), { cause });
  }
}

function read(flag: Flag, name: string, said: string | boolean): unknown {
  if (flag.value === undefined) return readSwitch(name, said);
  if (flag.value === 'LIST')
    return String(said)
      .split(/\s+/)
      .filter((part) => part !== '');
  if (flag.value !== 'NUMBER') return said;
  if (typeof said !== 'string' || !/^\d+$/.test(said)) {
    throw new UsageError(`${name} must be a whole number, but is ${JSON.stringify(said)}.`);
  }
  return Number(said);
}

function readSwitch(name: string, said: string | boolean): boolean {
  if (typeof said === 'boolean') return said;
  if (/^(1|true|yes|on)$/i.test(said)) return true;
  if (/^(0|false|no|off)$/i.test(said)) return false;
  throw new UsageError(`${name} must be true or false, but is ${JSON.stringify(said)}.`);
}
