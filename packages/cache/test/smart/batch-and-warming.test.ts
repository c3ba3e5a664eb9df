import { describe, expect, it } from 'vitest';
import { cacheOf, Source, settled } from './support/world.ts';

const HALF = 3_600_001;

describe('batchProcess', () => {
  it('says what became of each key, in their order, and swallows no failure', async () => {
    const { cache } = cacheOf();
    const seen: string[] = [];
    const outcomes = await cache.batchProcess(
      ['a', 'bad', 'c', 'a'],
      (key) => {
        if (key === 'bad') throw new Error('offline');
        return key.toUpperCase();
      },
      { onProgress: ({ done, total, outcome }) => seen.push(`${done}/${total} ${outcome.key} ${outcome.status}`) },
    );
    expect(outcomes.map(({ key, status }) => `${key} ${status}`)).toEqual(['a done', 'bad failed', 'c done', 'a done']);
    expect(outcomes.map((outcome) => (outcome.status === 'done' ? outcome.result.value : outcome.error))).toEqual([
      'A',
      new Error('offline'),
      'C',
      'A',
    ]);
    expect(seen).toHaveLength(4);
    expect(seen.at(-1)).toMatch(/^4\/4/);
  });

  it('works on three keys at once, and makes equal ones once', async () => {
    const { cache } = cacheOf();
    const source = new Source();
    const all = cache.batchProcess(['a', 'a', 'b', 'c', 'd'], source.process);
    await settled();
    expect(source.calls.map(({ key }) => key)).toEqual(['a', 'b']);
    for (const value of ['A', 'B', 'C', 'D']) await source.answer(value);
    expect((await all).map(({ status }) => status)).toEqual(['done', 'done', 'done', 'done', 'done']);
    expect(source.calls.map(({ key }) => key)).toEqual(['a', 'b', 'c', 'd']);
  });

  it('gives up what is not done when it is aborted, and says so', async () => {
    const { cache } = cacheOf();
    const source = new Source();
    const leaving = new AbortController();
    const all = cache.batchProcess(['a', 'b'], source.process, { concurrency: 1, signal: leaving.signal });
    await settled();
    leaving.abort(new Error('enough'));
    expect(await all).toEqual([
      { key: 'a', status: 'failed', error: new Error('enough') },
      { key: 'b', status: 'failed', error: new Error('enough') },
    ]);
    expect(source.calls).toHaveLength(1);
  });
});

describe('warm', () => {
  it('makes the most popular ones, what is gone or expires soonest first, without counting hits or misses', async () => {
    const { cache, clock } = cacheOf();
    for (const [key, times, ttlMs] of [
      ['rare', 1, 10_000],
      ['gone', 2, 10_000],
      ['later', 3, 7_300_000],
      ['soon', 4, 7_200_000],
    ] as const) {
      await cache.set(key, 'old', { ttlMs });
      for (let i = 0; i < times; i++) await cache.get(key);
    }
    clock.advance(HALF + 100_000);
    const before = await cache.stats();
    const made: string[] = [];
    const report = await cache.warm({ top: 3 }, (key, { reason }) => {
      made.push(`${reason} ${key}`);
      return 'new';
    });
    expect(report).toMatchObject({ warmed: 3, skipped: 0, failed: [], left: 0 });
    expect(made).toEqual(['warm gone', 'warm soon', 'warm later']);
    const after = await cache.stats();
    expect([after.hits, after.misses, cache.peek('soon')]).toEqual([before.hits, before.misses, 'new']);
  });

  it('leaves alone what has more than half of its time left', async () => {
    const { cache } = cacheOf();
    await cache.set('song', 'x');
    expect(await cache.warm(['song'], () => 'new')).toMatchObject({ warmed: 0, skipped: 1 });
  });

  it('says what failed, and goes on', async () => {
    const { cache } = cacheOf();
    const warmed = cache.warm(['bad', 'good'], (key) => {
      if (key === 'bad') throw new Error('offline');
      return key;
    });
    expect(await warmed).toMatchObject({ warmed: 1, failed: [{ key: 'bad', error: new Error('offline') }] });
  });

  it('waits while a user waits', async () => {
    const { cache } = cacheOf();
    const source = new Source();
    const user = cache.getOrProcess('user', source.process);
    await settled();
    const warmed = cache.warm(['a'], source.process);
    await settled();
    expect(source.calls.map(({ key }) => key)).toEqual(['user']);
    await source.answer('x');
    await user;
    await settled();
    expect(source.calls.map(({ key }) => key)).toEqual(['user', 'a']);
    await source.answer('A');
    expect((await warmed).warmed).toBe(1);
  });

  it('gives a user who comes meanwhile the value that it makes', async () => {
    const { cache } = cacheOf();
    const source = new Source();
    const warmed = cache.warm(['a'], source.process);
    await settled();
    const user = cache.getOrProcess('a', source.process);
    await source.answer('A');
    expect([(await user).value, (await warmed).warmed, source.calls.length]).toEqual(['A', 1, 1]);
  });

  it('can be paused and resumed', async () => {
    const { cache } = cacheOf();
    const source = new Source();
    cache.pauseWarming();
    const warmed = cache.warm(['a'], source.process);
    await settled();
    expect(source.calls).toEqual([]);
    cache.resumeWarming();
    await settled();
    await source.answer('A');
    expect((await warmed).warmed).toBe(1);
  });

  it('ends when its budget is used up, and says what it did not come to', async () => {
    const { cache, clock } = cacheOf();
    const source = new Source();
    const seen: string[] = [];
    const onProgress = ({ key, status }: { key: string; status: string }): number => seen.push(`${key} ${status}`);
    const warmed = cache.warm(['a', 'b', 'c'], source.process, { budgetMs: 5_000, onProgress });
    await settled();
    await source.answer('A');
    clock.advance(5_000);
    expect(await warmed).toMatchObject({ warmed: 1, left: 2 });
    expect([source.calls[1]?.signal.aborted, source.calls.length]).toEqual([true, 2]);
    expect(seen).toEqual(['a warmed', 'b left', 'c left']);
  });

  it('ends when it is aborted, paused as it may be, or the cache is closed', async () => {
    const { cache } = cacheOf();
    const source = new Source();
    cache.pauseWarming();
    const leaving = new AbortController();
    const aborted = cache.warm(['a'], source.process, { signal: leaving.signal });
    const closed = cache.warm(['b'], source.process);
    await settled();
    leaving.abort();
    expect(await aborted).toMatchObject({ left: 1 });
    await cache.close();
    expect(await closed).toMatchObject({ left: 1 });
    expect(source.calls).toEqual([]);
  });
});
