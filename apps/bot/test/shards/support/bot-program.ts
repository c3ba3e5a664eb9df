import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';

/** Built by `npm run build`, which `npm test` begins with. */
const PROGRAM = fileURLToPath(new URL('../../../dist/main.js', import.meta.url));
/** The test's own environment is not the bot's. */
const HANDED_ON = ['PATH', 'TMPDIR', 'TZ'];

/** A line of the log. */
export interface LogLine {
  readonly level: string;
  readonly msg: string;
  readonly pid: number;
  readonly [field: string]: unknown;
}

/** How the program ended. */
export interface ProgramEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

interface Waiter {
  readonly test: (line: LogLine) => boolean;
  readonly resolve: (line: LogLine) => void;
  readonly reject: (error: Error) => void;
}

/** The built program as a person runs it: a process of its own, with what it logs. */
export class BotProgram implements AsyncDisposable {
  readonly pid: number;
  /** What all its processes have logged, oldest first. */
  readonly lines: LogLine[] = [];
  /** What they wrote besides. */
  readonly words: string[] = [];
  readonly ended: Promise<ProgramEnd>;
  readonly #child: ChildProcess;
  readonly #waiters = new Set<Waiter>();

  private constructor(child: ChildProcess, outputs: readonly Readable[]) {
    this.#child = child;
    this.pid = child.pid ?? 0;
    for (const output of outputs) createInterface(output).on('line', (line) => this.#hear(line));
    const { promise, resolve } = Promise.withResolvers<ProgramEnd>();
    // Not `close`: children that outlive it, which there must not be, would hold its outputs open.
    child.once('exit', (code, signal) => resolve({ code, signal }));
    this.ended = promise;
    child.once('close', () => this.#giveUp());
  }

  /** @param cwd - Without a `.env`. */
  static start(args: readonly string[], env: Readonly<Record<string, string>>, cwd: string): BotProgram {
    if (!existsSync(PROGRAM)) throw new Error('The bot is not built: run npm run build.');
    const outer = Object.fromEntries(HANDED_ON.map((name) => [name, process.env[name]]));
    const child = spawn(process.execPath, [PROGRAM, ...args], {
      cwd,
      env: { ...outer, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    return new BotProgram(child, [child.stdout, child.stderr]);
  }

  /** Waits for a line that was or will be logged. @throws With all that was written, when the program ends without it. */
  line(test: (line: LogLine) => boolean): Promise<LogLine> {
    const known = this.lines.find(test);
    return known === undefined ? this.next(test) : Promise.resolve(known);
  }

  /** Waits for a line that is logged from now on. @throws As {@link line}. */
  next(test: (line: LogLine) => boolean): Promise<LogLine> {
    const { promise, resolve, reject } = Promise.withResolvers<LogLine>();
    this.#waiters.add({ test, resolve, reject });
    return promise;
  }

  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.kill('SIGTERM');
    const { code, signal } = await this.ended;
    if (signal !== 'SIGKILL' && code === 1) throw new Error(this.#everything());
  }

  #hear(text: string): void {
    const line = lineOf(text);
    if (line === undefined) {
      this.words.push(text);
      return;
    }
    this.lines.push(line);
    for (const waiter of this.#waiters) {
      if (!waiter.test(line)) continue;
      this.#waiters.delete(waiter);
      waiter.resolve(line);
    }
  }

  #giveUp(): void {
    for (const { reject } of this.#waiters) reject(new Error(`The bot ended.\n${this.#everything()}`));
  }

  #everything(): string {
    return [...this.words, ...this.lines.map((line) => JSON.stringify(line))].join('\n');
  }
}

function lineOf(text: string): LogLine | undefined {
  return text.startsWith('{') ? JSON.parse(text) : undefined;
}
