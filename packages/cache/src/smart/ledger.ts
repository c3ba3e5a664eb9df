import type { Cancel } from '@reprise/clock';
import type { StoredEntry } from '../store/store.ts';
import { StoreError } from '../store/store-error.ts';
import { decodeLedger, encodeLedger, halved, type LedgerContent } from './ledger-content.ts';
import type { Settings } from './settings.ts';
import type { StoreSide } from './store-side.ts';
import { COUNTS, type Tally } from './tally.ts';
import type { Tiers } from './tiers.ts';

const LEDGER_VERSION = 1;
const SAVE_AFTER_MS = 60_000;

/** A cache that nobody asked for so long is not worth remembering. */
const LEDGER_LASTS_MS = 31_536_000_000;

/** Order, popularity and statistics, kept in the store beside the entries, so that a restart does not lose them. */
export class Ledger<V> {
  readonly #settings: Settings<V>;
  readonly #store: StoreSide | undefined;
  readonly #tiers: Tiers<V>;
  readonly #tally: Tally;
  #isChanged = false;
  /** Until it was read it must not be written: what it said would be lost. */
  #isRead = false;
  #isReading = false;
  #isClosed = false;
  #cancel: Cancel | undefined;

  constructor(settings: Settings<V>, tiers: Tiers<V>, tally: Tally) {
    this.#settings = settings;
    this.#store = tiers.store;
    this.#tiers = tiers;
    this.#tally = tally;
  }

  /** Something happened that the next run should know. */
  touch(): void {
    if (this.#isChanged || this.#isClosed || this.#store === undefined) return;
    this.#isChanged = true;
    this.#cancel = this.#settings.background.after(SAVE_AFTER_MS, () => void this.#saveBehind());
  }

  /** What the former run left, taken up into the tally; undefined when there is nothing of use. Never fails. */
  read(): Promise<LedgerContent | undefined> {
    return this.#read().catch(() => undefined);
  }

  /** Writes what is to be known. @throws {@link StoreError} when it is not acknowledged. */
  async save(): Promise<void> {
    if (!this.#isChanged || this.#isReading) return;
    this.#cancel?.();
    this.#isChanged = false;
    try {
      if (!this.#isRead) await this.#read();
      await this.#write(this.#content());
    } catch (error) {
      this.touch();
      throw error;
    }
  }

  /** Ends its timer, for good. */
  close(): void {
    this.#isClosed = true;
    this.#cancel?.();
  }

  get #name(): string {
    return `ledger:${this.#settings.name}`;
  }

  /** @throws {@link StoreError} */
  async #read(): Promise<LedgerContent | undefined> {
    this.#isReading = true;
    try {
      const stored = await this.#store?.readOwn(this.#name);
      this.#isRead = true;
      const known = stored?.schemaVersion === LEDGER_VERSION ? decodeLedger(stored.bytes) : undefined;
      if (known !== undefined) this.#takeUp(known);
      return known;
    } finally {
      this.#isReading = false;
    }
  }

  async #saveBehind(): Promise<void> {
    // The store has warned already; the next change tries again.
    await this.save().catch(() => undefined);
  }

  /** Stores bound the size of what they take: then the part that matters most. */
  async #write(content: LedgerContent): Promise<void> {
    try {
      await this.#store?.writeOwn(this.#name, this.#stored(encodeLedger(content)));
    } catch (error) {
      const mayShrink = content.order.length + content.popular.length > 2;
      if (!(error instanceof StoreError) || error.code !== 'ENTRY_TOO_LARGE' || !mayShrink) throw error;
      await this.#write(halved(content));
    }
  }

  #stored(bytes: Uint8Array): StoredEntry {
    const storedAt = Math.floor(this.#settings.clock.now());
    const expiresAt = storedAt + LEDGER_LASTS_MS;
    return { bytes, schemaVersion: LEDGER_VERSION, storedAt, freshUntil: expiresAt, expiresAt, costMs: 0 };
  }

  #content(): LedgerContent {
    const savedAt = Math.floor(this.#settings.clock.now());
    const { popularity, hitRates, counts, timeSavedMs } = this.#tally;
    return {
      savedAt,
      order: [...this.#tiers.memory.entries()].map((entry) => [entry.key, entry.accessCount, entry.lastAccessed]),
      popular: popularity.top(this.#settings.maxSize, savedAt).map(({ key, score }) => [key, score]),
      counts: { ...counts },
      timeSavedMs,
      slots: hitRates.slots(),
    };
  }

  #takeUp({ savedAt, popular, counts, timeSavedMs, slots }: LedgerContent): void {
    const now = this.#settings.clock.now();
    // A clock that was set back must not make old requests count for more than new ones.
    const at = Math.min(savedAt, now);
    for (const [key, score] of popular) this.#tally.popularity.restore(key, score, at);
    for (const count of COUNTS) this.#tally.counts[count] += counts[count] ?? 0;
    this.#tally.timeSavedMs += timeSavedMs;
    this.#tally.hitRates.restore(slots, now);
  }
}
