import { parseArgs } from 'node:util';

/** What the demo was asked for. */
export interface DemoArguments {
  readonly command: 'show' | 'search' | 'help';
  /** For `search`. */
  readonly query: string;
  /** How often the query is asked. */
  readonly repeat: number;
  /** One JSON object a line instead of text. */
  readonly json: boolean;
  /** The user's own audio files. */
  readonly musicDir: string | undefined;
}

export const USAGE = `Usage: npm start [-- [search QUERY] [options]]

Starts two audio nodes on this machine and a pool in front of them, and shows one search twice:
first from a node, then from the cache. In a terminal it then asks for more.

  search QUERY    Only search, print what came from where, and exit; 1 when nothing is found
  --repeat N      With search: ask N times (2)
  --json          With search: one JSON object a line
  --music DIR     Your own audio files can be found too
  --help          Print this and exit

Try:  npm start -- search "ode to joy"
      npm start -- search demo:playlist:beethoven --json
      npm start -- --music ~/Music
`;

/** The command line cannot be understood. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** @throws UsageError with what is wrong. */
export function readArguments(argv: readonly string[]): DemoArguments {
  const { values, positionals } = parsed(argv);
  const [command, ...words] = positionals;
  const common = { query: words.join(' '), json: values.json, musicDir: values.music, repeat: repeatOf(values.repeat) };
  if (values.help) return { command: 'help', ...common };
  if (command === undefined) {
    if (values.json || values.repeat !== undefined) throw new UsageError('--json and --repeat belong to search.');
    return { command: 'show', ...common };
  }
  if (command !== 'search') throw new UsageError(`There is no command ${JSON.stringify(command)}.`);
  if (common.query.trim() === '') throw new UsageError('search needs something to search for.');
  return { command: 'search', ...common };
}

function parsed(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        repeat: { type: 'string' },
        json: { type: 'boolean', default: false },
        music: { type: 'string' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function repeatOf(given: string | undefined): number {
  if (given === undefined) return 2;
  if (/^[1-9]\d{0,3}$/.test(given)) return Number(given);
  throw new UsageError(`--repeat must be a whole number from 1 to 9999, but is ${JSON.stringify(given)}.`);
}
