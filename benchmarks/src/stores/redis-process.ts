import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from '../until.ts';

const PROGRAM = 'redis-server';
const HOST = '127.0.0.1';
const START_MS = 20_000;
const LOOK_MS = 20;

/** Why no server can be started here; undefined when one can. */
export function whyNoRedis(): string | undefined {
  const { error } = spawnSync(PROGRAM, ['--version'], { stdio: 'ignore' });
  return error === undefined ? undefined : 'no redis-server here';
}

/** A Redis of its own, on a free port, that keeps nothing on disk. It ends with this process. */
export class RedisProcess implements AsyncDisposable {
  readonly port: number;
  readonly #folder: string;
  #child: ChildProcess | undefined;

  private constructor(port: number, folder: string) {
    this.port = port;
    this.#folder = folder;
  }

  static async start(): Promise<RedisProcess> {
    const server = new RedisProcess(await freePort(), await mkdtemp(join(tmpdir(), 'reprise-redis-')));
    await server.revive();
    return server;
  }

  get url(): string {
    return `redis://${HOST}:${this.port}`;
  }

  /** Starts it on its port, empty, unless it runs. */
  async revive(): Promise<void> {
    if (this.#child !== undefined) return;
    const args = ['--port', `${this.port}`, '--bind', HOST, '--dir', this.#folder, '--save', '', '--appendonly', 'no'];
    const child = spawn(PROGRAM, args, { stdio: 'ignore' });
    const kill = (): void => void child.kill('SIGKILL');
    process.once('exit', kill);
    child.once('exit', () => process.off('exit', kill));
    this.#child = child;
    if (!(await until(START_MS, LOOK_MS, () => accepts(this.port)))) throw new Error('redis-server did not start.');
  }

  /** Ends it: at once, or as an operator does. */
  async end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    const child = this.#child;
    if (child === undefined) return;
    this.#child = undefined;
    const gone = once(child, 'exit');
    child.kill(signal);
    await gone;
  }

  /** It stands still; its connections stay, and new ones are accepted by the system. */
  freeze(): void {
    this.#child?.kill('SIGSTOP');
  }

  thaw(): void {
    this.#child?.kill('SIGCONT');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.end('SIGKILL');
    await rm(this.#folder, { recursive: true, force: true });
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, HOST);
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('There is no free port.');
  return address.port;
}

async function accepts(port: number): Promise<boolean> {
  const socket = connect(port, HOST);
  return new Promise((resolve) => {
    const answer = (isOpen: boolean): void => {
      socket.destroy();
      resolve(isOpen);
    };
    socket.once('connect', () => answer(true));
    socket.once('error', () => answer(false));
  });
}
