import type { StoredEntry } from '../store/store.ts';

/** What shall become of a key: an entry, or nothing. */
export interface Write {
  readonly entry: StoredEntry | undefined;
}

interface Pending extends Write {
  readonly done: PromiseWithResolvers<void>;
}

interface Lane {
  running: Pending;
  next: Pending | undefined;
  /** What is being written is about to be forgotten. */
  isDrained: boolean;
}

const NOTHING: Write = { entry: undefined };

/**
 * Writes to a store, one at a time for each key and in the order they were asked for. Of several that wait for the same
 * key only the last is done.
 */
export class KeyWrites {
  readonly #lanes = new Map<string, Lane>();
  readonly #perform: (key: string, write: Write) => Promise<void>;
  #bytes = 0;

  constructor(perform: (key: string, write: Write) => Promise<void>) {
    this.#perform = perform;
  }

  /** Bytes of the values that wait. */
  get bytes(): number {
    return this.#bytes;
  }

  /** What a key will be when all is written; undefined when nothing is under way. */
  latest(key: string): Write | undefined {
    const lane = this.#lanes.get(key);
    return lane?.next ?? (lane?.isDrained === true ? NOTHING : lane?.running);
  }

  /** Resolves when this, or a later write of the same key that took its place, is acknowledged. */
  push(key: string, entry: StoredEntry | undefined): Promise<void> {
    const pending: Pending = { entry, done: Promise.withResolvers() };
    // Many writes happen behind: those who wait are told through the promise they hold.
    pending.done.promise.catch(() => undefined);
    this.#count(pending, 1);
    const lane = this.#lanes.get(key);
    if (lane === undefined) this.#start(key, pending);
    else this.#line(lane, pending);
    return pending.done.promise;
  }

  /** Resolves when nothing is under way. */
  async idle(): Promise<void> {
    while (this.#lanes.size > 0) {
      const all = [...this.#lanes.values()].map(({ running, next }) => (next ?? running).done.promise);
      await Promise.allSettled(all);
    }
  }

  /** Gives up what waits, as done, and resolves when what is under way has ended. */
  async drain(): Promise<void> {
    for (const lane of this.#lanes.values()) {
      lane.isDrained = true;
      if (lane.next === undefined) continue;
      this.#count(lane.next, -1);
      lane.next.done.resolve();
      lane.next = undefined;
    }
    // Not for what is asked for from now on: that may wait for this.
    await Promise.allSettled([...this.#lanes.values()].map(({ running }) => running.done.promise));
  }

  #line(lane: Lane, pending: Pending): void {
    const replaced = lane.next;
    lane.next = pending;
    if (replaced === undefined) return;
    this.#count(replaced, -1);
    replaced.done.resolve(pending.done.promise);
  }

  #start(key: string, pending: Pending): void {
    const lane: Lane = { running: pending, next: undefined, isDrained: false };
    this.#lanes.set(key, lane);
    void this.#run(key, lane);
  }

  async #run(key: string, lane: Lane): Promise<void> {
    const { running } = lane;
    try {
      await this.#perform(key, running);
      running.done.resolve();
    } catch (error) {
      running.done.reject(error);
    }
    this.#count(running, -1);
    if (lane.next === undefined) this.#lanes.delete(key);
    else this.#start(key, lane.next);
  }

  #count(write: Write, sign: 1 | -1): void {
    this.#bytes += sign * (write.entry?.bytes.byteLength ?? 0);
  }
}
