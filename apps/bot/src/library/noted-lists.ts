import { LruCache } from '@reprise/cache';
import type { Cancel, Clock } from '@reprise/clock';
import { KeepingError } from '../kept/keeping-error.ts';
import type { KeptValues } from '../kept/kept-values.ts';
import type { OnWarning } from '../kept/warnings.ts';

/** What is noted within this time is written together. */
const WRITE_AFTER_MS = 5_000;
const RETRY_AFTER_MS = 30_000;
/** Lists with notes that wait for the store; when there are more, the one that nothing was added to for the longest time goes. */
const MOST_WAITING = 2_000;
/** As many are written without waiting any longer. */
const SOON_FULL = 500;
const WRITTEN_AT_ONCE = 50;

/** What {@link NotedLists} need. */
export interface NotedListsOptions<N> {
  /** What the lists are, to begin a sentence with. */
  readonly what: string;
  readonly kept: KeptValues<readonly N[]>;
  /** What two notes have in common that are about the same: the newer one counts. */
  readonly identityOf: (note: N) => string;
  /** Notes that a list has. */
  readonly most: number;
  readonly clock: Clock;
  readonly onWarning: OnWarning;
}

/**
 * Lists of what happened last, the newest first and about each thing once. Noting never waits: it is written behind, together with
 * what else was noted in a while.
 */
export class NotedLists<N extends object> {
  readonly #options: NotedListsOptions<N>;
  /** Notes that are not in the store yet. They count before what it has. */
  readonly #waiting = new LruCache<string, readonly N[]>({ capacity: MOST_WAITING });
  #cancelTimer: Cancel | undefined;
  #writing: Promise<void> | undefined;
  #isFailing = false;
  #isNewerTold = false;
  #isClosed = false;

  constructor(options: NotedListsOptions<N>) {
    this.#options = options;
  }

  /** Notes something. After {@link close} it does nothing. */
  note(id: string, note: N): void {
    if (this.#isClosed) return;
    this.#waiting.set(id, this.#merged([note], this.#waiting.peek(id) ?? []));
    if (this.#waiting.size >= SOON_FULL && !this.#isFailing) void this.flush();
    else this.#schedule(WRITE_AFTER_MS);
  }

  /** The list that is known without waiting. What the store has of it is read for the next time. */
  peek(id: string): readonly N[] {
    return this.#merged(this.#waiting.peek(id) ?? [], this.#options.kept.glance(id) ?? []);
  }

  /** The list. Never rejects. */
  async get(id: string): Promise<readonly N[]> {
    const kept = await this.#options.kept.get(id);
    return this.#merged(this.#waiting.peek(id) ?? [], kept);
  }

  /** Forgets a list. @throws {@link KeepingError} when the store does not. */
  async forget(id: string): Promise<void> {
    this.#waiting.delete(id);
    await this.#options.kept.delete(id);
  }

  /** Writes what waits. What the store does not take waits on. */
  flush(): Promise<void> {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    this.#writing ??= this.#writeAll().finally(() => {
      this.#writing = undefined;
      if (this.#waiting.size > 0) this.#schedule(this.#isFailing ? RETRY_AFTER_MS : WRITE_AFTER_MS);
    });
    return this.#writing;
  }

  /** Writes what waits, once, and ends. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#writing;
    await this.flush();
    await this.#options.kept.close();
  }

  #schedule(ms: number): void {
    if (this.#isClosed || this.#writing !== undefined) return;
    this.#cancelTimer ??= this.#options.clock.after(ms, () => void this.flush());
  }

  async #writeAll(): Promise<void> {
    const ids = [...this.#waiting.keys()];
    for (let from = 0; from < ids.length; from += WRITTEN_AT_ONCE) {
      const results = await Promise.all(ids.slice(from, from + WRITTEN_AT_ONCE).map((id) => this.#write(id)));
      // A store that is gone is not asked for each of them.
      if (results.includes('failed')) return;
    }
  }

  async #write(id: string): Promise<'written' | 'failed'> {
    const notes = this.#waiting.peek(id);
    if (notes === undefined) return 'written';
    try {
      await this.#options.kept.update(id, (former) => this.#merged(notes, former));
      this.#isFailing = false;
    } catch (error) {
      this.#warn(error);
      if (!isHopeless(error)) return 'failed';
    }
    const later = (this.#waiting.peek(id) ?? []).filter((note) => !notes.includes(note));
    if (later.length > 0) this.#waiting.set(id, later);
    else this.#waiting.delete(id);
    return 'written';
  }

  /** Tells once that a list is not kept any more, and each time that the store begins to be away. */
  #warn(error: unknown): void {
    if (isHopeless(error)) {
      if (!this.#isNewerTold) this.#options.onWarning(error);
      this.#isNewerTold = true;
      return;
    }
    if (!this.#isFailing) {
      const message = `${this.#options.what} cannot be kept now; it waits for the store.`;
      this.#options.onWarning(new KeepingError('NOT_KEPT', message, { cause: error }));
    }
    this.#isFailing = true;
  }

  #merged(newer: readonly N[], older: readonly N[]): readonly N[] {
    if (newer.length === 0) return older;
    const { identityOf, most } = this.#options;
    const known = new Set(newer.map(identityOf));
    return [...newer, ...older.filter((note) => !known.has(identityOf(note)))].slice(0, most);
  }
}

/** A newer version of the bot keeps this list: this one never will. */
function isHopeless(error: unknown): error is KeepingError {
  return error instanceof KeepingError && error.code === 'VALUE_NEWER';
}
