import type { ChildProcess } from 'node:child_process';

/** A line that somebody has typed, and what came of it. */
export class TypedLine {
  /** All that it has written. */
  text = '';
  /** Its exit code; null after a signal. */
  readonly ended: Promise<number | null>;
  readonly #child: ChildProcess;
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
    this.ended = promise;
  }

  /** Waits until it has written something. @throws With all that it wrote, when it ends without. */
  async says(words: string): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const look = (): void => {
      if (this.text.includes(words)) resolve();
    };
    this.#waiters.add(look);
    look();
    void this.ended.then(() => reject(new Error(`It ended without saying ${JSON.stringify(words)}:\n${this.text}`)));
    await promise.finally(() => this.#waiters.delete(look));
  }

  /** Waits for its end. @throws With all that it wrote, when it fails. */
  async succeeds(): Promise<void> {
    const code = await this.ended;
    if (code !== 0) throw new Error(`It ended with ${code}:\n${this.text}`);
  }

  /** Presses Ctrl+C, and waits for its end. */
  async stop(): Promise<void> {
    if (this.#child.pid !== undefined) process.kill(-this.#child.pid, 'SIGINT');
    await this.ended;
  }
}
