import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';

/** What a child process does when it is told to, by name. Arguments and answers are what JSON can carry. */
export type Commands<C> = { readonly [N in keyof C]: (...args: never[]) => unknown };

interface Request {
  readonly id: number;
  readonly name: string;
  readonly args: readonly unknown[];
}

interface Answer {
  readonly id: number;
  readonly value?: unknown;
  readonly error?: string;
}

/** A process of its own that takes commands: what it costs is its own, and it can be killed and frozen. */
export class Child<C extends Commands<C>> {
  readonly #process: ChildProcess;
  readonly #waiting = new Map<number, PromiseWithResolvers<unknown>>();
  #lastId = 0;

  /** Starts a module; it must call {@link serve}. `cwd` is where it may leave files. */
  constructor(module: URL, cwd?: string) {
    // What a program prints about a node that was killed on purpose belongs in no table.
    this.#process = fork(module, { stdio: ['ignore', 'ignore', 'ignore', 'ipc'], ...(cwd && { cwd }) });
    this.#process.on('message', (answer: Answer) => this.#settle(answer));
    this.#process.once('exit', (code, signal) => {
      for (const { reject } of this.#waiting.values()) reject(new Error(`${module}: ended with ${signal ?? code}`));
      this.#waiting.clear();
    });
  }

  /** Runs a command there. Rejects when it throws, or the process ends. */
  call<N extends keyof C & string>(name: N, ...args: Parameters<C[N]>): Promise<Awaited<ReturnType<C[N]>>> {
    this.#lastId += 1;
    const waiting = Promise.withResolvers<unknown>();
    this.#waiting.set(this.#lastId, waiting);
    this.#process.send({ id: this.#lastId, name, args } satisfies Request);
    return waiting.promise as Promise<Awaited<ReturnType<C[N]>>>;
  }

  /** Freezes the process: its sockets stay open, and nothing answers. */
  freeze(): void {
    this.#process.kill('SIGSTOP');
  }

  /** Kills the process, frozen or not, and waits until it is gone. */
  async kill(): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    const gone = once(this.#process, 'exit');
    this.#process.kill('SIGKILL');
    await gone;
  }

  #settle({ id, value, error }: Answer): void {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (error === undefined) waiting?.resolve(value);
    else waiting?.reject(new Error(error));
  }
}

/** Takes the commands of the process that started this one, and ends with it. */
export function serve<C extends Commands<C>>(commands: C): void {
  process.on('disconnect', () => process.exit());
  process.on('message', async ({ id, name, args }: Request) => {
    try {
      const command = commands[name as keyof C];
      process.send?.({ id, value: await command(...(args as never[])) } satisfies Answer);
    } catch (error) {
      process.send?.({ id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
    }
  });
}
