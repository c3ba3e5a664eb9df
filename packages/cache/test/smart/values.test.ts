import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { StoredEntry } from '../../src/index.ts';
import { TroubledStore } from './support/stores.ts';
import { cacheOf } from './support/world.ts';

const Song = z.object({ title: z.string().max(300), durationMs: z.number().int().nonnegative() });
type Song = z.infer<typeof Song>;

function stored(json: string | Uint8Array, now: number): StoredEntry {
  const bytes = typeof json === 'string' ? new TextEncoder().encode(json) : json;
  return { bytes, schemaVersion: 1, storedAt: now, freshUntil: now + 60_000, expiresAt: now + 60_000, costMs: 10 };
}

describe('values of a store', () => {
  it('of 10,000 that were tampered with, none is taken that the schema does not allow', async () => {
    const { cache, clock } = cacheOf<Song>();
    const store = new TroubledStore(clock, true);
    const { cache: reader } = cacheOf<Song>({ store, schema: Song, clock });
    await cache.close();
    const good = new TextEncoder().encode(JSON.stringify({ title: 'Ode to Joy', durationMs: 1_000 }));
    const places = fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 });
    let asked = 0;
    await fc.assert(
      fc.asyncProperty(places, async (changes) => {
        const bytes = good.slice();
        for (const [place, byte] of changes) bytes[place] = byte;
        const key = `song ${asked++}`;
        await store.inner.set(key, stored(bytes, clock.now()));
        const song = await reader.get(key);
        expect(song === undefined || Song.safeParse(song).success).toBe(true);
      }),
      { numRuns: 10_000 },
    );
  }, 60_000);

  it.each([
    ['no JSON', 'not json'],
    ['cut off', '{"title":"Ode'],
    ['not what the schema asks for', '{"title":5,"durationMs":-1}'],
    ['nested too deeply', '['.repeat(5_000) + ']'.repeat(5_000)],
    ['too large', JSON.stringify({ title: 'x', durationMs: 1, more: 'x'.repeat(5_000) })],
    ['no text', new Uint8Array([0xff, 0xfe, 0x22])],
  ])('that are %s are misses, counted, and never an error', async (_what, json) => {
    const { cache: unused, clock } = cacheOf();
    await unused.close();
    const store = new TroubledStore(clock, true);
    const { cache } = cacheOf<Song>({ store, schema: Song, clock, maxEntryBytes: 1_000 });
    await store.inner.set('song', stored(json, clock.now()));
    const made = { title: 'made', durationMs: 1 };
    expect(await cache.getOrProcess('song', () => made)).toMatchObject({ value: made, servedFrom: 'process' });
    expect((await cache.stats()).invalid).toBeGreaterThan(0);
  });

  it.each([
    ['as deep as may be', '['.repeat(32) + ']'.repeat(32), true],
    ['one level deeper', '['.repeat(33) + ']'.repeat(33), false],
    ['wide', `[${'{"a":[]},'.repeat(50)}"[[[["]`, true],
    ['deep behind what is wide', `[${'[],'.repeat(50)}${'['.repeat(32)}${']'.repeat(32)}]`, false],
    ['full of brackets in a text', JSON.stringify('[{'.repeat(100)), true],
  ])('that are %s are taken if they are no deeper than 32 levels', async (_what, json, isTaken) => {
    const { cache: unused, clock } = cacheOf();
    await unused.close();
    const store = new TroubledStore(clock, true);
    const { cache } = cacheOf({ store, clock });
    await store.inner.set('value', stored(json, clock.now()));
    expect((await cache.get('value')) !== undefined).toBe(isTaken);
  });

  it.each([
    ['of another form', { schemaVersion: 2 }],
    ['from the future', { storedAt: 61_000, freshUntil: 99_000, expiresAt: 99_000 }],
    ['that never end', { freshUntil: Number.POSITIVE_INFINITY, expiresAt: Number.POSITIVE_INFINITY }],
    ['fresh for longer than they count', { freshUntil: 80_000 }],
    ['of a cost that is none', { costMs: Number.NaN }],
  ])('%s are misses', async (_what, change) => {
    const { cache: unused, clock } = cacheOf();
    await unused.close();
    const store = new TroubledStore(clock, true);
    const { cache } = cacheOf({ store, clock });
    const now = clock.now();
    const times = Object.entries(change).map(([name, ms]) => [
      name,
      name === 'storedAt' || name.endsWith('Until') || name === 'expiresAt' ? now + ms : ms,
    ]);
    await store.inner.set('song', { ...stored('"x"', now), ...Object.fromEntries(times) });
    expect(await cache.get('song')).toBeUndefined();
  });

  it('reach nobody with fields that would change prototypes, at whatever depth', async () => {
    const { cache: unused, clock } = cacheOf();
    await unused.close();
    const store = new TroubledStore(clock, true);
    const names = fc.constantFrom(
      '__proto__',
      'constructor',
      'prototype',
      '\\u005f_\\u0070roto__',
      'c\\u006fnstructor',
      'fine',
    );
    const { tree } = fc.letrec<{ tree: string }>((tie) => ({
      tree: fc.oneof(
        { maxDepth: 6 },
        fc.constant('"leaf"'),
        fc.array(tie('tree'), { maxLength: 3 }).map((items) => `[${items.join()}]`),
        fc.array(fc.tuple(names, tie('tree')), { maxLength: 3 }).map((fields) => {
          return `{${fields.map(([name, field]) => `"${name}":${field}`).join()}}`;
        }),
      ),
    }));
    let asked = 0;
    await fc.assert(
      fc.asyncProperty(tree, async (json) => {
        const { cache } = cacheOf<NonNullable<unknown>>({ store, clock });
        const key = `song ${asked++}`;
        await store.inner.set(key, stored(json, clock.now()));
        const value = await cache.get(key);
        expect(namesIn(value).filter((name) => name !== 'fine')).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });
});

/** Names of own fields, at every depth. */
function namesIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(namesIn);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, field]) => [name, ...namesIn(field)]);
}

