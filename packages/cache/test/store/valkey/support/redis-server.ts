import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';

const PROGRAM = 'redis-server';
const START_MS = 10_000;

const missing = whatIsMissing();

/** Whether tests that start servers cannot run: skipped then, saying why, except where everything must run. */
export const cannotStartServers: boolean = missing !== undefined && process.env.CI !== 'true';

if (cannotStartServers) console.warn(`Tests with a server of their own are skipped: ${missing}`);

function whatIsMissing(): string | undefined {
  try {
    execFileSync(PROGRAM, ['--version'], { stdio: 'ignore' });
    return undefined;
  } catch {
    return 'there is no redis-server (apt-get install redis-server).';
  }
}

/** A server on a free port of this machine that keeps nothing. */
export class RedisServer {
  readonly port: number;
  readonly #args: readonly string[];
  readonly #folder: string;
  #process: ChildProcess | undefined;

  private constructor(port: number, args: readonly string[], folder: string) {
    this.port = port;
    this.#args = args;
    this.#folder = folder;
  }

  static async start(args: readonly string[] = [], port?: number): Promise<RedisServer> {
    const folder = await mkdtemp(join(tmpdir(), 'redis-'));
    const server = new RedisServer(port ?? (await freePort()), args, folder);
    await server.start();
    return server;
  }

  /** A Sentinel that looks after the group of the server at `firstPort`, and is quick to call that dead. */
  static async startSentinel(group: string, firstPort: number): Promise<RedisServer> {
    const folder = await mkdtemp(join(tmpdir(), 'sentinel-'));
    const config = join(folder, 'sentinel.conf');
    const lines = [
      `sentinel monitor ${group} 127.0.0.1 ${firstPort} 1`,
      `sentinel down-after-milliseconds ${group} 500`,
      `sentinel failover-timeout ${group} 2000`,
    ];
    await writeFile(config, lines.join('\n'));
    const server = new RedisServer(await freePort(), [config, '--sentinel'], folder);
    await server.start();
    return server;
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  /** Starts it, again on the same port if it was stopped. */
  async start(): Promise<void> {
    const memoryOnly = this.#args.includes('--sentinel') ? [] : ['--save', '', '--appendonly', 'no'];
    const args = ['--port', `${this.port}`, '--bind', '127.0.0.1', '--dir', this.#folder, ...memoryOnly];
    const child = spawn(PROGRAM, [...this.#args, ...args], { stdio: 'ignore' });
    this.#process = child;
    await answering(this.port, child);
  }

  /** Ends it at once, as a power cut would. */
  async stop(): Promise<void> {
    const child = this.#process;
    this.#process = undefined;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
  }

  /** It stands still, and its connections stay. */
  freeze(): void {
    this.#process?.kill('SIGSTOP');
  }

  thaw(): void {
    this.#process?.kill('SIGCONT');
  }

  /** Runs something with a plain client. */
  async ask<T>(run: (client: Redis) => Promise<T>, options: { readonly password?: string } = {}): Promise<T> {
    const client = new Redis({ ...options, port: this.port, lazyConnect: true });
    try {
      await client.connect();
      return await run(client);
    } finally {
      client.disconnect();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
    await rm(this.#folder, { recursive: true, force: true });
  }
}

/** A port that nobody uses. */
export async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('there is no free port');
  return address.port;
}

/** Resolves when a server answers at a port, whatever it says. */
async function answering(port: number, child: ChildProcess): Promise<void> {
  const client = new Redis({
    port,
    lazyConnect: true,
    retryStrategy: () => 20,
    maxRetriesPerRequest: null,
    enableReadyCheck: false,
  });
  client.on('error', () => undefined);
  const timer = setTimeout(() => client.disconnect(), START_MS);
  try {
    await Promise.race([
      client.ping().catch((error: Error) => {
        if (!error.message.startsWith('NOAUTH')) throw error;
      }),
      // It rejects when there is no such program.
      once(child, 'exit').then(() => Promise.reject(new Error(`redis-server did not start on port ${port}`))),
    ]);
  } finally {
    clearTimeout(timer);
    client.disconnect();
  }
}
