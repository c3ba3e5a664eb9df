/** So long the members of a playlist are taken to be what they were, in milliseconds. */
const RECENT_MS = 300_000;
/** Of more, those asked for longest ago are as good as old. */
const MOST_KNOWN = 1_000;

/** When a node last told what is in a playlist. */
export class PlaylistAges {
  readonly #now: () => number;
  readonly #toldAt = new Map<string, number>();

  /** @param now - Time, in milliseconds. */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** A node has just told it. */
  note(key: string): void {
    this.#toldAt.delete(key);
    this.#toldAt.set(key, this.#now());
    const [oldest] = this.#toldAt.keys();
    if (this.#toldAt.size > MOST_KNOWN && oldest !== undefined) this.#toldAt.delete(oldest);
  }

  /** Whether that was so short a while ago that it need not be asked again. */
  isRecent(key: string): boolean {
    const at = this.#toldAt.get(key);
    if (at === undefined) return false;
    const ageMs = this.#now() - at;
    // A clock that was set back must not keep a list for as long.
    return ageMs >= 0 && ageMs < RECENT_MS;
  }
}
