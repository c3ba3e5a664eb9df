import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { temporaryFolder } from '../stores/folder.ts';
import type { DiscordAddress } from './discord-process.ts';

/** What a bot takes of the machine. */
export interface Needs {
  /** Resident memory, as it is found. */
  readonly residentBytes: number;
  /** The most it ever was. */
  readonly highestBytes: number;
  /** Processor time since its start, in milliseconds. */
  readonly cpuMs: number;
  /** JavaScript heap; after a collection if one was asked for. */
  readonly heapBytes: number;
}

/** Asks the probe in a bot. */
export interface NeedsRequest {
  readonly isCollected: boolean;
}

/** A bot as its own program, which hears by its environment where Discord and the node are. */
export interface BotProgram {
  readonly name: string;
  readonly module: URL;
}

/** Ours as `npm start` runs it. */
export const OUR_BOT: BotProgram = {
  name: 'the bot',
  module: new URL('./main.js', import.meta.resolve('@reprise/bot')),
};

/** The same commands without a cache. */
export const PLAIN_BOT: BotProgram = {
  name: 'discord.js + lavalink-client',
  module: new URL('../bot-plain-worker.ts', import.meta.url),
};

const READY = 'The bot is ready.';
const PROBE = new URL('../bot-probe-worker.ts', import.meta.url);

/** A bot that is ready for commands, in a process and a folder of its own. */
export class BotProcess implements AsyncDisposable {
  readonly #process: ChildProcess;
  readonly #folder: Disposable;

  private constructor(process: ChildProcess, folder: Disposable) {
    this.#process = process;
    this.#folder = folder;
  }

  /** @throws Error with its last words when it ends instead of being ready. */
  static async start({ module }: BotProgram, discord: DiscordAddress): Promise<BotProcess> {
    const folder = temporaryFolder();
    const child = fork(fileURLToPath(module), {
      cwd: folder.path,
      env: environmentOf(discord),
      execArgv: ['--expose-gc', '--import', PROBE.href],
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    const bot = new BotProcess(child, folder);
    try {
      await untilReady(child);
      return bot;
    } catch (error) {
      await bot[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** Tells what is taken. @param isCollected - Collects all garbage first, which a bot that nobody looks at never does. */
  async needs(isCollected: boolean): Promise<Needs> {
    const { promise, resolve } = Promise.withResolvers<Needs>();
    this.#process.once('message', (needs: Needs) => resolve(needs));
    this.#process.send({ isCollected } satisfies NeedsRequest);
    return promise;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#process.exitCode === null && this.#process.signalCode === null) {
      const gone = once(this.#process, 'exit');
      this.#process.kill('SIGKILL');
      await gone;
    }
    this.#folder[Symbol.dispose]();
  }
}

/** Nothing of the environment of the benchmark: its settings may be those of a real bot. */
function environmentOf({ api, token, nodeUrl, nodePassword }: DiscordAddress): NodeJS.ProcessEnv {
  return {
    NODE_ENV: 'production',
    DISCORD_TOKEN: token,
    OWN_NODE_VOICE: 'silent',
    DISCORD_API_BASE: api,
    LAVALINK_NODES: `main=${nodeUrl}`,
    LAVALINK_PASSWORD: nodePassword,
    OWN_NODE: 'off',
    DEFAULT_SEARCH_SOURCE: 'ytsearch',
    HTTP_PORT: '0',
  };
}

async function untilReady(child: ChildProcess): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  let words = '';
  for (const stream of [child.stdout, child.stderr]) {
    if (stream === null) continue;
    // Read to the end: a pipe that is full stops who writes to it.
    createInterface({ input: stream }).on('line', (line) => {
      words = `${words}\n${line}`.slice(-2_000);
      if (line.includes(READY)) resolve();
    });
  }
  child.once('exit', (code, signal) => reject(new Error(`The bot ended with ${signal ?? code}:${words}`)));
  await promise;
}
