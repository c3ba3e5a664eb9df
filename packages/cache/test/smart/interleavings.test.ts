import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TroubledStore } from './support/stores.ts';
import { cacheOf, settled } from './support/world.ts';

type Act = 'ask' | 'ask and leave' | 'set' | 'delete' | 'clear' | 'age' | 'repair';

describe('whatever the order in which asking, leaving, setting, deleting, clearing, ageing, repairing and making come about', () => {
  it.each([
    ['at once', false],
    ['when it likes', true],
  ])('everybody gets an answer, and memory and a store that answers %s agree in the end', async (_when, isSlow) => {
    const acts = fc.array(fc.constantFrom<Act>('ask', 'ask and leave', 'set', 'delete', 'clear', 'age', 'repair'), {
      minLength: 1,
      maxLength: 10,
    });
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), acts, async (s, acts) => {
        const { cache: unused, clock } = cacheOf();
        await unused.close();
        const store = new TroubledStore(clock);
        const times = { ttlMs: 1_000, staleMs: 1_000, staleIfErrorMs: 1_000, storeDeadlineMs: 60_000 };
        const { cache } = cacheOf({ clock, store, ...times });
        await cache.ready();
        if (isSlow) slowDown(store, (what) => s.schedule(Promise.resolve(), what));
        // A value that a set, delete or repair made out of date may still be in the making.
        let current = new Set<AbortSignal>();
        let mostAtOnce = 0;
        let made = 0;
        const process = async (_key: string, { signal }: { signal: AbortSignal }): Promise<string> => {
          const mine = current.add(signal);
          signal.addEventListener('abort', () => mine.delete(signal));
          mostAtOnce = Math.max(mostAtOnce, mine.size);
          await s.schedule(Promise.resolve(), 'make');
          mine.delete(signal);
          signal.throwIfAborted();
          return `made ${made++}`;
        };
        const outdate = (): void => {
          current = new Set();
        };
        const all = acts.map(async (act, i) => {
          await s.schedule(Promise.resolve(), act);
          if (act === 'age') return clock.advance(700);
          if (act === 'clear') {
            outdate();
            return cache.clear();
          }
          if (act === 'set' || act === 'delete') {
            outdate();
            return act === 'set' ? cache.set('song', `set ${i}`) : cache.delete('song');
          }
          if (act === 'repair') {
            outdate();
            return (await cache.repair('song', process)).value;
          }
          const leaving = new AbortController();
          const answer = cache.getOrProcess('song', process, { signal: leaving.signal });
          if (act === 'ask and leave') void s.schedule(Promise.resolve(), 'leave').then(() => leaving.abort('left'));
          try {
            return (await answer).value;
          } catch (error) {
            expect([act, error]).toEqual(['ask and leave', 'left']);
            return 'left';
          }
        });
        await s.waitFor(Promise.all(all));
        await s.waitIdle();
        await settled();
        await s.waitFor(cache.flush());
        // What was asked for before a key was changed may be made only after that, when the store was slow to answer.
        if (!isSlow) expect(mostAtOnce).toBeLessThanOrEqual(1);
        const stored = store.inner.get('song')?.bytes;
        const exported = cache.exportData().entries.map(({ value }) => value);
        expect(exported).toEqual(stored === undefined ? [] : [JSON.parse(new TextDecoder().decode(stored))]);
      }),
      { numRuns: 500 },
    );
  });
});

/** Makes each answer of a store come when `wait` says so. */
function slowDown(store: TroubledStore, wait: (what: string) => Promise<unknown>): void {
  const { inner } = store;
  store.get = async (key) => {
    const found = inner.get(key);
    await wait('answer');
    return found;
  };
  store.set = async (key, entry) => {
    await wait('write');
    await inner.set(key, entry);
  };
  store.delete = async (key) => {
    await wait('remove');
    return inner.delete(key);
  };
  store.clear = async () => {
    await wait('forget');
    await inner.clear();
  };
}
