import { parseArgs } from 'node:util';

/** What the program was asked for. */
export type Arguments = { readonly command: 'help' | 'version' | 'doctor' } | StartArguments | SearchArguments;

/** The bot, or the demo. */
export interface StartArguments {
  readonly command: 'start';
  readonly shards: string | undefined;
  readonly musicDir: string | undefined;
  /** Whether the page of the demo can be listened to. */
  readonly isListenedTo: boolean;
}

/** A search without Discord. */
export interface SearchArguments {
  readonly command: 'search';
  /** Undefined: asked for at the terminal. */
  readonly query: string | undefined;
  /** How often the query is asked. */
  readonly repeat: number;
  /** One JSON object a line instead of text. */
  readonly isJson: boolean;
  readonly musicDir: string | undefined;
}

export const USAGE = `Usage: npm start [-- COMMAND [options]]

Starts the music bot. Its token comes from DISCORD_TOKEN, in the environment or in .env; without one it
is a demo: a made-up Discord on this machine, in which made-up people use the real bot.

Commands
  (none)          Start the bot, or the demo
  doctor          Check token, nodes, yt-dlp, ffmpeg, store, disk, clock and versions; say what to do
  search [QUERY]  Only search, without Discord, and print what came from where; asks at a terminal
                  when there is no QUERY. Exits with 1 when nothing is found

Options
  --shards N      Processes the bot is divided into; auto asks Discord (SHARDS)
  --music DIR     Your own audio files can be played too (MUSIC_DIR)
  --listen        With the demo: hear on its page what is played
  --repeat N      With search: ask N times (2)
  --json          With search: one JSON object a line
  --version       Print the version and exit
  --help          Print this and exit

All settings are in docs/guide/configuration.md.

Try:  npm start
      npm start -- doctor
      npm start -- search "ode to joy" --repeat 3 --json
      npm start -- --music ~/Music
`;

/** The command line cannot be understood. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** @throws {@link UsageError} with what is wrong. */
export function readArguments(argv: readonly string[]): Arguments {
  const { values, positionals } = parsed(argv);
  const [command, ...words] = positionals;
  if (values.help) return { command: 'help' };
  if (values.version) return { command: 'version' };
  if (command === 'search') return search(words, values);
  if (values.json || values.repeat !== undefined) throw new UsageError('--json and --repeat belong to search.');
  if (words.length > 0 || (command !== undefined && command !== 'doctor')) {
    throw new UsageError(`There is no command ${JSON.stringify(positionals.join(' '))}.`);
  }
  const { shards, music: musicDir, listen: isListenedTo } = values;
  return command === 'doctor' ? { command } : { command: 'start', shards, musicDir, isListenedTo };
}

type Values = ReturnType<typeof parsed>['values'];

function search(words: readonly string[], { repeat, json, music, shards }: Values): SearchArguments {
  if (shards !== undefined) throw new UsageError('--shards does not belong to search.');
  const query = words.join(' ').trim();
  return {
    command: 'search',
    query: query === '' ? undefined : query,
    repeat: repeatOf(repeat),
    isJson: json,
    musicDir: music,
  };
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
        shards: { type: 'string' },
        listen: { type: 'boolean', default: false },
        version: { type: 'boolean', short: 'v', default: false },
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
