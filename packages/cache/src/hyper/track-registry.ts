import type { LfuDecaySettings } from '../policy/lfu-decay-options.ts';
import { LfuDecayPolicy } from '../policy/lfu-decay-policy.ts';
import { NONE } from '../policy/slot-order.ts';
import type { Ranking } from '../policy/slot-owner.ts';
import { grownFloat64, grownInt32 } from '../policy/typed-arrays.ts';
import type { CacheableTrack } from './cacheable.ts';
import { DenseSlots } from './dense-slots.ts';
import { ghostFootprint } from './footprint.ts';
import type { Incoming } from './incoming.ts';

/** L2: tracks by id and by URI, ranked by {@link LfuDecayPolicy}. It evicts by count itself, by bytes when told to. */
export class TrackRegistry<T extends CacheableTrack> {
  readonly #policy: LfuDecayPolicy;
  readonly #normalize: (spelling: string) => string;
  /** Slots of tracks and of ghosts. */
  readonly #slots = new Map<string, number>();
  readonly #slotsByUri = new Map<string, number>();
  readonly #ids: (string | undefined)[] = [];
  /** Ghosts have none. */
  readonly #tracks: (T | undefined)[] = [];
  /** The spellings that URIs are found by. */
  readonly #uris: (string | undefined)[] = [];
  #sizes: Float64Array = new Float64Array(0);
  #expiries: Float64Array = new Float64Array(0);
  readonly #present = new DenseSlots();
  /** For each slot its index in what was announced last, if it was. */
  #turns: Int32Array = new Int32Array(0);
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
        this.#forget(slot);
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
    return slot !== undefined && this.#tracks[slot] !== undefined ? slot : undefined;
  }

  /** The slot of a track that is here, by its URI in any spelling. */
  slotOfUri(uri: string): number | undefined {
    return this.#slotsByUri.get(uri) ?? this.#slotsByUri.get(this.#normalize(uri));
  }

  idOf(slot: number): string {
    return this.#ids[slot] ?? '';
  }

  trackAt(slot: number): T | undefined {
    return this.#tracks[slot];
  }

  expiresAt(slot: number): number {
    return this.#tracks[slot] === undefined ? Number.NEGATIVE_INFINITY : (this.#expiries[slot] ?? 0);
  }

  /** The track at a slot that has one, counted as used. */
  use(slot: number): T {
    this.#policy.touch(slot);
    return this.#presentAt(slot);
  }

  /** The tracks at slots that have one, each counted as used. */
  useAll(slots: readonly number[]): T[] {
    this.#policy.touchAll(slots);
    return slots.map((slot) => this.#presentAt(slot));
  }

  /**
   * Finds a slot for a track, unless it is among the incoming already. Then either {@link put} or {@link retract} must
   * follow.
   *
   * The id of a newcomer is entered here, before it is known whether it will be stored: so it is looked up only once.
   */
  announce(incoming: Incoming<T>, track: T, bytes: number, expiresAt: number): void {
    const slot = this.#announced(track.encoded);
    if (slot >= this.#turns.length) this.#turns = grownInt32(this.#turns, slot);
    // It is there already if the place that it says it has is its own.
    const turn = this.#turns[slot] ?? 0;
    if (turn < incoming.size && incoming.slots[turn] === slot) return;
    this.#turns[slot] = incoming.size;
    incoming.add(slot, track, bytes, expiresAt);
  }

  /** Stores what was announced, and keeps it from being evicted until it is {@link unpin}ned: as a use if it is here. */
  put(incoming: Incoming<T>): void {
    const { tracks, slots, sizes, expiries } = incoming;
    this.#policy.reserve(slots.length);
    // Before the first newcomer makes room: it must not push out, or make forgotten, what is in the same result.
    for (let i = 0; i < slots.length; i += 1) this.#secure(slots[i] ?? NONE);
    for (let i = 0; i < slots.length; i += 1) {
      const slot = slots[i] ?? NONE;
      const track = tracks[i];
      if (track === undefined) continue;
      this.#policy.put(slot);
      this.#keep(slot, track, sizes[i] ?? 0, expiries[i] ?? 0);
    }
  }

  /** Forgets what was announced but is not known: it will not be stored. */
  retract({ slots }: Incoming<T>): void {
    for (const slot of slots) {
      if (!this.#policy.isWaiting(slot)) continue;
      this.#policy.remove(slot);
      this.#forget(slot);
    }
  }

  unpin({ slots }: Incoming<T>): void {
    for (const slot of slots) this.#policy.unpin(slot);
  }

  /** Says whether a query refers to a track. */
  hold(slot: number, held: boolean): void {
    this.#policy.hold(slot, held);
  }

  /** Forgets a track and how often it was used. */
  delete(slot: number): void {
    this.#drop(slot);
    this.#policy.remove(slot);
    this.#forget(slot);
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
    return this.#present.at(Math.floor(random() * this.#present.size));
  }

  /** The slots of all tracks, in no particular order. */
  slots(): Iterable<number> {
    return this.#present.slots();
  }

  /** Where every track and ghost is. */
  ranking(): Ranking {
    return this.#policy.ranking();
  }

  /** Puts a track back into the place that {@link ranking} told. */
  restore(track: T, bytes: number, expiresAt: number, place: 'main' | 'window', count: number, held: boolean): number {
    const slot = this.#policy.restore(place, count, held, 0);
    this.#know(track.encoded, slot);
    this.#keep(slot, track, bytes, expiresAt);
    return slot;
  }

  /** Puts a ghost back. */
  restoreGhost(id: string, count: number, age: number): void {
    const slot = this.#policy.restore('ghosts', count, false, age);
    this.#know(id, slot);
    this.#ghostBytes += ghostFootprint(id);
  }

  /** Sets the number of hits since the last decay, and how many tracks were put last. */
  restoreProgress(hits: number, newcomers: number): void {
    this.#policy.restoreHits(hits);
    this.#policy.reserve(newcomers);
  }

  /** Forgets everything. */
  clear(): void {
    for (const slot of this.#slots.values()) this.#policy.remove(slot);
    this.#policy.restoreHits(0);
    this.#slots.clear();
    this.#slotsByUri.clear();
    this.#ids.length = 0;
    this.#tracks.length = 0;
    this.#uris.length = 0;
    this.#present.clear();
    this.#bytes = 0;
    this.#ghostBytes = 0;
  }

  #presentAt(slot: number): T {
    const track = this.#tracks[slot];
    if (track === undefined) throw new RangeError(`There is no track at slot ${slot}.`);
    return track;
  }

  #announced(id: string): number {
    const known = this.#slots.get(id);
    if (known !== undefined) return known;
    const slot = this.#policy.announce();
    this.#know(id, slot);
    return slot;
  }

  #secure(slot: number): void {
    if (this.#tracks[slot] !== undefined) this.#policy.pin(slot);
    else if (!this.#policy.isResident(slot)) {
      this.#policy.recall(slot);
      this.#ghostBytes -= ghostFootprint(this.idOf(slot));
    }
  }

  #know(id: string, slot: number): void {
    this.#slots.set(id, slot);
    this.#ids[slot] = id;
  }

  #forget(slot: number): void {
    this.#slots.delete(this.idOf(slot));
    this.#ids[slot] = undefined;
  }

  #keep(slot: number, track: T, bytes: number, expiresAt: number): void {
    const before = this.#tracks[slot];
    if (before === undefined) this.#present.add(slot);
    else this.#bytes -= this.#sizes[slot] ?? 0;
    if (before?.uri !== track.uri || before === undefined) this.#keepUri(slot, track.uri);
    if (slot >= this.#sizes.length) {
      this.#sizes = grownFloat64(this.#sizes, slot);
      this.#expiries = grownFloat64(this.#expiries, slot);
    }
    this.#tracks[slot] = track;
    this.#sizes[slot] = bytes;
    this.#expiries[slot] = expiresAt;
    this.#bytes += bytes;
    if (expiresAt !== Number.POSITIVE_INFINITY) this.#mayExpire = true;
  }

  /** Lets a track be found by its URI, and no longer by the one it had. */
  #keepUri(slot: number, spelling: string | null | undefined): void {
    const uri = spelling ? this.#normalize(spelling) : undefined;
    if (this.#uris[slot] !== uri) this.#dropUri(slot);
    if (uri !== undefined) this.#slotsByUri.set(uri, slot);
    this.#uris[slot] = uri;
  }

  #drop(slot: number): void {
    if (this.#tracks[slot] === undefined) return;
    this.#present.remove(slot);
    this.#dropUri(slot);
    this.#tracks[slot] = undefined;
    this.#bytes -= this.#sizes[slot] ?? 0;
  }

  #dropUri(slot: number): void {
    const uri = this.#uris[slot];
    if (uri !== undefined && this.#slotsByUri.get(uri) === slot) this.#slotsByUri.delete(uri);
    this.#uris[slot] = undefined;
  }
}
