/** Items a chunk holds at most: so few that moving them all costs less than finding the chunk. */
const CHUNK_SIZE = 256;

/** Where an item is: its chunk, and its place in there. */
type Spot = readonly [chunk: number, offset: number];

/**
 * A list in chunks of at most 256. Both ends cost the same whatever the length; any other place costs a walk over the
 * chunks, which for 100,000 items are some 400, where an array would move half of the items.
 */
export class ChunkList<T> implements Iterable<T> {
  /** None is empty. */
  #chunks: T[][];
  #length: number;

  constructor(items: readonly T[] = []) {
    this.#chunks = chunksOf(items);
    this.#length = items.length;
  }

  get length(): number {
    return this.#length;
  }

  at(index: number): T | undefined {
    if (index < 0 || index >= this.#length) return undefined;
    const [at, offset] = this.#spot(index);
    return this.#chunks[at]?.[offset];
  }

  /** Puts `item` in the place of another. @param index - From 0 to below the length. */
  set(index: number, item: T): void {
    const [at, offset] = this.#spot(index);
    const chunk = this.#chunks[at];
    if (chunk !== undefined) chunk[offset] = item;
  }

  /** Puts `items` before the one at `index`. @param index - From 0 to the length. */
  insert(index: number, items: readonly T[]): void {
    const [at, offset] = this.#gap(index);
    const chunk = this.#chunks[at];
    if (chunk !== undefined && chunk.length + items.length <= CHUNK_SIZE) chunk.splice(offset, 0, ...items);
    else if (items.length > 0) {
      const before = chunk?.slice(0, offset) ?? [];
      const between =
        before.length + items.length <= CHUNK_SIZE ? [[...before, ...items]] : [before, ...chunksOf(items)];
      const chunks = [...between, chunk?.slice(offset) ?? []].filter(({ length }) => length > 0);
      this.#chunks.splice(at, 1, ...chunks);
    }
    this.#length += items.length;
  }

  /** Takes the item at `index` out. */
  removeAt(index: number): T | undefined {
    if (index < 0 || index >= this.#length) return undefined;
    const [at, offset] = this.#spot(index);
    const chunk = this.#chunks[at];
    const item = offset === 0 ? chunk?.shift() : chunk?.splice(offset, 1)[0];
    this.#length -= 1;
    this.#tidy(at);
    return item;
  }

  /** The items from `start` to before `end`, as `Array.prototype.slice` gives them for numbers that are not negative. */
  slice(start: number, end: number): T[] {
    const items: T[] = [];
    for (
      let [at, offset] = this.#spot(Math.min(start, this.#length));
      items.length < end - start;
      at += 1, offset = 0
    ) {
      const chunk = this.#chunks[at];
      if (chunk === undefined) break;
      items.push(...chunk.slice(offset, offset + end - start - items.length));
    }
    return items;
  }

  /**
   * The first index whose item is not `isBefore`; the length when there is none.
   *
   * @param isBefore - True for all items up to some place, and false from there on.
   */
  partitionPoint(isBefore: (item: T) => boolean): number {
    const opens = (chunk: readonly T[]): boolean => chunk[0] !== undefined && isBefore(chunk[0]);
    // In the last chunk that begins before the place, and so perhaps at its end.
    const at = Math.max(0, firstIndex(this.#chunks, (chunk) => !opens(chunk)) - 1);
    let index = firstIndex(this.#chunks[at] ?? [], (item) => !isBefore(item));
    for (let i = 0; i < at; i += 1) index += this.#chunks[i]?.length ?? 0;
    return index;
  }

  /** The items as they are while it runs: they must not be moved meanwhile. */
  *[Symbol.iterator](): Iterator<T> {
    for (const chunk of this.#chunks) yield* chunk;
  }

  /** Where `index` is; for the length, behind the last item. Walks from the nearer end. */
  #spot(index: number): Spot {
    const last = this.#chunks.length - 1;
    if (index * 2 <= this.#length) {
      let at = 0;
      let offset = index;
      for (let size = this.#sizeOf(0); at < last && offset >= size; size = this.#sizeOf(at)) {
        offset -= size;
        at += 1;
      }
      return [at, offset];
    }
    let at = last;
    let offset = index - this.#length + this.#sizeOf(last);
    while (offset < 0) {
      at -= 1;
      offset += this.#sizeOf(at);
    }
    return [at, offset];
  }

  /** Where to insert: behind the chunk before, rather than in front of a full one. */
  #gap(index: number): Spot {
    const [at, offset] = this.#spot(index);
    const size = this.#sizeOf(at - 1);
    return offset === 0 && size > 0 && size < CHUNK_SIZE ? [at - 1, size] : [at, offset];
  }

  #sizeOf(chunk: number): number {
    return this.#chunks[chunk]?.length ?? 0;
  }

  /** Keeps chunks from dwindling where items are taken from the middle. */
  #tidy(at: number): void {
    const size = this.#sizeOf(at);
    const following = this.#chunks[at + 1];
    if (size === 0) this.#chunks.splice(at, 1);
    else if (following !== undefined && size + following.length <= CHUNK_SIZE / 2) {
      this.#chunks[at]?.push(...following);
      this.#chunks.splice(at + 1, 1);
    }
  }
}

function chunksOf<T>(items: readonly T[]): T[][] {
  const chunks: T[][] = [];
  for (let from = 0; from < items.length; from += CHUNK_SIZE) chunks.push(items.slice(from, from + CHUNK_SIZE));
  return chunks;
}

/** The first index at which `holds` is true, by bisection; the length when there is none. */
function firstIndex<T>(items: readonly T[], holds: (item: T) => boolean): number {
  let from = 0;
  let to = items.length;
  while (from < to) {
    const middle = (from + to) >>> 1;
    const item = items[middle];
    if (item !== undefined && holds(item)) to = middle;
    else from = middle + 1;
  }
  return from;
}
