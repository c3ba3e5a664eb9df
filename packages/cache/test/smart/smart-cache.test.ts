import { describe, expect, it } from 'vitest';
import { SmartCache, SmartCacheError } from '../../src/index.ts';
import { cacheOf, Source, settled } from './support/world.ts';

describe('getOrProcess', () => {
  it('makes a value once, and gives it from memory from then on', async () => {
    const { cache, clock } = cacheOf();
    const make = async (): Promise<string> => {
      clock.advance(2_000);
      return 'Ode to Joy';
    };
    const first = await cache.getOrProcess('song', make);
    expect(first).toMatchObject({ value: 'Ode to Joy', wasCached: false, servedFrom: 'process', durationMs: 2_000 });
    expect(first).toMatchObject({ savedMs: 0, stale: false, joined: false });
    const second = await cache.getOrProcess('song', make);
    expect(second).toMatchObject({ value: 'Ode to Joy', wasCached: true, servedFrom: 'memory', durationMs: 0 });
    expect(second.savedMs).toBe(2_000);
    expect(second.toTuple()).toEqual(['Ode to Joy', true]);
  });

  it('makes one value for 10,000 who ask at once', async () => {
    const { cache } = cacheOf();
    const source = new Source();
    const all = Array.from({ length: 10_000 }, () => cache.getOrProcess('song', source.process));
    await settled();
    await source.answer('Ode to Joy');
    const answers = await Promise.all(all);
    expect(source.calls).toHaveLength(1);
    expect(answers.filter(({ joined }) => joined)).toHaveLength(9_999);
    expect(new Set(answers.map(({ value }) => value))).toEqual(new Set(['Ode to Joy']));
    expect(await cache.stats()).toMatchObject({ misses: 10_000, joined: 9_999, loads: 1, hits: 0 });
  });

  it('tells all who waited of a failure once, and does not keep it as a value', async () => {
    const { cache } = cacheOf();
    const source = new Source();
    const all = [cache.getOrProcess('song', source.process), cache.getOrProcess('song', source.process)];
    const outcomes = Promise.allSettled(all);
    await settled();
    await source.fail(new Error('offline'));
    expect((await outcomes).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    const again = cache.getOrProcess('song', source.process);
    await settled();
    await source.answer('Ode to Joy');
    expect((await again).value).toBe('Ode to Joy');
  });

  it('lets one leave without the others, and stops the work when the last one leaves', async () => {
    const { cache } = cacheOf();
    const source = new Source();
    const [first, second] = [new AbortController(), new AbortController()];
    const waiting = [first, second].map(({ signal }) => cache.getOrProcess('song', source.process, { signal }));
    const outcomes = Promise.allSettled(waiting);
    await settled();
    first.abort(new Error('enough'));
    await settled();
    expect(source.calls[0]?.signal.aborted).toBe(false);
    second.abort(new Error('enough'));
    expect((await outcomes).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(source.calls[0]?.signal.aborted).toBe(true);
  });

  it('does not keep what comes after everyone has left, nor after the key was set or deleted', async () => {
    const { cache } = cacheOf();
    const source = new Source();
    const leaving = new AbortController();
    const left = cache.getOrProcess('left', source.process, { signal: leaving.signal }).catch(() => undefined);
    const set = cache.getOrProcess('set', source.process);
    const deleted = cache.getOrProcess('deleted', source.process);
    await settled();
    leaving.abort();
    await cache.set('set', 'newer');
    await cache.delete('deleted');
    for (const value of ['late', 'older', 'gone']) await source.answer(value);
    await left;
    expect([(await set).value, (await deleted).value]).toEqual(['older', 'gone']);
    expect(['left', 'set', 'deleted'].map((key) => cache.peek(key))).toEqual([undefined, 'newer', undefined]);
  });

  it('stops what takes longer than hardDeadlineMs, be it deaf', async () => {
    const { cache, clock } = cacheOf({ hardDeadlineMs: 20_000 });
    const source = new Source();
    const outcome = expect(cache.getOrProcess('song', source.process)).rejects.toMatchObject({ code: 'LOAD_TIMEOUT' });
    await settled();
    clock.advance(20_000);
    await outcome;
    expect(source.calls[0]?.signal.aborted).toBe(true);
    expect(clock.pending).toBe(0);
  });

  it('hands a failing process and a throwing one on alike', async () => {
    const { cache } = cacheOf();
    const thrower = (): string => {
      throw new Error('at once');
    };
    await expect(cache.getOrProcess('song', thrower)).rejects.toThrow('at once');
  });

  it('bounds a value by the time to live that is given with it or told from it', async () => {
    const { cache, clock } = cacheOf({ ttlJitter: 0.1, random: () => 0.5 });
    await cache.getOrProcess('a', () => 'a', { ttlMs: 1_000 });
    await cache.getOrProcess('b', () => '500', { ttlMs: Number });
    clock.advance(499);
    expect([cache.peek('a'), cache.peek('b')]).toEqual(['a', undefined]);
    clock.advance(451);
    expect(cache.peek('a')).toBeUndefined();
  });

  it('hands out, but does not keep, a value that says of itself that it is over', async () => {
    const { cache } = cacheOf();
    expect((await cache.getOrProcess('song', () => 'x', { ttlMs: () => -5 })).value).toBe('x');
    expect(cache.size).toBe(0);
    await expect(cache.getOrProcess('song', () => 'x', { ttlMs: () => Number.NaN })).rejects.toThrow('ttlMs');
  });

  it('keeps a value for longer than a timer can wait', async () => {
    const { cache, clock } = cacheOf({ ttlMs: 5_184_000_000 });
    await cache.set('song', 'x');
    clock.advance(5_183_999_999);
    expect(await cache.get('song')).toBe('x');
  });

  it('varies times to live by a tenth, so that what came together does not end together', async () => {
    const ends = new Set<number | undefined>();
    for (const share of [0, 0.5, 0.999]) {
      const { cache, clock } = cacheOf({ ttlJitter: 0.1, random: () => share });
      await cache.set('song', 'Ode to Joy');
      const until = (await cache.inspect('song'))?.freshUntil ?? 0;
      ends.add(Math.round((until - clock.now()) / 10_000));
    }
    expect([...ends]).toEqual([648, 720, 792]);
  });

  it.each([
    [{ maxSize: 0 }, 'SmartCache: maxSize must be a whole number, at least 1, but is 0.'],
    [{ cacheDir: 'x', store: undefined, ttl: 5 }, 'there is no option "ttl"'],
    [{ negativeTtlMs: { gone: -1 } }, 'SmartCache: negativeTtlMs.gone must be'],
    [{ ttlJitter: 2 }, 'SmartCache: ttlJitter must be a number from 0 to 0.5, but is 2.'],
  ])('refuses wrong options by name: %o', (options, message) => {
    expect(() => Reflect.construct(SmartCache, [options])).toThrow(message);
  });

  it('refuses everything once it is closed, and tells those who wait', async () => {
    const { cache, clock } = cacheOf();
    const source = new Source();
    const waiting = expect(cache.getOrProcess('song', source.process)).rejects.toMatchObject({ code: 'CACHE_CLOSED' });
    await settled();
    await cache.close();
    await waiting;
    await expect(cache.getOrProcess('song', source.process)).rejects.toBeInstanceOf(SmartCacheError);
    await expect(cache.set('song', 'x')).rejects.toMatchObject({ code: 'CACHE_CLOSED' });
    expect(source.calls[0]?.signal.aborted).toBe(true);
    expect(clock.pending).toBe(0);
  });
});

describe('get, peek, has, set, delete and clear', () => {
  it('answers what was set until it expires', async () => {
    const { cache, clock } = cacheOf({ ttlMs: 1_000 });
    await cache.set('song', 'Ode to Joy');
    expect([await cache.get('song'), cache.peek('song'), await cache.has('song')]).toEqual([
      'Ode to Joy',
      'Ode to Joy',
      true,
    ]);
    clock.advance(1_000);
    expect([await cache.get('song'), cache.peek('song'), await cache.has('song')]).toEqual([
      undefined,
      undefined,
      false,
    ]);
  });

  it('hands out the same object each time', async () => {
    const { cache } = cacheOf<{ title: string }>();
    const song = { title: 'Ode to Joy' };
    await cache.set('song', song);
    expect(await cache.get('song')).toBe(song);
  });

  it('says whether it deleted something', async () => {
    const { cache } = cacheOf();
    await cache.set('song', 'Ode to Joy');
    expect([await cache.delete('song'), await cache.delete('song'), cache.size]).toEqual([true, false, 0]);
  });

  it('changes nothing by looking', async () => {
    const { cache } = cacheOf({ maxSize: 2 });
    await cache.set('a', 'a');
    await cache.set('b', 'b');
    cache.peek('a');
    await cache.has('a');
    const before = await cache.stats();
    expect(await cache.inspect('a')).toMatchObject({ accessCount: 0, inMemory: true, inStore: false, costMs: 0 });
    await cache.set('c', 'c');
    expect(cache.peek('a')).toBeUndefined();
    expect(before).toMatchObject({ hits: 0, misses: 0 });
  });

  it('forgets everything but what it counted', async () => {
    const { cache } = cacheOf();
    await cache.set('song', 'Ode to Joy');
    await cache.get('song');
    await cache.clear();
    expect(cache.size).toBe(0);
    expect(await cache.stats()).toMatchObject({ hits: 1, entries: 0, bytes: 0 });
  });
});
