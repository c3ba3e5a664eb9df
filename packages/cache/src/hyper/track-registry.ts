import type { LfuDecaySettings } from '../policy/lfu-decay-options.ts';
import { LfuDecayPolicy } from '../policy/lfu-decay-policy.ts';
import type { Ranking } from '../policy/slot-owner.ts';
import type { CacheableTrack } from './cacheable.ts';
import { ghostFootprint } from './footprint.ts';

/** Something put into the registry, with what follows from it. */
export interface Incoming<T> {
  readonly track: T;
  readonly bytes: number;
  /** Infinity for never. */
  readonly expiresAt: number;
}

interface Entry<T> extends Incoming<T> {
  readonly slot: number;
  /** The spelling its URI is found by. */
  readonly uri: string | undefined;
  /** Its index among all entries. */
  position: number;
}

/** L2: tracks by id and by URI, ranked by {@link LfuDecayPolicy}. It evicts by count itself, by bytes when told to. */
export class TrackRegistry<T extends CacheableTrack> {
  readonly #policy: LfuDecayPolicy;
  readonly #normalize: (spelling: string) => string;
  /** Slots of tracks and of ghosts. */
  readonly #slots = new Map<string, number>();
  readonly #slotsByUri = new Map<string, number>();
  readonly #ids: (string | undefined)[] = [];
  readonly #entries: (Entry<T> | undefined)[] = [];
  readonly #dense: Entry<T>[] = [];
  #bytes = 0;
  #ghostBytes = 0;
  #mayExpire = false;

