import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Store, StoredEntry } from '../../../src/index.ts';

/** A wall clock that tests move. */
export class WallClock {
  #now = 1_800_000_000_000;

  now(): number {
    return this.#now;
  }

  advance(ms: number): void {
    this.#now += ms;
  }
}

/** An entry whose value is a text, fresh for a minute from `now`. */
export function entryOf(text: string, now: number, changes: Partial<StoredEntry> = {}): StoredEntry {
  return {
    bytes: new TextEncoder().encode(text),
    schemaVersion: 3,
    storedAt: now,
    freshUntil: now + 60_000,
    expiresAt: now + 120_000,
    costMs: 850,
    ...changes,
  };
}

/** The text that {@link entryOf} made an entry of. */
export function textOf(entry: StoredEntry | undefined): string | undefined {
  return entry === undefined ? undefined : new TextDecoder().decode(entry.bytes);
}

/** All that a store holds, by key. */
export async function contentOf(store: Store): Promise<Map<string, string | undefined>> {
  const content = new Map<string, string | undefined>();
  for await (const [key, entry] of store.entries()) content.set(key, textOf(entry));
  return content;
}

export const oddKeys: readonly string[] = [
  '',
  '\0',
  'a\0b',
  '__proto__',
  'constructor',
  'toString',
  '\ud800',
  'x\udc00y',
  '\ufffd',
  'é',
  'e\u0301',
  '🎵'.repeat(40),
  ' ',
  '\n',
  '\uffff',
  '/../',
  '{tag}',
  'x'.repeat(600),
  `${'x'.repeat(600)}y`,
  'ü'.repeat(5_000),
];

/** A store under test, and what makes it go when the test ends. */
export interface ContractSubject {
  readonly store: Store;
  dispose?(): Promise<void>;
}

