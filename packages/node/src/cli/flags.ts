import { parseArgs } from 'node:util';
import type { AudioNodeOptions } from '../options.ts';

/** The options that a command line can say: texts, numbers and switches. */
type Sayable = Exclude<keyof AudioNodeOptions, 'sources' | 'voice' | 'clock' | 'log'>;

/** One option of the command. */
export interface Flag {
  /** Its name on the command line, without the dashes. */
  readonly name: string;
  /** What stands behind it; a switch has nothing. */
  readonly value: 'TEXT' | 'NUMBER' | 'DIR' | 'URL' | undefined;
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
    name: 'public-url',
    value: 'URL',
    option: 'publicUrl',
    help: 'How clients reach this node, for links in tracks (its own address)',
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
  return { kind: 'run', options: Object.fromEntries(options) };
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
