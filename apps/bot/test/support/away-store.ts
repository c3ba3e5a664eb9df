import { MemoryStore, type Removed, type StoredEntry, StoreError } from '@reprise/cache';

/** A store that can be away: it answers nothing but errors then, and keeps what it has. */
export class AwayStore extends MemoryStore {
  isAway = false;

  override get(key: string): StoredEntry | undefined {
    this.#assertThere();
    return super.get(key);
  }

  override getMany(keys: readonly string[]): readonly (StoredEntry | undefined)[] {
    this.#assertThere();
    return super.getMany(keys);
  }

  override async set(key: string, entry: StoredEntry): Promise<void> {
    this.#assertThere();
    await super.set(key, entry);
  }

  override async delete(key: string): Promise<boolean> {
    this.#assertThere();
    return super.delete(key);
  }

  override async clear(): Promise<void> {
    this.#assertThere();
    await super.clear();
  }

  override async *entries(): AsyncGenerator<readonly [key: string, entry: StoredEntry], void, undefined> {
    this.#assertThere();
    yield* super.entries();
  }

  override async removeExpired(): Promise<Removed> {
    this.#assertThere();
    return super.removeExpired();
  }

  override size(): number {
    this.#assertThere();
    return super.size();
  }

  #assertThere(): void {
    if (this.isAway) throw new StoreError('STORE_UNAVAILABLE', 'The store is away.');
  }
}
