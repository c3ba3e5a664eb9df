import type { Lease } from '../store/store.ts';
import { type Entry, isServable } from './entry.ts';
import type { Settings } from './settings.ts';
import type { FlightSignals } from './single-flight.ts';
import type { Tiers } from './tiers.ts';

/** For how long a process that may have died keeps the others from making its value. */
const LEASE_MS = 30_000;

/** How often it is looked whether somebody else has made the value, should the store not tell. */
const LOOK_EVERY_MS = 100;

/** Either what somebody else made, or the right to make it. */
export interface TurnTaken<V> {
  readonly found: Entry<V> | undefined;
  /** Lets the others have their turn. */
  readonly end: () => void;
}

/** Of processes that share a store, lets one at a time make a value while the others wait for it. */
export class Turn<V> {
  readonly #settings: Pick<Settings<V>, 'clock' | 'hardDeadlineMs'>;
  readonly #tiers: Tiers<V>;
  readonly #waiting = new Map<string, Set<() => void>>();
  #isClosed = false;

  constructor(settings: Pick<Settings<V>, 'clock' | 'hardDeadlineMs'>, tiers: Tiers<V>) {
    this.#settings = settings;
    this.#tiers = tiers;
  }

  /** Waits for the right to make a value, or for somebody else's, but not for ever. */
  async take(key: string, newerThan: number, flight: FlightSignals): Promise<TurnTaken<V>> {
    const { store } = this.#tiers;
    if (store === undefined || !store.hasLeases) return alone(undefined);
    const leaseMs = this.#settings.hardDeadlineMs ?? LEASE_MS;
    const until = this.#tiers.now() + leaseMs;
    for (;;) {
      const lease = await store.lease(key, leaseMs);
      if (lease === undefined) return alone(undefined);
      // Also with the lease in hand: whoever had it may have written just before giving it back.
      const found = await this.#look(key, newerThan, flight);
      if (lease !== 'taken') return this.#taken(lease, found);
      const mustEnd = this.#isClosed || flight.abandoned.aborted || this.#tiers.now() >= until;
      if (found !== undefined || mustEnd) return alone(found);
      await this.#untilChanged(key, flight.abandoned);
    }
  }

  changed(key: string | undefined): void {
    const keys = key === undefined ? [...this.#waiting.keys()] : [key];
    for (const name of keys) for (const wake of this.#waiting.get(name) ?? []) wake();
  }

  close(): void {
    this.#isClosed = true;
    this.changed(undefined);
  }

  async #look(key: string, newerThan: number, { isCurrent }: FlightSignals): Promise<Entry<V> | undefined> {
    const found = await this.#tiers.fetch(key, newerThan, isCurrent);
    return found !== undefined && isServable(found, this.#tiers.now()) ? found : undefined;
  }

  #taken(lease: Lease, found: Entry<V> | undefined): TurnTaken<V> {
    const end = (): void => {
      // It ends by itself if it cannot be given back.
      lease.release().catch(() => undefined);
    };
    if (found === undefined) return { found, end };
    end();
    return alone(found);
  }

  #untilChanged(key: string, abandoned: AbortSignal): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const cancel = this.#settings.clock.after(LOOK_EVERY_MS, resolve);
    const waiting = this.#waiting.get(key) ?? new Set();
    this.#waiting.set(key, waiting.add(resolve));
    const wake = (): void => resolve();
    abandoned.addEventListener('abort', wake, { once: true });
    return promise.finally(() => {
      cancel();
      abandoned.removeEventListener('abort', wake);
      waiting.delete(resolve);
      if (waiting.size === 0) this.#waiting.delete(key);
    });
  }
}

function alone<V>(found: Entry<V> | undefined): TurnTaken<V> {
  return { found, end: () => undefined };
}
