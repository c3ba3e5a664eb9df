import type { Clock } from '@reprise/clock';
import { StoreError } from '../store/store-error.ts';
import { Breaker } from './breaker.ts';

/** Warns once each time that a store begins to be in trouble, whatever it is asked for then. */
export class StoreTrouble {
  readonly #name: string;
  readonly #onWarning: (warning: Error) => void;
  readonly #failing = new Set<StoreHealth>();

  constructor(name: string, onWarning: (warning: Error) => void) {
    this.#name = name;
    this.#onWarning = onWarning;
  }

  get name(): string {
    return this.#name;
  }

  /** Whether something of it does not work. */
  get isFailing(): boolean {
    return this.#failing.size > 0;
  }

  /** `doing` is how a warning puts what does not work. */
  begins(health: StoreHealth, doing: string, cause: unknown): void {
    const isNew = this.#failing.size === 0;
    this.#failing.add(health);
    if (!isNew) return;
    const why = cause instanceof Error ? cause.message : String(cause);
    this.#warn(new StoreError('STORE_FAILED', `The store ${this.#name} cannot be ${doing}: ${why}`, { cause }));
  }

  ends(health: StoreHealth): void {
    this.#failing.delete(health);
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

/** Whether one side of a store works: leaves it alone while it does not. */
export class StoreHealth {
  readonly #trouble: StoreTrouble;
  readonly #doing: string;
  readonly #clock: Clock;
  readonly #breaker = new Breaker();

  constructor(trouble: StoreTrouble, doing: string, clock: Clock) {
    this.#trouble = trouble;
    this.#doing = doing;
    this.#clock = clock;
  }

  /** Whether the last try failed. */
  get isFailing(): boolean {
    return this.#breaker.isFailing;
  }

  /** Whether there is any use in trying. */
  allows(): boolean {
    return this.#breaker.allows(this.#clock.now());
  }

  succeeded(): void {
    this.#breaker.succeeded();
    this.#trouble.ends(this);
  }

  failed(cause: unknown): void {
    if (isAboutOneEntry(cause)) return;
    this.#breaker.failed(this.#clock.now());
    this.#trouble.begins(this, this.#doing, cause);
  }

  /** Lets the next try through at once. */
  retry(): void {
    this.#breaker.endPause();
  }

  /** Does `work`. @throws {@link StoreError} when that fails, or is not even tried. */
  async try<T>(work: () => Promise<T>): Promise<T> {
    if (!this.allows()) {
      throw new StoreError(
        'STORE_UNAVAILABLE',
        `The store ${this.#trouble.name} failed again and again: it is left alone.`,
      );
    }
    try {
      const result = await work();
      this.succeeded();
      return result;
    } catch (cause) {
      this.failed(cause);
      if (cause instanceof StoreError) throw cause;
      throw new StoreError('STORE_FAILED', `The store ${this.#trouble.name} failed.`, { cause });
    }
  }

  /** Does `work`; undefined when that fails, or is not even tried. */
  async attempt<T>(work: () => Promise<T>): Promise<T | undefined> {
    return this.try(work).catch(() => undefined);
  }
}

function isAboutOneEntry(cause: unknown): boolean {
  return cause instanceof StoreError && cause.code === 'ENTRY_TOO_LARGE';
}
