import type { Clock } from '@reprise/clock';
import { StoreError } from '../store/store-error.ts';
import { Breaker } from './breaker.ts';

/** Whether one side of a store works: leaves it alone while it does not, and warns once each time that begins. */
export class StoreHealth {
  readonly #name: string;
  readonly #doing: string;
  readonly #clock: Clock;
  readonly #onWarning: (warning: Error) => void;
  readonly #breaker = new Breaker();

  /** `doing` is how a warning puts what does not work. */
  constructor(name: string, doing: string, clock: Clock, onWarning: (warning: Error) => void) {
    this.#name = name;
    this.#doing = doing;
    this.#clock = clock;
    this.#onWarning = onWarning;
  }

  /** Whether there is any use in trying. */
  allows(): boolean {
    return this.#breaker.allows(this.#clock.now());
  }

  succeeded(): void {
    this.#breaker.succeeded();
  }

  failed(cause: unknown): void {
    if (isAboutOneEntry(cause) || !this.#breaker.failed(this.#clock.now())) return;
    const why = cause instanceof Error ? cause.message : String(cause);
    this.#warn(new StoreError('STORE_FAILED', `The store ${this.#name} cannot be ${this.#doing}: ${why}`, { cause }));
  }

  /** Lets the next try through at once. */
  retry(): void {
    this.#breaker.endPause();
  }

  /** Does `work`. @throws {@link StoreError} when that fails, or is not even tried. */
  async try<T>(work: () => Promise<T>): Promise<T> {
    if (!this.allows()) {
      throw new StoreError('STORE_UNAVAILABLE', `The store ${this.#name} failed again and again: it is left alone.`);
    }
    try {
      const result = await work();
      this.succeeded();
      return result;
    } catch (cause) {
      this.failed(cause);
      if (cause instanceof StoreError) throw cause;
      throw new StoreError('STORE_FAILED', `The store ${this.#name} failed.`, { cause });
    }
  }

  /** Does `work`; undefined when that fails, or is not even tried. */
  async attempt<T>(work: () => Promise<T>): Promise<T | undefined> {
    return this.try(work).catch(() => undefined);
  }

  #warn(warning: StoreError): void {
    try {
      this.#onWarning(warning);
    } catch (error) {
      // Who is told must not break what they are told of; it is their mistake, and goes where such go.
      process.emitWarning(error instanceof Error ? error : String(error));
    }
  }
}

function isAboutOneEntry(cause: unknown): boolean {
  return cause instanceof StoreError && cause.code === 'ENTRY_TOO_LARGE';
}
