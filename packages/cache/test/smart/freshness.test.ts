import { describe, expect, it } from 'vitest';
import { cacheOf, Source, settled } from './support/world.ts';

describe('stale-while-revalidate', () => {
  it('gives the old value at once to all who ask, and makes one new one behind', async () => {
    const { cache, clock } = cacheOf({ ttlMs: 1_000, staleMs: 1_000 });
    const source = new Source();
    await cache.set('song', 'old');
    clock.advance(1_500);
    const answers = await Promise.all(Array.from({ length: 1_000 }, () => cache.getOrProcess('song', source.process)));
    expect(new Set(answers.map(({ value, stale, servedFrom }) => `${value} ${stale} ${servedFrom}`))).toEqual(
      new Set(['old true memory']),
    );
    expect(source.calls.map(({ reason }) => reason)).toEqual(['refresh']);
    await source.answer('new');
    expect(await cache.getOrProcess('song', source.process)).toMatchObject({ value: 'new', stale: false });
    expect(await cache.stats()).toMatchObject({ staleServed: 1_000, hits: 1_001, misses: 0, loads: 1 });
  });

  it('lets a caller who leaves do no harm to the refresh', async () => {
    const { cache, clock } = cacheOf({ ttlMs: 1_000, staleMs: 1_000 });
    const source = new Source();
    await cache.set('song', 'old');
    clock.advance(1_500);
    const leaving = new AbortController();
    await cache.getOrProcess('song', source.process, { signal: leaving.signal });
    leaving.abort();
    await source.answer('new');
    expect(cache.peek('song')).toBe('new');
  });

  it('keeps the old value, and fails nobody, when the refresh fails', async () => {
    const { cache, clock } = cacheOf({ ttlMs: 1_000, staleMs: 1_000 });
    const source = new Source();
    await cache.set('song', 'old');
    clock.advance(1_500);
    await cache.getOrProcess('song', source.process);
    await source.fail(new Error('offline'));
    expect((await cache.getOrProcess('song', source.process)).value).toBe('old');
  });

  it('is over at the end of its time', async () => {
    const { cache, clock } = cacheOf({ ttlMs: 1_000, staleMs: 1_000 });
    await cache.set('song', 'old');
    clock.advance(2_000);
    expect(await cache.getOrProcess('song', () => 'new')).toMatchObject({ value: 'new', wasCached: false });
  });
});

describe('stale-if-error', () => {
  it('says that it has a value only while get gives one', async () => {
    const { cache, clock } = cacheOf({ ttlMs: 1_000, staleMs: 1_000, staleIfErrorMs: 1_000 });
    await cache.set('song', 'old');
    const both = async (): Promise<unknown> => [await cache.has('song'), await cache.get('song')];
    clock.advance(1_999);
    expect(await both()).toEqual([true, 'old']);
    clock.advance(1);
    expect(await both()).toEqual([false, undefined]);
    expect(await cache.inspect('song')).toMatchObject({ inMemory: true });
  });

  it('gives the old value when it cannot be made anew, and not a moment longer', async () => {
    const { cache, clock } = cacheOf({ ttlMs: 1_000, staleIfErrorMs: 1_000 });
    const fail = (): string => {
      throw new Error('offline');
    };
    await cache.set('song', 'old');
    clock.advance(1_999);
    expect(await cache.getOrProcess('song', fail)).toMatchObject({ value: 'old', stale: true, wasCached: true });
    clock.advance(1);
    await expect(cache.getOrProcess('song', fail)).rejects.toThrow('offline');
  });

  it('gives the old value after softDeadlineMs, and takes up the new one when it comes', async () => {
    const { cache, clock } = cacheOf({ ttlMs: 1_000, staleIfErrorMs: 60_000, softDeadlineMs: 500 });
    const source = new Source();
    await cache.set('song', 'old');
    clock.advance(2_000);
    const leaving = new AbortController();
    const slow = cache.getOrProcess('song', source.process, { signal: leaving.signal });
    await settled();
    clock.advance(500);
    expect(await slow).toMatchObject({ value: 'old', stale: true });
    leaving.abort();
    await source.answer('new');
    expect(cache.peek('song')).toBe('new');
    expect(source.calls).toHaveLength(1);
    expect(clock.pending).toBe(1);
  });

  it('waits on after softDeadlineMs when there is nothing old', async () => {
    const { cache, clock } = cacheOf({ softDeadlineMs: 500 });
    const source = new Source();
    const slow = cache.getOrProcess('song', source.process);
    await settled();
    clock.advance(500);
    await source.answer('new');
    expect((await slow).value).toBe('new');
  });

  it('gives the old value after hardDeadlineMs', async () => {
    const { cache, clock } = cacheOf({ ttlMs: 1_000, staleIfErrorMs: 60_000, hardDeadlineMs: 5_000 });
    const source = new Source();
    await cache.set('song', 'old');
    clock.advance(2_000);
    const slow = cache.getOrProcess('song', source.process);
    await settled();
    clock.advance(5_000);
    expect(await slow).toMatchObject({ value: 'old', stale: true });
  });

  it('does not answer who has left with the old value', async () => {
    const { cache, clock } = cacheOf({ ttlMs: 1_000, staleIfErrorMs: 60_000 });
    const source = new Source();
    await cache.set('song', 'old');
    clock.advance(2_000);
    const leaving = new AbortController();
    const left = expect(cache.getOrProcess('song', source.process, { signal: leaving.signal })).rejects.toThrow('bye');
    await settled();
    leaving.abort(new Error('bye'));
    await left;
  });
});