  /** @param onEvict - Called with a slot whose track has just left, while its id is still known by {@link idOf}. */
  constructor(settings: LfuDecaySettings, normalize: (spelling: string) => string, onEvict: (slot: number) => void) {
    this.#normalize = normalize;
    this.#policy = new LfuDecayPolicy(settings, {
      evicted: (slot) => {
        this.#drop(slot);
        this.#ghostBytes += ghostFootprint(this.idOf(slot));
        onEvict(slot);
      },
      forgotten: (slot) => {
        this.#ghostBytes -= ghostFootprint(this.idOf(slot));
        this.#slots.delete(this.idOf(slot));
        this.#ids[slot] = undefined;
      },
    });
  }

  get size(): number {
    return this.#policy.size;
  }

  get capacity(): number {
    return this.#policy.capacity;
  }

  get decays(): number {
    return this.#policy.decays;
  }

  /** Bytes of tracks and ghosts. */
  get bytes(): number {
    return this.#bytes + this.#ghostBytes;
  }

  get ghostBytes(): number {
    return this.#ghostBytes;
  }

  /** Whether a track that expires was ever put: if not, nobody needs to look at the clock. */
  get mayExpire(): boolean {
    return this.#mayExpire;
  }

  /** The slot of a track that is here. */
  slotOf(id: string): number | undefined {
    const slot = this.#slots.get(id);
    return slot !== undefined && this.#entries[slot] !== undefined ? slot : undefined;
  }

  /** The slot of a track that is here, by its URI in any spelling. */
  slotOfUri(uri: string): number | undefined {
    return this.#slotsByUri.get(uri) ?? this.#slotsByUri.get(this.#normalize(uri));
  }

  idOf(slot: number): string {
    return this.#ids[slot] ?? '';
  }

  trackAt(slot: number): T | undefined {
    return this.#entries[slot]?.track;
  }

  expiresAt(slot: number): number {
    return this.#entries[slot]?.expiresAt ?? Number.NEGATIVE_INFINITY;
  }

  countOf(slot: number): number {
    return this.#policy.countOf(slot);
  }

  /** The track at a slot that has one, counted as used. */
  use(slot: number): T {
    const entry = this.#entries[slot];
    if (entry === undefined) throw new RangeError(`There is no track at slot ${slot}.`);
    this.#policy.touch(slot);
    return entry.track;
  }

  /** Says how many tracks the next calls of {@link put} may bring: that many are safe from each other. */
  reserve(tracks: number): void {
    this.#policy.reserve(tracks);
  }

  /** Pins a track, if it is here, before it is {@link put} again. Answers whether anything is known of its id. */
  announce(id: string): boolean {
    const slot = this.#slots.get(id);
    if (slot !== undefined && this.#entries[slot] !== undefined) this.#policy.pin(slot);
    return slot !== undefined;
  }

  /**
   * Stores a track, pinned: as a use if it is here.
   *
   * @param known - What {@link announce} said. It saves looking for an id that is new.
   */
  put(incoming: Incoming<T>, known: boolean): number {
    const id = incoming.track.encoded;
    const slot = known ? this.#slots.get(id) : undefined;
    if (slot === undefined) return this.#insert(incoming);
    const before = this.#entries[slot];
    if (before === undefined) {
      this.#ghostBytes -= ghostFootprint(id);
      this.#policy.revive(slot);
      this.#policy.pin(slot);
    } else this.#policy.touch(slot);
    this.#keep(slot, incoming, before);
    return slot;
  }

  unpin(slot: number): void {
    this.#policy.unpin(slot);
  }

  /** Says whether a query refers to a track. */
  hold(slot: number, held: boolean): void {
    this.#policy.hold(slot, held);
  }

  /** Forgets a track and how often it was used. */
  delete(slot: number): void {
    this.#drop(slot);
    this.#policy.remove(slot);
    this.#slots.delete(this.idOf(slot));
    this.#ids[slot] = undefined;
  }

  evictOne(): boolean {
    return this.#policy.evictOne();
  }

  forgetOne(): boolean {
    return this.#policy.forgetOne();
  }

  resize(capacity: number): void {
    this.#policy.resize(capacity);
  }

  /** The slot of one of the tracks, each as likely as another; undefined when there is none. */
  randomSlot(random: () => number): number | undefined {
    return this.#dense[Math.floor(random() * this.#dense.length)]?.slot;
  }

  /** All tracks, in no particular order. */
  tracks(): readonly Readonly<Incoming<T>>[] {
    return this.#dense;
  }

  /** Where every track and ghost is. */
  ranking(): Ranking {
    return this.#policy.ranking();
  }

  /** Puts a track back into the place that {@link ranking} told. */
  restore(incoming: Incoming<T>, place: 'main' | 'window', count: number, held: boolean): number {
    const slot = this.#policy.restore(place, count, held, 0);
    this.#slots.set(incoming.track.encoded, slot);
    this.#ids[slot] = incoming.track.encoded;
    this.#keep(slot, incoming, undefined);
    return slot;
  }

  /** Puts a ghost back. */
  restoreGhost(id: string, count: number, age: number): void {
    const slot = this.#policy.restore('ghosts', count, false, age);
    this.#slots.set(id, slot);
    this.#ids[slot] = id;
    this.#ghostBytes += ghostFootprint(id);
  }

  restoreHits(hits: number): void {
    this.#policy.restoreHits(hits);
  }

  /** Forgets everything. */
  clear(): void {
    for (const slot of this.#slots.values()) {
      this.#policy.remove(slot);
      this.#entries[slot] = undefined;
      this.#ids[slot] = undefined;
    }
    this.#policy.restoreHits(0);
    this.#slots.clear();
    this.#slotsByUri.clear();
    this.#dense.length = 0;
    this.#bytes = 0;
    this.#ghostBytes = 0;
  }

  #insert(incoming: Incoming<T>): number {
    const slot = this.#policy.insert();
    this.#slots.set(incoming.track.encoded, slot);
    this.#ids[slot] = incoming.track.encoded;
    this.#keep(slot, incoming, undefined);
    return slot;
  }

  #keep(slot: number, incoming: Incoming<T>, before: Entry<T> | undefined): void {
    const { track, bytes, expiresAt } = incoming;
    const sameUri = before !== undefined && before.track.uri === track.uri;
    const uri = sameUri ? before.uri : track.uri ? this.#normalize(track.uri) : undefined;
    if (before?.uri !== uri) this.#dropUri(before?.uri, slot);
    if (uri !== undefined) this.#slotsByUri.set(uri, slot);
    const position = before?.position ?? this.#dense.length;
    const entry: Entry<T> = { track, bytes, expiresAt, slot, uri, position };
    this.#entries[slot] = entry;
    this.#dense[position] = entry;
    this.#bytes += bytes - (before?.bytes ?? 0);
    if (expiresAt !== Number.POSITIVE_INFINITY) this.#mayExpire = true;
  }

  #drop(slot: number): void {
    const entry = this.#entries[slot];
    if (entry === undefined) return;
    const last = this.#dense.pop();
    if (last !== undefined && last !== entry) {
      last.position = entry.position;
      this.#dense[entry.position] = last;
    }
    this.#dropUri(entry.uri, slot);
    this.#entries[slot] = undefined;
    this.#bytes -= entry.bytes;
  }

  #dropUri(uri: string | undefined, slot: number): void {
    if (uri !== undefined && this.#slotsByUri.get(uri) === slot) this.#slotsByUri.delete(uri);
  }
}
