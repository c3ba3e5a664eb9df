/** A record that is never cleared must not fill the memory of a test that runs for hours. */
const MOST_KEPT = 10_000;

/** What happened lately, oldest first. */
export class Happened<T> {
  readonly #items: T[] = [];

  /** The last 10,000 things that happened. */
  get items(): readonly T[] {
    return this.#items;
  }

  add(item: T): void {
    this.#items.push(item);
    if (this.#items.length > MOST_KEPT) this.#items.shift();
  }

  clear(): void {
    this.#items.length = 0;
  }
}
