import type { ChildProcess } from 'node:child_process';

/** What is not said within this time, in milliseconds, is not said at all. */
const LONGEST_WAIT_MS = 300_000;
/** Who does not end within this time after Ctrl+C, in milliseconds, is ended. */
const LAST_WORDS_MS = 10_000;

/** A line that somebody has typed, and what came of it. */
export class TypedLine implements AsyncDisposable {
  /** All that it has written. */
  text = '';
  /** Its exit code; null after a signal. */
  readonly ended: Promise<number | null>;
  readonly #child: ChildProcess;
  #hasEnded = false;
  readonly #waiters = new Set<() => void>();

  constructor(child: ChildProcess) {
    this.#child = child;
    for (const output of [child.stdout, child.stderr]) {
      output?.setEncoding('utf8').on('data', (chunk: string) => {
        this.text += chunk;
        for (const look of this.#waiters) look();
      });
    }
    const { promise, resolve } = Promise.withResolvers<number | null>();
    child.once('close', resolve);
    child.once('error', (error) => {
      this.text += `${error}\n`;
      resolve(null);
    });
    this.ended = promise.finally(() => {
      this.#hasEnded = true;
    });
  }

  /** Waits until it has written something. @throws With all that it wrote, when it ends without, or says nothing of it for five minutes. */
  async says(words: string): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const look = (): void => {
      if (this.text.includes(words)) resolve();
    };
    this.#waiters.add(look);
    look();
    const fail = (how: string): void => reject(new Error(`It ${how} ${JSON.stringify(words)}:\n${this.text}`));
    void this.ended.then(() => fail('ended without saying'));
    const timer = setTimeout(() => fail(`did not say within ${LONGEST_WAIT_MS / 1_000} s`), LONGEST_WAIT_MS);
    await promise.finally(() => {
      clearTimeout(timer);
      this.#waiters.delete(look);
    });
  }

  /** Waits for its end. @throws With all that it wrote, when it fails. */
  async succeeds(): Promise<void> {
    const code = await this.ended;
    if (code !== 0) throw new Error(`It ended with ${code}:\n${this.text}`);
  }

  /** Presses Ctrl+C, and waits for its end. Does nothing when it has ended. */
  async stop(): Promise<void> {
    this.#signal('SIGINT');
    const timer = setTimeout(() => this.#signal('SIGKILL'), LAST_WORDS_MS);
    await this.ended;
    clearTimeout(timer);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }

  /** Tells all that the line has started, as a terminal does. */
  #signal(signal: NodeJS.Signals): void {
    const { pid } = this.#child;
    // The id of what has ended may be another's by now.
    if (pid === undefined || this.#hasEnded) return;
    try {
      process.kill(-pid, signal);
    } catch (error) {
      // Its end is known a moment later than it is.
      if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
    }
  }
}
