import type { Clock } from '@reprise/clock';
import { eachLimited } from './limited.ts';
import type { Work } from './work.ts';

/** What warming did with a key: made its value, left it as it is, did not manage, or did not come to it. */
export type WarmStatus = 'warmed' | 'skipped' | 'failed' | 'left';

/** How far warming is. */
export interface WarmProgress {
  readonly done: number;
  readonly total: number;
  readonly key: string;
  readonly status: WarmStatus;
}

/** Options of `SmartCache.warm`. */
export interface WarmOptions<V> {
  /** Values that are made at once. @defaultValue 1 */
  readonly concurrency?: number;
  /** How long all of it may take, in milliseconds. @defaultValue no limit */
  readonly budgetMs?: number;
  /** Ends it. */
  readonly signal?: AbortSignal;
  /** How long values that are made are fresh, as for one of them. */
  readonly ttlMs?: number | ((value: V) => number);
  /** Makes those too that have time left, or are known to fail. What was there stays until then. @defaultValue false */
  readonly isForced?: boolean;
  /** Told after each key. */
  readonly onProgress?: (progress: WarmProgress) => void;
}

/** What warming did. */
export interface WarmReport {
  /** Values that were made. */
  readonly warmed: number;
  /** Keys whose value has more than half of its time left, or is known to fail. */
  readonly skipped: number;
  readonly failed: readonly { readonly key: string; readonly error: unknown }[];
  /** Keys that were not come to: the budget was used up, or it was ended. */
  readonly left: number;
}

/** Warms one key. */
export type WarmOne = (key: string, signal: AbortSignal) => Promise<'warmed' | 'skipped'>;

/** Makes values before anybody asks for them, while nobody waits for one. */
export class Warming {
  readonly #clock: Clock;
  readonly #work: Pick<Work<never>, 'isQuiet' | 'untilQuiet'>;
  readonly #running = new Set<AbortController>();
  #paused: PromiseWithResolvers<void> | undefined;

  constructor(clock: Clock, work: Pick<Work<never>, 'isQuiet' | 'untilQuiet'>) {
    this.#clock = clock;
    this.#work = work;
  }

  /** What is being made is still made; nothing new begins. */
  pause(): void {
    this.#paused ??= Promise.withResolvers();
  }

  resume(): void {
    this.#paused?.resolve();
    this.#paused = undefined;
  }

  /** Ends all that is under way. */
  stop(): void {
    for (const controller of this.#running) controller.abort();
  }

  async run(keys: readonly string[], options: WarmOptions<never>, warmOne: WarmOne): Promise<WarmReport> {
    const { concurrency = 1, budgetMs, signal, onProgress } = options;
    const controller = new AbortController();
    const end = (): void => controller.abort();
    if (signal?.aborted === true) end();
    signal?.addEventListener('abort', end, { once: true });
    const endBudget = budgetMs === undefined ? undefined : this.#clock.after(budgetMs, end);
    this.#running.add(controller);
    const report = new Report(keys.length, onProgress);
    try {
      await eachLimited(keys, concurrency, async (key) => {
        report.add(key, await this.#one(key, controller.signal, warmOne));
      });
    } finally {
      endBudget?.();
      signal?.removeEventListener('abort', end);
      this.#running.delete(controller);
    }
    return report;
  }

  async #one(key: string, signal: AbortSignal, warmOne: WarmOne): Promise<Outcome> {
    await this.#untilFree(signal);
    if (signal.aborted) return { status: 'left' };
    try {
      return { status: await warmOne(key, signal) };
    } catch (error) {
      return signal.aborted ? { status: 'left' } : { status: 'failed', error };
    }
  }

  /** Users come first. */
  async #untilFree(signal: AbortSignal): Promise<void> {
    while (!signal.aborted && (this.#paused !== undefined || !this.#work.isQuiet)) {
      await untilAborted(this.#paused?.promise ?? this.#work.untilQuiet(), signal);
    }
  }
}

interface Outcome {
  readonly status: WarmStatus;
  readonly error?: unknown;
}

class Report implements WarmReport {
  warmed = 0;
  skipped = 0;
  left = 0;
  readonly failed: { readonly key: string; readonly error: unknown }[] = [];
  readonly #total: number;
  readonly #onProgress: ((progress: WarmProgress) => void) | undefined;
  #done = 0;

  constructor(total: number, onProgress: ((progress: WarmProgress) => void) | undefined) {
    this.#total = total;
    this.#onProgress = onProgress;
  }

  add(key: string, { status, error }: Outcome): void {
    if (status === 'failed') this.failed.push({ key, error });
    else this[status] += 1;
    this.#done += 1;
    this.#onProgress?.({ done: this.#done, total: this.#total, key, status });
  }
}

/** Resolves with `promise` or when the signal is aborted, and leaves no listener behind. */
async function untilAborted(promise: Promise<void>, signal: AbortSignal): Promise<void> {
  const { promise: aborted, resolve } = Promise.withResolvers<void>();
  const abort = (): void => resolve();
  signal.addEventListener('abort', abort, { once: true });
  await Promise.race([promise, aborted]);
  signal.removeEventListener('abort', abort);
}
