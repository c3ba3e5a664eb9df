/**
 * The hit ratio of the policy that knows the future: it evicts the key that is asked for last (Belady, 1966). No
 * policy can do better.
 */
export function optimalHitRatio(keys: Int32Array, distinct: number, capacity: number): number {
  const nextUse = nextUses(keys, distinct);
  const dueAt = new Int32Array(distinct).fill(-1);
  const heap = new LatestFirst();
  let size = 0;
  let hits = 0;
  keys.forEach((key, i) => {
    if ((dueAt[key] ?? -1) >= 0) hits += 1;
    else if (size < capacity) size += 1;
    else {
      // Entries of the heap that were used since are out of date: pass over them.
      let [victim, due] = heap.pop();
      while (dueAt[victim] !== due) [victim, due] = heap.pop();
      dueAt[victim] = -1;
    }
    const due = nextUse[i] ?? 0;
    dueAt[key] = due;
    heap.push(key, due);
  });
  return hits / keys.length;
}

/** For each request, the index of the next one for the same key; a time after the end when there is none. */
function nextUses(keys: Int32Array, distinct: number): Int32Array {
  const next = new Int32Array(keys.length);
  const seen = new Int32Array(distinct).fill(keys.length + 1);
  for (let i = keys.length - 1; i >= 0; i -= 1) {
    const key = keys[i] ?? 0;
    next[i] = seen[key] ?? 0;
    seen[key] = i;
  }
  return next;
}

/** A binary heap of keys, the one that is due last on top. */
class LatestFirst {
  readonly #keys: number[] = [];
  readonly #dues: number[] = [];

  push(key: number, due: number): void {
    let at = this.#keys.length;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (this.#due(parent) >= due) break;
      this.#put(at, this.#keys[parent] ?? 0, this.#due(parent));
      at = parent;
    }
    this.#put(at, key, due);
  }

  pop(): [key: number, due: number] {
    const top: [number, number] = [this.#keys[0] ?? 0, this.#due(0)];
    const key = this.#keys.pop() ?? 0;
    const due = this.#dues.pop() ?? 0;
    const size = this.#keys.length;
    let at = 0;
    for (let child = 1; child < size; child = at * 2 + 1) {
      if (child + 1 < size && this.#due(child + 1) > this.#due(child)) child += 1;
      if (this.#due(child) <= due) break;
      this.#put(at, this.#keys[child] ?? 0, this.#due(child));
      at = child;
    }
    if (size > 0) this.#put(at, key, due);
    return top;
  }

  #due(at: number): number {
    return this.#dues[at] ?? -1;
  }

  #put(at: number, key: number, due: number): void {
    this.#keys[at] = key;
    this.#dues[at] = due;
  }
}
