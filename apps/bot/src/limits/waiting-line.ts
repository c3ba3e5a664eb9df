/** Things in the order they came, of which any can leave. */
export class WaitingLine<T> {
  readonly #items = new Set<T>();
  /** Stands behind {@link first}: a new walk would pass all those that left since the set was last tidied up. */
  #walk: SetIterator<T> = this.#items.values();
  #first: T | undefined;

  /** The one that came first of those that are there. */
  get first(): T | undefined {
    return this.#first;
  }

  add(item: T): void {
    this.#items.add(item);
    if (this.#first !== undefined) return;
    this.#walk = this.#items.values();
    this.#first = this.#walk.next().value;
  }

  /** @returns Whether it was there. */
  delete(item: T): boolean {
    if (!this.#items.delete(item)) return false;
    if (this.#first === item) this.#first = this.#walk.next().value;
    return true;
  }
}