describe('failures', () => {
  const gone = (): string => {
    throw new Error('removed');
  };

  it('are believed as long as their class says, with the failure as the cause', async () => {
    const { cache, clock } = cacheOf({ classify: () => 'gone' });
    await expect(cache.getOrProcess('song', gone)).rejects.toThrow('removed');
    const known = cache.getOrProcess('song', () => 'back');
    await expect(known).rejects.toMatchObject({
      code: 'KNOWN_FAILURE',
      failureClass: 'gone',
      cause: new Error('removed'),
    });
    clock.advance(21_600_000);
    expect((await cache.getOrProcess('song', () => 'back')).value).toBe('back');
    expect(await cache.stats()).toMatchObject({ negativeHits: 1, misses: 2, hits: 0, loadFailures: 1, loads: 1 });
  });

  it('of the network are not believed at all', async () => {
    const { cache } = cacheOf({ classify: () => 'network' });
    await expect(cache.getOrProcess('song', gone)).rejects.toThrow('removed');
    expect((await cache.getOrProcess('song', () => 'back')).value).toBe('back');
  });

  it('give way to an old value, which is not asked for again meanwhile', async () => {
    const { cache, clock } = cacheOf({ ttlMs: 1_000, staleIfErrorMs: 60_000, classify: () => 'other' });
    const source = new Source();
    await cache.set('song', 'old');
    clock.advance(2_000);
    expect((await cache.getOrProcess('song', gone)).value).toBe('old');
    expect((await cache.getOrProcess('song', source.process)).value).toBe('old');
    expect(source.calls).toEqual([]);
  });

  it('never push out values, however many there are', async () => {
    const { cache } = cacheOf({ maxSize: 40, classify: () => 'gone' });
    for (let i = 0; i < 40; i++) await cache.set(`song ${i}`, 'x');
    for (let i = 0; i < 1_000; i++) await cache.getOrProcess(`gone ${i}`, gone).catch(() => undefined);
    expect(await cache.stats()).toMatchObject({ entries: 40, evictions: 0, negativeEntries: 2 });
  });

  it('are forgotten when the key is set, deleted or cleared', async () => {
    const { cache } = cacheOf({ classify: () => 'gone' });
    for (const forget of [() => cache.set('song', 'x'), () => cache.delete('song'), () => cache.clear()]) {
      await cache.getOrProcess('song', gone).catch(() => undefined);
      await forget();
      await cache.delete('song');
      expect((await cache.getOrProcess('song', () => 'back')).value).toBe('back');
      await cache.delete('song');
    }
  });

  it('are told as they are, though classify fails', async () => {
    const warnings: string[] = [];
    const classify = (): never => {
      throw new Error('no idea');
    };
    const { cache } = cacheOf({ classify, onWarning: ({ message }) => void warnings.push(message) });
    await expect(cache.getOrProcess('song', gone)).rejects.toThrow('removed');
    expect(warnings).toEqual(['no idea']);
  });

  it('of a load that everyone left are not remembered', async () => {
    const { cache } = cacheOf({ classify: () => 'gone' });
    const source = new Source();
    const leaving = new AbortController();
    const left = cache.getOrProcess('song', source.process, { signal: leaving.signal }).catch(() => undefined);
    await settled();
    leaving.abort();
    await left;
    await settled();
    expect((await cache.getOrProcess('song', () => 'back')).value).toBe('back');
  });
});

describe('repair', () => {
  it('makes one new value for all who found that the old one does not work', async () => {
    const { cache } = cacheOf();
    const source = new Source();
    await cache.set('song', 'broken');
    const all = [cache.repair('song', source.process), cache.repair('song', source.process)];
    await settled();
    expect([cache.peek('song'), source.calls.map(({ reason }) => reason)]).toEqual([undefined, ['repair']]);
    await source.answer('works');
    expect((await Promise.all(all)).map(({ value, joined }) => [value, joined])).toEqual([
      ['works', false],
      ['works', true],
    ]);
    expect(cache.peek('song')).toBe('works');
  });

  it('does not give the broken value when that fails', async () => {
    const { cache } = cacheOf({ staleIfErrorMs: 60_000 });
    const source = new Source();
    await cache.set('song', 'broken');
    const repaired = expect(cache.repair('song', source.process)).rejects.toThrow('offline');
    await settled();
    await source.fail(new Error('offline'));
    await repaired;
    expect(cache.peek('song')).toBeUndefined();
  });
});
