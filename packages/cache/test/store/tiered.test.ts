import { beforeEach, describe, expect, it } from 'vitest';
import {
  type Awaitable,
  type Lease,
  MemoryStore,
  type Removed,
  type Store,
  type StoredEntry,
  StoreError,
  tiered,
} from '../../src/index.ts';
import { entryOf, itKeepsTheContract, textOf, WallClock } from './support/store-contract.ts';

type Listener = (key: string | undefined) => void;

/** A store that can be made slow or broken, and that others write to. */
class RemoteStore implements Store {
  readonly name = 'remote';
  readonly isShared = true;
  readonly content: MemoryStore;
  readonly listeners = new Set<Listener>();
  readonly leased: string[] = [];
  isBroken = false;
  #held: Promise<void> | undefined;

  constructor(clock: WallClock) {
    this.content = new MemoryStore({ clock });
  }

  /** Makes answers to reads wait. Answers how to let them go. */
  hold(): () => void {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#held = promise;
    return resolve;
  }

  get(key: string): Awaitable<StoredEntry | undefined> {
    this.#mayFail();
    const found = this.content.get(key);
    return this.#held === undefined ? found : this.#held.then(() => found);
  }

  getMany(keys: readonly string[]): Awaitable<readonly (StoredEntry | undefined)[]> {
    return Promise.all(keys.map((key) => this.get(key)));
  }

  async set(key: string, entry: StoredEntry): Promise<void> {
    this.#mayFail();
    await this.content.set(key, entry);
  }

  async delete(key: string): Promise<boolean> {
    this.#mayFail();
    return this.content.delete(key);
  }

  async clear(): Promise<void> {
    await this.content.clear();
  }

  entries(): AsyncIterable<readonly [key: string, entry: StoredEntry]> {
    return this.content.entries();
  }

  async removeExpired(): Promise<Removed> {
    return this.content.removeExpired();
  }

  size(): number {
    return this.content.size();
  }

  async close(): Promise<void> {
    await this.content.close();
  }

  async lease(key: string): Promise<Lease> {
    this.leased.push(key);
    return { release: async () => undefined };
  }

  onChange(listener: Listener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  tell(key: string | undefined): void {
    for (const listener of this.listeners) listener(key);
  }

  #mayFail(): void {
    if (this.isBroken) throw new StoreError('STORE_UNAVAILABLE', 'It is broken.');
  }
}

describe('tiered', () => {
  itKeepsTheContract((clock) => ({ store: tiered(new MemoryStore({ clock }), new MemoryStore({ clock })) }));
  describe('over a store that answers later', () => {
    itKeepsTheContract((clock) => {
      const lower = new RemoteStore(clock);
      lower.hold()();
      return { store: tiered(new MemoryStore({ clock }), lower) };
    });
  });

  let clock: WallClock;
  let upper: MemoryStore;
  let lower: RemoteStore;
  let store: Store;

  beforeEach(() => {
    clock = new WallClock();
    upper = new MemoryStore({ clock });
    lower = new RemoteStore(clock);
    store = tiered(upper, lower);
  });

  it('answers at once what the upper store has at once', async () => {
    await store.set('song', entryOf('x', clock.now()));
    lower.hold();
    expect(store.get('song')).not.toBeInstanceOf(Promise);
    expect(textOf(await store.get('song'))).toBe('x');
  });

  it('keeps in the upper store what only the lower had, for no longer than there', async () => {
    const entry = entryOf('x', clock.now());
    await lower.set('song', entry);
    await lower.set('other', entry);
    await store.get('song');
    await store.getMany(['other']);
    expect(upper.get('song')).toEqual(entry);
    expect(upper.get('other')).toEqual(entry);
    clock.advance(entry.expiresAt - entry.storedAt);
    expect(await store.get('song')).toBeUndefined();
  });

  it('keeps what was set rather than what the last of several reads brings that began before', async () => {
    await lower.set('song', entryOf('old', clock.now()));
    const releaseFirst = lower.hold();
    const first = store.get('song');
    const releaseSecond = lower.hold();
    const second = store.get('song');
    releaseFirst();
    await first;
    await store.set('song', entryOf('new', clock.now()));
    releaseSecond();
    await second;
    expect(textOf(await store.get('song'))).toBe('new');
  });

  it('goes on when the upper store fails', async () => {
    await store.set('song', entryOf('x', clock.now()));
    await upper.close();
    expect(textOf(await store.get('song'))).toBe('x');
    expect((await store.getMany(['song', 'none'])).map(textOf)).toEqual(['x', undefined]);
    await store.set('song', entryOf('y', clock.now()));
    expect(textOf(await store.get('song'))).toBe('y');
    expect(await store.delete('song')).toBe(true);
    await store.removeExpired();
    await store.clear();
  });

  it('rejects what the lower store does not take, and has not kept it in the upper', async () => {
    await store.set('song', entryOf('old', clock.now()));
    lower.isBroken = true;
    await expect(store.set('song', entryOf('new', clock.now()))).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
    await expect((async () => store.get('song'))()).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
    lower.isBroken = false;
    expect(textOf(await store.get('song'))).toBe('old');
  });

  it('drops from the upper store what others have changed in the lower', async () => {
    await store.set('song', entryOf('old', clock.now()));
    await lower.set('song', entryOf('new', clock.now()));
    expect(textOf(await store.get('song'))).toBe('old');
    lower.tell('song');
    expect(textOf(await store.get('song'))).toBe('new');
    await lower.set('song', entryOf('newer', clock.now()));
    lower.tell(undefined);
    expect(textOf(await store.get('song'))).toBe('newer');
  });

  it.each([
    ['others change', async () => lower.tell('song')],
    ['is deleted', async () => store.delete('song')],
    ['is set', async () => store.set('song', entryOf('new', clock.now()))],
    ['goes with everything', async () => store.clear()],
  ])('does not keep the former value of a key that %s while it is read', async (_, change) => {
    await lower.set('song', entryOf('former', clock.now()));
    const letGo = lower.hold();
    const reading = store.get('song');
    await change();
    letGo();
    expect(textOf(await reading)).toBe('former');
    expect(textOf(upper.get('song'))).not.toBe('former');
  });

  it('lets the lower store lease, and stops listening to it when it is closed', async () => {
    await store.lease?.('song', 1_000);
    expect(lower.leased).toEqual(['song']);
    const heard: (string | undefined)[] = [];
    store.onChange?.((key) => heard.push(key));
    lower.tell('song');
    expect(heard).toEqual(['song']);
    expect(store.isShared).toBe(true);
    expect(lower.listeners.size).toBe(2);
    await store.close();
    expect(lower.listeners.size).toBe(1);
    const alone = tiered(upper, new MemoryStore());
    expect([alone.lease, alone.onChange]).toEqual([undefined, undefined]);
  });
});
