import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MemoryStore } from '../../src/index.ts';
import { contentOf, entryOf, itKeepsTheContract, textOf, WallClock } from './support/store-contract.ts';

const OVERHEAD_BYTES = 200;

describe('MemoryStore', () => {
  itKeepsTheContract((clock) => ({ store: new MemoryStore({ clock }) }));

  it('lets what was not used for the longest time go when it is full', async () => {
    const clock = new WallClock();
    const store = new MemoryStore({ clock, maxBytes: 3 * (OVERHEAD_BYTES + 2) });
    for (const key of ['a', 'b', 'c']) await store.set(key, entryOf(key, clock.now()));
    store.get('a');
    await store.set('d', entryOf('d', clock.now()));
    expect([...(await contentOf(store)).keys()].sort()).toEqual(['a', 'c', 'd']);
  });

  it('says how many bytes went with what had expired', async () => {
    const clock = new WallClock();
    const store = new MemoryStore({ clock });
    await store.set('ü', entryOf('12345', clock.now()));
    clock.advance(3_600_000);
    expect(await store.removeExpired()).toEqual({ entries: 1, bytes: 7 });
    expect(store.size()).toBe(0);
  });

  it('never holds more bytes than it may, and counts those it holds, whatever happens', async () => {
    const step = fc.record({
      what: fc.constantFrom('set', 'set', 'get', 'delete', 'expire'),
      key: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'),
      length: fc.integer({ min: 0, max: 1_500 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
        const clock = new WallClock();
        const store = new MemoryStore({ clock, maxBytes: 3_000, maxEntryBytes: 1_400 });
        for (const { what, key, length } of steps) {
          if (what === 'set') await store.set(key, entryOf('x'.repeat(length), clock.now())).catch(() => undefined);
          else if (what === 'get') store.get(key);
          else if (what === 'delete') await store.delete(key);
          else {
            clock.advance(30_000);
            await store.removeExpired();
          }
          const held = [...(await contentOf(store))].map(([, text]) => 1 + (text?.length ?? 0) + OVERHEAD_BYTES);
          expect(store.size()).toBe(held.reduce((all, bytes) => all + bytes, 0));
          expect(store.size()).toBeLessThanOrEqual(3_000);
        }
        await store.clear();
        expect(store.size()).toBe(0);
      }),
    );
  });

  it('rejects a value of 64 MiB within a millisecond, and nothing is evicted for it', async () => {
    const clock = new WallClock();
    const store = new MemoryStore({ clock });
    for (let i = 0; i < 1_000; i++) await store.set(`song ${i}`, entryOf('x', clock.now()));
    const huge = entryOf('', clock.now(), { bytes: new Uint8Array(64 * 1_048_576) });
    const times: number[] = [];
    for (let i = 0; i < 9; i++) {
      const startedAt = performance.now();
      await store.set('huge', huge).catch(({ code }) => expect(code).toBe('ENTRY_TOO_LARGE'));
      times.push(performance.now() - startedAt);
    }
    expect(times.sort((a, b) => a - b)[4]).toBeLessThan(1);
    expect((await contentOf(store)).size).toBe(1_000);
    expect(textOf(store.get('song 0'))).toBe('x');
  });

  it('names the option that is wrong', () => {
    expect(() => new MemoryStore({ maxBytes: -1 })).toThrow('MemoryStore: maxBytes must be');
    expect(() => new MemoryStore(JSON.parse('{"maxSize":1}'))).toThrow('there is no option "maxSize"');
  });
});
