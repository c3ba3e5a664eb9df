import { SlotLists } from '../policy/slot-lists.ts';
import { NONE } from '../policy/slot-order.ts';
import { SlotQueue } from '../policy/slot-queue.ts';
import { queryFootprint, spellingFootprint } from './footprint.ts';
import { References } from './references.ts';

/** Other spellings a query is found by. One more, and the oldest is dropped. */
const MOST_ALIASES = 4;

/** What makes a result a playlist, apart from its tracks. */
export interface PlaylistInfo {
  readonly name: string;
  readonly selectedTrack: number;
  readonly pluginInfo: Readonly<Record<string, unknown>>;
}

/** A query and the slots of the tracks that answer it. */
export class CachedQuery {
  readonly key: string;
  readonly tracks: readonly number[];
  readonly playlist: PlaylistInfo | undefined;
  /** Infinity for never. */
  readonly expiresAt: number;
  readonly aliases: string[] = [];
  /** The first of its references, one a track. */
  references: number = NONE;
  /** Its place in the order of use. */
  slot: number = NONE;
  bytes: number;

  constructor(key: string, tracks: readonly number[], playlist: PlaylistInfo | undefined, expiresAt: number) {
    this.key = key;
    this.tracks = tracks;
    this.playlist = playlist;
    this.expiresAt = expiresAt;
    this.bytes = queryFootprint(key, playlist, tracks.length);
  }
}

/** Is told when the first query refers to a track, and when the last one no longer does. */
export type HoldListener = (track: number, held: boolean) => void;

/** L1: queries by their spellings, in the order of their last use. It does not evict by itself. */
export class QueryTier {
  readonly #bySpelling = new Map<string, CachedQuery>();
  readonly #lists = new SlotLists();
  readonly #queue = new SlotQueue(this.#lists);
  readonly #bySlot: (CachedQuery | undefined)[] = [];
  readonly #references = new References();
  readonly #onHold: HoldListener;
  #bytes = 0;

  constructor(onHold: HoldListener) {
    this.#onHold = onHold;
  }

  get size(): number {
    return this.#queue.size;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Finds a query by its key or an alias, without counting a use. */
  find(spelling: string): CachedQuery | undefined {
    return this.#bySpelling.get(spelling);
  }

  /** Makes a query the newest. */
  use(query: CachedQuery): void {
    this.#queue.renew(query.slot);
  }

  /** The query not used for the longest time. */
  oldest(): CachedQuery | undefined {
    return this.#bySlot[this.#queue.oldest()];
  }

  /** One of the queries that refer to a track. */
  anyWith(track: number): CachedQuery | undefined {
    const referrer = this.#references.anyReferrer(track);
    return referrer === NONE ? undefined : this.#bySlot[referrer];
  }

  /** Adds a query as the newest. One of the same key is replaced; its other spellings stay. */
  add(query: CachedQuery): void {
    query.slot = this.#lists.allocate();
    this.#bySlot[query.slot] = query;
    for (const track of query.tracks) {
      if (!this.#references.has(track)) this.#onHold(track, true);
      query.references = this.#references.add(track, query.slot, query.references);
    }
    const before = this.#bySpelling.get(query.key);
    if (before?.key === query.key) this.remove(before);
    else if (before !== undefined) this.#dropAlias(before, query.key);
    this.#bySpelling.set(query.key, query);
    this.#queue.add(query.slot);
    this.#bytes += query.bytes;
    if (before?.key === query.key) for (const alias of before.aliases) this.addAlias(query, alias);
  }

  /** Lets a query be found by another spelling. */
  addAlias(query: CachedQuery, spelling: string): void {
    const oldest = query.aliases[0];
    if (query.aliases.length >= MOST_ALIASES && oldest !== undefined) this.#dropAlias(query, oldest);
    this.#bySpelling.set(spelling, query);
    query.aliases.push(spelling);
    this.#grow(query, spellingFootprint(spelling));
  }

  remove(query: CachedQuery): void {
    this.#bySpelling.delete(query.key);
    for (const alias of query.aliases) this.#bySpelling.delete(alias);
    this.#queue.remove(query.slot);
    this.#lists.release(query.slot);
    this.#bySlot[query.slot] = undefined;
    this.#bytes -= query.bytes;
    for (let reference = query.references; reference !== NONE; ) {
      const track = this.#references.trackOf(reference);
      reference = this.#references.remove(reference);
      if (!this.#references.has(track)) this.#onHold(track, false);
    }
    query.references = NONE;
  }

  /** All queries, from the oldest to the newest. */
  *queries(): Generator<CachedQuery, void, undefined> {
    for (const slot of this.#queue.slots()) {
      const query = this.#bySlot[slot];
      if (query !== undefined) yield query;
    }
  }

  #dropAlias(query: CachedQuery, spelling: string): void {
    this.#bySpelling.delete(spelling);
    query.aliases.splice(query.aliases.indexOf(spelling), 1);
    this.#grow(query, -spellingFootprint(spelling));
  }

  #grow(query: CachedQuery, bytes: number): void {
    query.bytes += bytes;
    this.#bytes += bytes;
  }
}
