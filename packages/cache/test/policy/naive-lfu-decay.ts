/** An entry of {@link NaiveLfuDecay}. */
interface Entry {
  readonly key: string;
  value: number;
  count: number;
  arrival: number;
}

/** What the options amount to. */
interface Rules {
  readonly factor: number;
  readonly threshold: (capacity: number) => number;
  readonly windowRoom: (capacity: number) => number;
  readonly ghostRoom: (capacity: number) => number;
  readonly tieBreak: 'recency' | 'insertion';
}

/** The documented rules, word for word and without any structure: every operation looks at everything. */
export class NaiveLfuDecay {
  readonly window: Entry[] = [];
  /** Sorted by count; within a count the first to evict first. */
  readonly main: Entry[] = [];
  readonly ghosts: { key: string; count: number; decays: number }[] = [];
  hits = 0;
  decays = 0;
  arrivals = 0;

  capacity: number;
  readonly #rules: Rules;

  constructor(capacity: number, rules: Rules) {
    this.capacity = capacity;
    this.#rules = rules;
  }

  get all(): Entry[] {
    return [...this.window, ...this.main];
  }

  get(key: string): number | undefined {
    const entry = this.all.find((one) => one.key === key);
    if (entry === undefined) return undefined;
    this.hits += 1;
    if (this.hits >= this.#rules.threshold(this.capacity)) {
      this.hits = 0;
      this.decays += 1;
      for (const one of this.all) one.count = Math.floor(one.count * this.#rules.factor);
    }
    entry.count += 1;
    if (cut(this.window, entry)) this.window.push(entry);
    else {
      cut(this.main, entry);
      this.#enterMain(entry);
    }
    return entry.value;
  }

  set(key: string, value: number): void {
    if (this.get(key) !== undefined) {
      for (const one of this.all) if (one.key === key) one.value = value;
      return;
    }
    if (this.capacity === 0) return;
    const windowRoom = this.#rules.windowRoom(this.capacity);
    const ghost = this.ghosts.find((one) => one.key === key);
    if (ghost !== undefined) {
      cut(this.ghosts, ghost);
      const count = 2 + Math.floor(ghost.count * this.#rules.factor ** (this.decays - ghost.decays));
      const toMain = this.capacity > windowRoom;
      if (toMain) while (this.all.length >= this.capacity) this.#evictOne();
      else this.#makeRoom();
      const entry = { key, value, count, arrival: this.arrivals++ };
      if (toMain) this.#enterMain(entry);
      else this.window.push(entry);
      return;
    }
    this.#makeRoom();
    const entry = { key, value, count: 1, arrival: this.arrivals++ };
    if (windowRoom > 0) this.window.push(entry);
    else this.#enterMain(entry);
  }

  delete(key: string): boolean {
    this.ghosts.splice(0, this.ghosts.length, ...this.ghosts.filter((one) => one.key !== key));
    const entry = this.all.find((one) => one.key === key);
    return entry !== undefined && (cut(this.window, entry) || cut(this.main, entry));
  }

  resize(capacity: number): void {
    this.capacity = capacity;
    while (this.window.length > this.#rules.windowRoom(capacity)) this.#leaveWindow();
    while (this.all.length > capacity) this.#evictOne();
    while (this.ghosts.length > this.#rules.ghostRoom(capacity)) this.ghosts.shift();
  }

  #makeRoom(): void {
    const room = this.#rules.windowRoom(this.capacity);
    while (room > 0 && this.window.length >= room) this.#leaveWindow();
    while (this.all.length >= this.capacity) this.#evictOne();
  }

  #leaveWindow(): void {
    const [candidate] = this.window;
    if (candidate === undefined) return;
    const victim = this.#victim();
    const isFull = this.main.length >= this.capacity - this.#rules.windowRoom(this.capacity);
    if (isFull && (victim === undefined || candidate.count <= victim.count)) this.#evict(candidate);
    else {
      if (isFull && victim !== undefined) this.#evict(victim);
      cut(this.window, candidate);
      this.#enterMain(candidate);
    }
  }

  #victim(): Entry | undefined {
    const [first] = this.main;
    if (this.#rules.tieBreak === 'recency' || first === undefined) return first;
    const lowest = this.main.filter(({ count }) => count === first.count);
    return lowest.reduce((a, b) => (a.arrival < b.arrival ? a : b));
  }

  #evictOne(): void {
    if (this.window.length > this.#rules.windowRoom(this.all.length)) {
      const [candidate] = this.window;
      const victim = this.#victim();
      if (candidate === undefined) return;
      if (victim === undefined || candidate.count <= victim.count) this.#evict(candidate);
      else {
        this.#evict(victim);
        cut(this.window, candidate);
        this.#enterMain(candidate);
      }
      return;
    }
    const victim = this.#victim() ?? this.window[0];
    if (victim !== undefined) this.#evict(victim);
  }

  #evict(entry: Entry): void {
    if (!cut(this.window, entry)) cut(this.main, entry);
    this.ghosts.push({ key: entry.key, count: entry.count, decays: this.decays });
    while (this.ghosts.length > this.#rules.ghostRoom(this.capacity)) this.ghosts.shift();
  }

  #enterMain(entry: Entry): void {
    const at = this.main.findIndex(({ count }) => count > entry.count);
    this.main.splice(at === -1 ? this.main.length : at, 0, entry);
  }
}

function cut<E>(list: E[], element: E): boolean {
  const at = list.indexOf(element);
  if (at !== -1) list.splice(at, 1);
  return at !== -1;
}
