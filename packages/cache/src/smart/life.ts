import type { Cancel } from '@reprise/clock';
import type { Settings } from './settings.ts';
import { SmartCacheError } from './smart-cache-error.ts';

/** How long the first requests wait for what the former run left in a store of its own; then they ask the store. */
const RESTORE_WAIT_MS = 1_000;

/** When a cache is ready, and when it has ended. */
export class Life {
  readonly #settings: Pick<Settings<unknown>, 'clock' | 'store' | 'storeDeadlineMs'>;
  readonly #begin: () => Promise<void>;
  #ready: Promise<void> | undefined;
  #serving: Promise<void> | undefined;
  #isServing = false;
  #isClosed = false;

  /** `begin` takes up what the former run left. It must not fail. */
  constructor(settings: Pick<Settings<unknown>, 'clock' | 'store' | 'storeDeadlineMs'>, begin: () => Promise<void>) {
    this.#settings = settings;
    this.#begin = begin;
    this.#isServing = settings.store === undefined;
  }

  /** Whether requests need not wait. */
  get isServing(): boolean {
    return this.#isServing;
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** Whether anybody ever asked for anything. */
  get hasBegun(): boolean {
    return this.#ready !== undefined;
  }

  /** Resolves when what the former run left is there. */
  ready(): Promise<void> {
    this.assertOpen();
    this.#ready ??= this.#begin();
    return this.#ready;
  }

  /** Resolves when the cache is ready, or has made the first requests wait for long enough. */
  untilServing(): Promise<void> {
    this.#serving ??= this.#waitShortly();
    return this.#serving;
  }

  close(): void {
    this.#isClosed = true;
    this.#isServing = true;
  }

  /** @throws {@link SmartCacheError} `CACHE_CLOSED`. */
  assertOpen(): void {
    if (this.#isClosed) throw closedError();
  }

  async #waitShortly(): Promise<void> {
    const { clock, store, storeDeadlineMs } = this.#settings;
    const ready = this.ready();
    let cancel: Cancel = () => undefined;
    const enough = new Promise<void>((resolve) => {
      const ms = store?.isShared === true ? storeDeadlineMs : Math.max(storeDeadlineMs, RESTORE_WAIT_MS);
      cancel = clock.after(ms, resolve);
    });
    await Promise.race([ready, enough]);
    cancel();
    this.#isServing = true;
  }
}

/** What is told to whoever uses a cache that was closed. */
export function closedError(): SmartCacheError {
  return new SmartCacheError('CACHE_CLOSED', 'The cache was closed.');
}
