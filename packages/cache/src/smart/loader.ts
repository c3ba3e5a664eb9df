import { oneOf } from '@reprise/options';
import { type Entry, isServable } from './entry.ts';
import { FAILURE_CLASSES, type FailureClass } from './failure-class.ts';
import { NegativeEntries, type NegativeEntry } from './negative-entries.ts';
import type { Process, ProcessReason } from './results.ts';
import { type Settings, ttlOf } from './settings.ts';
import { type Boarded, type FlightSignals, SingleFlight } from './single-flight.ts';
import { SmartCacheError } from './smart-cache-error.ts';
import type { Tally } from './tally.ts';
import type { Kept, Tiers } from './tiers.ts';
import { Turn } from './turn.ts';
import { Work } from './work.ts';

/** What shall be made, and why. */
export interface LoadRequest<V> {
  readonly key: string;
  readonly process: Process<V>;
  readonly reason: ProcessReason;
  /** Of the value that was made. Not exceeded. */
  readonly ttlMs: number | ((value: V) => number) | undefined;
  /** What was stored by then will not do. */
  readonly newerThan: number;
}

/** What a load brought. */
export interface Loaded<V> {
  readonly value: V;
  readonly isMade: boolean;
  /** Undefined when the value was too large to keep. */
  readonly entry: Entry<V> | undefined;
}

/** Makes values, each once however many ask for it, and remembers which could not be made. */
export class Loader<V> {
  readonly negatives: NegativeEntries;
  readonly #settings: Settings<V>;
  readonly #tiers: Tiers<V>;
  readonly #tally: Tally;
  readonly #work: Work<V>;
  readonly #turn: Turn<V>;
  readonly #loads = new SingleFlight<Loaded<V>>();
  readonly #repairs = new Map<string, FlightSignals>();
  readonly #looks = new SingleFlight<Entry<V> | undefined>();

  constructor(settings: Settings<V>, tiers: Tiers<V>, tally: Tally) {
    this.#settings = settings;
    this.#tiers = tiers;
    this.#tally = tally;
    this.negatives = new NegativeEntries(settings.maxSize, settings.maxBytes);
    this.#work = new Work(settings);
    this.#turn = new Turn(settings, tiers);
  }

  /** What is being made for those who wait for it. */
  get work(): Work<V> {
    return this.#work;
  }

  /** Whether what is under way for a key replaces something that did not work. */
  isRepairing(key: string): boolean {
    return this.#repairs.get(key)?.isCurrent() === true;
  }

  /** Joins the load of a key, or starts it. `signal` gives up this caller, not the others. */
  load(request: LoadRequest<V>, signal: AbortSignal | undefined): Boarded<Loaded<V>> {
    return this.#loads.board(request.key, (flight) => this.#start(request, flight), signal);
  }

  /** Brings what the store has of a key into memory. */
  look(key: string): Promise<Entry<V> | undefined> {
    const look = ({ isCurrent }: FlightSignals): Promise<Entry<V> | undefined> =>
      this.#tiers.fetch(key, Number.NEGATIVE_INFINITY, isCurrent);
    return this.#looks.board(key, look).promise;
  }

  /** What is under way for a key is out of date: it reaches those who wait for it, but is not kept. */
  outdate(key: string): void {
    this.#loads.drop(key);
    this.#looks.drop(key);
    this.negatives.delete(key);
  }

  /** As {@link outdate}, of every key. */
  outdateAll(): void {
    this.#loads.dropAll();
    this.#looks.dropAll();
    this.negatives.clear();
  }

  /** Stops what is being made. Whoever waits is told `reason`. */
  close(reason: Error): void {
    this.outdateAll();
    this.#work.stop(reason);
    this.#turn.close();
  }

  /** Somebody else changed a key, or any: those who wait for that look again. */
  changed(key: string | undefined): void {
    if (key === undefined) this.negatives.clear();
    else this.negatives.delete(key);
    this.#turn.changed(key);
  }

