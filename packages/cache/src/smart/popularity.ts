/** A key and how popular it is. */
export interface PopularKey {
  readonly key: string;
  /** How often it was asked for, where a request counts half after each half-life. */
  readonly score: number;
}

/** Beyond that many half-lives the weight of a request comes near what a number can hold. */
const MOST_HALF_LIVES = 500;

/** A weight that is this share of a half-life old is still good enough. */
const WEIGHT_STEPS = 4_096;

interface Score {
  weighted: number;
}

/**
 * How often keys were asked for, old requests counting less and less.
 *
 * Instead of making all scores smaller as time goes by, a request counts for more the later it comes: only how they
 * compare matters. (Cormode et al., Forward Decay, 2009.)
 */
export class Popularity {
  readonly #halfLifeMs: number;
  readonly #capacity: number;
  readonly #scores = new Map<string, Score>();
  /** When a request counts 1. */
  #origin: number;
  #weight = 1;
  #weightUntil = 0;

  constructor(halfLifeMs: number, capacity: number, now: number) {
    this.#halfLifeMs = halfLifeMs;
    this.#capacity = capacity;
    this.#origin = now;
  }

  get size(): number {
    return this.#scores.size;
  }

  /** Counts a request. */
  note(key: string, now: number): void {
    if (now >= this.#weightUntil) this.#weigh(now);
    const known = this.#scores.get(key);
    if (known !== undefined) known.weighted += this.#weight;
    else this.#add(key, this.#weight);
  }

  /** The `count` most popular keys, the most popular first. */
  top(count: number, now: number): PopularKey[] {
    const unit = this.#weightAt(now);
    return this.#mostOf(count).map(([key, { weighted }]) => ({ key, score: weighted / unit }));
  }

  /** Takes up a score that was true at `at`. */
  restore(key: string, score: number, at: number): void {
    const weighted = score * this.#weightAt(at);
    const known = this.#scores.get(key);
    if (known !== undefined) known.weighted += weighted;
    else this.#add(key, weighted);
  }

  clear(): void {
    this.#scores.clear();
  }

  /** Sorts a few at a time: there are far more keys than anybody wants to see. */
  #mostOf(count: number): [key: string, score: Score][] {
    const falling = ([, a]: [string, Score], [, b]: [string, Score]): number => b.weighted - a.weighted;
    let most: [key: string, score: Score][] = [];
    let least = Number.NEGATIVE_INFINITY;
    for (const entry of count > 0 ? this.#scores : []) {
      if (entry[1].weighted <= least) continue;
      most.push(entry);
      if (most.length < 2 * count) continue;
      most = most.sort(falling).slice(0, count);
      least = most.at(-1)?.[1].weighted ?? least;
    }
    return most.sort(falling).slice(0, count);
  }

  #add(key: string, weighted: number): void {
    this.#scores.set(key, { weighted });
    if (this.#scores.size > this.#capacity) this.#prune();
  }

  /** Forgets the least popular quarter, so that this is rare. */
  #prune(): void {
    const rising = [...this.#scores].sort(([, a], [, b]) => a.weighted - b.weighted);
    for (const [key] of rising.slice(0, Math.ceil(this.#capacity / 4))) this.#scores.delete(key);
  }

  #weightAt(time: number): number {
    return 2 ** ((time - this.#origin) / this.#halfLifeMs);
  }

  #weigh(now: number): void {
    if (now - this.#origin > MOST_HALF_LIVES * this.#halfLifeMs) this.#moveOrigin(now);
    this.#weight = this.#weightAt(now);
    this.#weightUntil = now + this.#halfLifeMs / WEIGHT_STEPS;
  }

  #moveOrigin(now: number): void {
    const unit = this.#weightAt(now);
    for (const score of this.#scores.values()) score.weighted /= unit;
    this.#origin = now;
  }
}
