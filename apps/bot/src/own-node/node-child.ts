import { type ChildProcess, fork } from 'node:child_process';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { Cancel, Clock } from '@reprise/clock';
import type { Log } from '../log/log.ts';
import { SecretMask } from '../log/secret-mask.ts';
import { childEnv } from './child-env.ts';
import { type ChildConfig, type ChildReport, readReport } from './child-message.ts';
import { OutputLines } from './output-lines.ts';
import { OwnNodeError } from './own-node-error.ts';

/** Longest time from its start until it listens: yt-dlp is asked for its version on the way. */
const START_MS = 30_000;

/** One that was told to end and has not is killed after this time. */
const STOP_GRACE_MS = 2_000;

/** What it wrote arrives after the news of its end, but something it started may hold its outputs open. */
const LAST_WORDS_MS = 200;
const LAST_WORDS = 10;

/** What a {@link NodeChild} is made of. */
export interface NodeChildParts {
  readonly config: ChildConfig;
  readonly execArgv: readonly string[];
  readonly clock: Clock;
  readonly log: Log;
}

/** One life of the process of the bot's own node. */
export class NodeChild {
  /** The port it listens on. Fails with an {@link OwnNodeError} when it does not come to it; then the process is gone. */
  readonly listening: Promise<number>;
  /** How it ended, such as `signal SIGKILL`. */
  readonly ended: Promise<string>;
  readonly #child: ChildProcess;
  readonly #clock: Clock;
  readonly #lastWords: string[] = [];

  constructor({ config, execArgv, clock, log }: NodeChildParts) {
    this.#clock = clock;
    // Not the arguments of Node itself that the bot was started with: --env-file would give the token to the child.
    this.#child = fork(programPath(), {
      env: childEnv(process.env),
      execArgv: [...execArgv],
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    this.#killWithParent();
    const secrets = new SecretMask([config.password]);
    this.#follow(this.#child.stdout, secrets, (line) => log.info(`own node: ${line}`));
    this.#follow(this.#child.stderr, secrets, (line) => log.warn(`own node: ${line}`));
    this.ended = this.#whenEnded();
    this.listening = this.#whenListening(config);
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Ends it with SIGTERM, or with SIGKILL when it does not. */
  async stop(): Promise<void> {
    this.#child.kill('SIGTERM');
    const cancel = this.#clock.after(STOP_GRACE_MS, () => this.#child.kill('SIGKILL'));
    await this.ended;
    cancel();
  }

  /** A frozen process would not notice that its parent is gone. */
  #killWithParent(): void {
    const kill = (): void => void this.#child.kill('SIGKILL');
    process.once('exit', kill);
    this.#child.once('exit', () => process.off('exit', kill));
  }

  #follow(output: Readable | null, secrets: SecretMask, tell: (line: string) => void): void {
    const lines = new OutputLines(this.#clock, (written) => {
      const line = secrets.mask(written);
      this.#lastWords.push(line);
      if (this.#lastWords.length > LAST_WORDS) this.#lastWords.shift();
      tell(line);
    });
    output?.on('data', (chunk: Buffer) => lines.add(chunk)).once('end', () => lines.end());
  }

  #whenEnded(): Promise<string> {
    const { promise, resolve } = Promise.withResolvers<string>();
    const child = this.#child;
    child.once('exit', (code, signal) => {
      const end = (): void => resolve(describeEnd(code, signal));
      child.once('close', this.#clock.after(LAST_WORDS_MS, end)).once('close', end);
    });
    // Only of a process that could not be made: one that cannot be killed or sent to ends by itself.
    child.on('error', (error) => child.pid === undefined && resolve(error.message));
    return promise;
  }

  async #whenListening(config: ChildConfig): Promise<number> {
    const report = await this.#report(config);
    if ('port' in report) return report.port;
    this.#child.kill('SIGKILL');
    await this.ended;
    throw new OwnNodeError(report.error, [...this.#lastWords]);
  }

  async #report(config: ChildConfig): Promise<ChildReport> {
    const { promise, resolve } = Promise.withResolvers<ChildReport>();
    this.#child.on('message', (message) => {
      const report = readReport(message);
      if (report !== undefined) resolve(report);
    });
    this.ended.then((how) => resolve({ error: `its process ended with ${how}.` }));
    const seconds = START_MS / 1_000;
    const cancel: Cancel = this.#clock.after(START_MS, () =>
      resolve({ error: `it did not listen within ${seconds} s.` }),
    );
    // That the channel is closed is told by the end of the process.
    this.#child.send(config, () => undefined);
    const report = await promise;
    cancel();
    return report;
  }
}

function describeEnd(code: number | null, signal: NodeJS.Signals | null): string {
  return signal === null ? `code ${code}` : `signal ${signal}`;
}

/** The program stands beside the sources, and beside what is built from them. */
function programPath(): string {
  const source = new URL('../own-node.ts', import.meta.url);
  return fileURLToPath(import.meta.url.endsWith('.ts') ? source : new URL('./own-node.js', import.meta.url));
}