/** What every store must do. `open` makes an empty one that reads the time from `clock`. */
export function itKeepsTheContract(open: (clock: WallClock) => ContractSubject | Promise<ContractSubject>): void {
  describe('as any store', () => {
    let clock: WallClock;
    let subject: ContractSubject;
    let store: Store;

    beforeEach(async () => {
      clock = new WallClock();
      subject = await open(clock);
      store = subject.store;
    });
    afterEach(async () => {
      await store.close();
      await subject.dispose?.();
    });

    const rejectionOf = async (run: () => unknown): Promise<unknown> => {
      try {
        return await run();
      } catch (error) {
        return error;
      }
    };

    it('has nothing for a key that was not set', async () => {
      expect(await store.get('song')).toBeUndefined();
      expect(await store.delete('song')).toBe(false);
    });

    it('answers an entry as it was set', async () => {
      const entry = entryOf('Ode to Joy', clock.now(), { costMs: 12.5, schemaVersion: 70_000 });
      await store.set('song', entry);
      const found = await store.get('song');
      expect(textOf(found)).toBe('Ode to Joy');
      expect({ ...found, bytes: entry.bytes }).toEqual(entry);
    });

    it('keeps any bytes, none included', async () => {
      const bytes = Uint8Array.from({ length: 256 }, (_, i) => i);
      await store.set('all', entryOf('', clock.now(), { bytes }));
      await store.set('none', entryOf('', clock.now()));
      expect([...((await store.get('all'))?.bytes ?? [])]).toEqual([...bytes]);
      expect((await store.get('none'))?.bytes).toHaveLength(0);
    });

    it('answers what was set last', async () => {
      await store.set('song', entryOf('first', clock.now()));
      await store.set('song', entryOf('second', clock.now()));
      expect(textOf(await store.get('song'))).toBe('second');
      expect([...(await contentOf(store))]).toEqual([['song', 'second']]);
    });

    it('keeps to the order of calls that were not waited for', async () => {
      const calls = [
        store.set('a', entryOf('first', clock.now())),
        store.delete('a'),
        store.set('b', entryOf('first', clock.now())),
        store.set('b', entryOf('second', clock.now(), { expiresAt: clock.now() + 90_000 })),
        store.delete('c'),
        store.set('c', entryOf('last', clock.now())),
      ];
      await Promise.all(calls);
      expect((await store.getMany(['a', 'b', 'c'])).map(textOf)).toEqual([undefined, 'second', 'last']);
    });

    it('answers many in the order they were asked for, with undefined for those it has not', async () => {
      await store.set('a', entryOf('A', clock.now()));
      await store.set('c', entryOf('C', clock.now()));
      const found = await store.getMany(['c', 'b', 'a', 'c']);
      expect(found.map(textOf)).toEqual(['C', undefined, 'A', 'C']);
      expect(await store.getMany([])).toEqual([]);
    });

    it('tells odd keys apart', async () => {
      await Promise.all(oddKeys.map((key, i) => store.set(key, entryOf(`value ${i}`, clock.now()))));
      expect((await store.getMany(oddKeys)).map(textOf)).toEqual(oddKeys.map((_, i) => `value ${i}`));
      expect(await contentOf(store)).toEqual(new Map(oddKeys.map((key, i) => [key, `value ${i}`])));
    });

    it('forgets a key, and says whether it was there', async () => {
      await store.set('song', entryOf('x', clock.now()));
      await store.set('other', entryOf('y', clock.now()));
      expect(await store.delete('song')).toBe(true);
      expect(await store.get('song')).toBeUndefined();
      expect(await store.delete('song')).toBe(false);
      expect(textOf(await store.get('other'))).toBe('y');
    });

    it('forgets everything, and takes new entries', async () => {
      for (const key of oddKeys) await store.set(key, entryOf('x', clock.now()));
      await store.clear();
      expect(await contentOf(store)).toEqual(new Map());
      expect(await store.get('a')).toBeUndefined();
      await store.set('a', entryOf('new', clock.now()));
      expect(textOf(await store.get('a'))).toBe('new');
    });

    it('has nothing of what has expired, but has what is only stale', async () => {
      await store.set('song', entryOf('x', clock.now(), { expiresAt: clock.now() + 100_000 }));
      clock.advance(99_999);
      expect(textOf(await store.get('song'))).toBe('x');
      clock.advance(1);
      expect(await store.get('song')).toBeUndefined();
      expect(await contentOf(store)).toEqual(new Map());
      expect(await store.delete('song')).toBe(false);
    });

    it('takes the new life of a key that is set again', async () => {
      await store.set('song', entryOf('x', clock.now(), { expiresAt: clock.now() + 70_000 }));
      clock.advance(60_000);
      await store.set('song', entryOf('x', clock.now(), { expiresAt: clock.now() + 70_000 }));
      clock.advance(60_000);
      await store.removeExpired();
      expect(textOf(await store.get('song'))).toBe('x');
    });

    it('has nothing of what was stored in a future that a clock set back has made', async () => {
      await store.set('song', entryOf('x', clock.now()));
      clock.advance(-86_400_000);
      expect(await store.get('song')).toBeUndefined();
      expect(await contentOf(store)).toEqual(new Map());
    });

    it('lets go of what has expired only', async () => {
      for (const key of ['a', 'b'])
        await store.set(key, entryOf(key, clock.now(), { expiresAt: clock.now() + 60_000 }));
      await store.set('c', entryOf('c', clock.now(), { expiresAt: clock.now() + 600_000 }));
      clock.advance(60_000);
      await store.removeExpired();
      expect([...(await contentOf(store)).keys()]).toEqual(['c']);
      expect(await store.removeExpired()).toEqual({ entries: 0, bytes: 0 });
    });

    it('rejects an entry that is too large, and keeps all it has', async () => {
      await store.set('song', entryOf('small', clock.now()));
      const huge = entryOf('', clock.now(), { bytes: new Uint8Array(64 * 1_048_576) });
      expect(await rejectionOf(() => store.set('song', huge))).toMatchObject({ code: 'ENTRY_TOO_LARGE' });
      expect(textOf(await store.get('song'))).toBe('small');
    });

    it('rejects all calls once it was closed, and closes once', async () => {
      await store.set('song', entryOf('x', clock.now()));
      await store.close();
      await store.close();
      const closed = { name: 'StoreError', code: 'STORE_CLOSED' };
      expect(await rejectionOf(() => store.get('song'))).toMatchObject(closed);
      expect(await rejectionOf(() => store.getMany(['song']))).toMatchObject(closed);
      expect(await rejectionOf(() => store.set('song', entryOf('x', clock.now())))).toMatchObject(closed);
      expect(await rejectionOf(() => store.delete('song'))).toMatchObject(closed);
      expect(await rejectionOf(() => store.clear())).toMatchObject(closed);
      expect(await rejectionOf(() => contentOf(store))).toMatchObject(closed);
      expect(await rejectionOf(() => store.removeExpired())).toMatchObject(closed);
      expect(await rejectionOf(() => store.size())).toMatchObject(closed);
    });
  });
}