describe('values on the way in', () => {
  it('are refused when they are not what the schema asks for', async () => {
    const { cache } = cacheOf<Song>({ schema: Song });
    const wrong = { title: 'Ode to Joy', durationMs: -1 };
    await expect(cache.set('song', wrong)).rejects.toMatchObject({ code: 'VALUE_INVALID' });
    await expect(cache.getOrProcess('song', () => wrong)).rejects.toMatchObject({ code: 'VALUE_INVALID' });
    expect(cache.size).toBe(0);
  });

  it.each([
    ['a schema that does not answer at once', async (): Promise<{ value: string }> => ({ value: 'x' })],
    [
      'a schema that throws',
      () => {
        throw new Error('broken');
      },
    ],
  ])('are refused by %s', async (_what, validate) => {
    const { cache } = cacheOf({ schema: { '~standard': { version: 1, vendor: 'test', validate } } });
    await expect(cache.set('song', 'x')).rejects.toMatchObject({ code: 'VALUE_INVALID' });
  });

  it('are refused when JSON has no word for them', async () => {
    const { cache } = cacheOf<NonNullable<unknown>>();
    const endless: { self?: unknown } = {};
    endless.self = endless;
    for (const value of [1n, Symbol('x'), () => 1, endless]) {
      await expect(cache.set('song', value)).rejects.toMatchObject({ code: 'VALUE_INVALID' });
    }
  });

  it('lose fields that would change prototypes', async () => {
    const { cache } = cacheOf<NonNullable<unknown>>();
    await cache.set('song', JSON.parse('{"title":"x","__proto__":{"isAdmin":true},"list":[{"constructor":1}]}'));
    expect(JSON.stringify(await cache.get('song'))).toBe('{"title":"x","list":[{}]}');
  });

  it('of 64 MiB are handed out but not kept, at once and at nobody’s cost', async () => {
    const { cache } = cacheOf<string | number[]>({ maxSize: 2 });
    await cache.set('a', 'a');
    await cache.set('b', 'b');
    const huge = 'x'.repeat(64 * 1_048_576);
    const startedAt = performance.now();
    expect((await cache.getOrProcess('huge', () => huge)).value).toBe(huge);
    expect(performance.now() - startedAt).toBeLessThan(100);
    await expect(cache.set('b', huge)).rejects.toMatchObject({ code: 'VALUE_TOO_LARGE' });
    expect([cache.peek('a'), cache.peek('b'), cache.peek('huge')]).toEqual(['a', undefined, undefined]);
    expect(await cache.stats()).toMatchObject({ refused: 2, evictions: 0, entries: 1 });
  });
});
