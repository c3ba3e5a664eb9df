import type { Process, ProcessReason } from './results.ts';
import type { Settings } from './settings.ts';
import { SmartCacheError, shownKey } from './smart-cache-error.ts';

/** A value that was made, and what that took. */
export interface Made<V> {
  readonly value: V;
  readonly costMs: number;
}

/** Reasons for which somebody waits. */
const URGENT: ReadonlySet<ProcessReason> = new Set<ProcessReason>(['miss', 'repair']);

/** Calls the functions that make values: within their deadline, and knowing how many of them somebody waits for. */
export class Work<V> {
  readonly #settings: Pick<Settings<V>, 'clock' | 'hardDeadlineMs'>;
  readonly #running = new Set<AbortController>();
  /** Called when nobody waits any more. */
  readonly #quiet = new Set<() => void>();
  #urgent = 0;
  #stopped: Error | undefined;

  constructor(settings: Pick<Settings<V>, 'clock' | 'hardDeadlineMs'>) {
    this.#settings = settings;
  }

  /** Whether nobody waits for a value to be made. */
  get isQuiet(): boolean {
    return this.#urgent === 0;
  }

  /** Resolves when nobody waits for a value to be made. */
  untilQuiet(): Promise<void> {
    if (this.isQuiet) return Promise.resolve();
    return new Promise((resolve) => this.#quiet.add(resolve));
  }

  /** Makes the value of a key, until `abandoned` says that nobody wants it. */
  async do(key: string, process: Process<V>, reason: ProcessReason, abandoned: AbortSignal): Promise<Made<V>> {
    if (this.#stopped !== undefined) throw this.#stopped;
    const controller = new AbortController();
    const abandon = (): void => controller.abort(abandoned.reason);
    if (abandoned.aborted) abandon();
    abandoned.addEventListener('abort', abandon, { once: true });
    const endDeadline = this.#startDeadline(key, controller);
    this.#begin(controller, reason);
    const { clock } = this.#settings;
    const startedAt = clock.now();
    try {
      const value = await untilAborted(
        async () => process(key, { reason, signal: controller.signal }),
        controller.signal,
      );
      return { value, costMs: Math.max(0, clock.now() - startedAt) };
    } finally {
      endDeadline();
      abandoned.removeEventListener('abort', abandon);
      this.#end(controller, reason);
    }
  }

  /** Stops everything, for good. */
  stop(reason: Error): void {
    this.#stopped = reason;
    for (const controller of this.#running) controller.abort(reason);
  }

  #startDeadline(key: string, controller: AbortController): () => void {
    const { hardDeadlineMs, clock } = this.#settings;
    if (hardDeadlineMs === undefined) return () => undefined;
    return clock.after(hardDeadlineMs, () => {
      const message = `Making the value of ${shownKey(key)} took longer than ${hardDeadlineMs} ms.`;
      controller.abort(new SmartCacheError('LOAD_TIMEOUT', message));
    });
  }

  #begin(controller: AbortController, reason: ProcessReason): void {
    this.#running.add(controller);
    if (URGENT.has(reason)) this.#urgent += 1;
  }

  #end(controller: AbortController, reason: ProcessReason): void {
    this.#running.delete(controller);
    if (!URGENT.has(reason)) return;
    this.#urgent -= 1;
    if (this.#urgent > 0) return;
    for (const resolve of this.#quiet) resolve();
    this.#quiet.clear();
  }
}

/** What `work` brings, or the reason of `signal`, be `work` deaf to it. */
function untilAborted<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    work().then(resolve, reject);
  });
}