  #start(request: LoadRequest<V>, flight: FlightSignals): Promise<Loaded<V>> {
    const { key, reason } = request;
    if (reason !== 'repair') return this.#run(request, flight);
    this.#repairs.set(key, flight);
    return this.#run(request, flight).finally(() => {
      if (this.#repairs.get(key) === flight) this.#repairs.delete(key);
    });
  }

  async #run(request: LoadRequest<V>, flight: FlightSignals): Promise<Loaded<V>> {
    const { key, newerThan } = request;
    const found = this.#mayBeStored(request) ? await this.#tiers.fetch(key, newerThan, flight.isCurrent) : undefined;
    if (found !== undefined && isServable(found, this.#tiers.now())) return loaded(found);
    const turn = await this.#turn.take(key, newerThan, flight);
    if (turn.found !== undefined) return loaded(turn.found);
    try {
      const { value, entry, saved } = await this.#make(request, flight);
      // The others may only look when there is something to see.
      void saved.catch(() => undefined).then(turn.end);
      return { value, entry, isMade: true };
    } catch (error) {
      turn.end();
      throw error;
    }
  }

  /** A store of its own holds what memory holds, so that there is nothing newer in it. */
  #mayBeStored({ reason }: LoadRequest<V>): boolean {
    return reason === 'miss' || reason === 'warm' || !this.#tiers.isOwn;
  }

  async #make(request: LoadRequest<V>, flight: FlightSignals): Promise<Kept<V>> {
    const { key, process, reason } = request;
    try {
      const { value, costMs } = await this.#work.do(key, process, reason, flight.abandoned);
      const kept = this.#keep(request, value, costMs, flight.isCurrent());
      this.#tally.counts.loads += 1;
      return kept;
    } catch (error) {
      this.#tally.counts.loadFailures += 1;
      if (flight.isCurrent() && !flight.abandoned.aborted) this.#remember(key, error);
      throw error;
    }
  }

  #keep({ key, ttlMs }: LoadRequest<V>, value: V, costMs: number, isCurrent: boolean): Kept<V> {
    const handedOut: Kept<V> = { value, entry: undefined, saved: Promise.resolve() };
    // Whoever set or deleted the key meanwhile knew better; those who waited still get what they waited for.
    if (!isCurrent) return handedOut;
    this.negatives.delete(key);
    const ownTtlMs = typeof ttlMs === 'function' ? ttlMs(value) : ttlMs;
    // It says of itself that it is over already.
    if (ownTtlMs !== undefined && ownTtlMs < 1) return handedOut;
    return this.#tiers.keep(key, value, {
      costMs,
      ttlMs: ownTtlMs === undefined ? undefined : ttlOf(Math.floor(ownTtlMs)),
    });
  }

  #remember(key: string, cause: unknown): void {
    if (cause instanceof SmartCacheError && cause.code === 'CACHE_CLOSED') return;
    const { negativeTtlMs, ttlJitter, random } = this.#settings;
    const failureClass = this.#classOf(cause);
    const ttlMs = negativeTtlMs[failureClass] * (1 + ttlJitter * (2 * random() - 1));
    const entry: NegativeEntry = { failureClass, cause, until: this.#tiers.now() + ttlMs };
    if (ttlMs > 0) this.negatives.add(key, entry);
  }

  #classOf(cause: unknown): FailureClass {
    const { classify, onWarning } = this.#settings;
    try {
      return oneOf('SmartCache: classify', classify(cause), FAILURE_CLASSES);
    } catch (error) {
      // Those who wait must be told of the failure itself.
      onWarning(error instanceof Error ? error : new TypeError(`SmartCache: classify threw ${String(error)}.`));
      return 'network';
    }
  }
}

function loaded<V>(entry: Entry<V>): Loaded<V> {
  return { value: entry.value, isMade: false, entry };
}
