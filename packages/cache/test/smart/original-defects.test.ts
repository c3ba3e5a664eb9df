import { ManualClock } from '@reprise/devkit';
import { describe, expect, it } from 'vitest';
import { SmartCache } from '../../src/index.ts';
import { TroubledStore } from './support/stores.ts';
import { cacheOf, Source, settled } from './support/world.ts';

interface Song {
  readonly title: string;
  readonly encoded: string;
}

describe('a cache of songs', () => {
  it('gives back on a hit all that was made, so that it can be played', async () => {
    const clock = new ManualClock();
    const store = new TroubledStore(clock);
    const song = { title: 'Ode to Joy', encoded: 'QAAA' };
    const before = new SmartCache<Song>({ clock, store });
    const { value } = await before.getOrProcess('song', () => song);
    const fromMemory = await before.getOrProcess('song', () => song);
    await before.close();
    const after = new SmartCache<Song>({ clock, store });
    const fromStore = await after.getOrProcess('song', () => ({ title: '', encoded: '' }));
    expect([value, fromMemory.value, fromStore.value]).toEqual([song, song, song]);
  });

  it('is used for any text, be it an address or words to search for', async () => {
    const { cache } = cacheOf();
    for (const key of [
      'https://example.org/watch?v=1',
      'ode to joy',
      '',
      'Ümläut 😀',
      '__proto__',
      'x'.repeat(70_000),
    ]) {
      await cache.getOrProcess(key, () => `value of ${key.length}`);
      expect((await cache.getOrProcess(key, () => 'other')).toTuple()).toEqual([`value of ${key.length}`, true]);
    }
  });

  it('counts as time saved what the value took to make, in one counter', async () => {
    const { cache, clock } = cacheOf();
    const make = (): string => {
      clock.advance(20_000);
      return 'x';
    };
    await cache.getOrProcess('song', make);
    expect((await cache.stats()).timeSavedMs).toBe(0);
    expect((await cache.getOrProcess('song', make)).savedMs).toBe(20_000);
    expect((await cache.stats()).timeSavedMs).toBe(20_000);
  });

  it('finds popular what is hit most, and warms it before it expires', async () => {
    const { cache, clock } = cacheOf();
    for (const key of ['missed', 'missed once', 'hit']) await cache.getOrProcess(key, () => 'old');
    for (let i = 0; i < 10; i++) await cache.getOrProcess('hit', () => 'old');
    expect(cache.popular(1)[0]?.key).toBe('hit');
    clock.advance(7_000_000);
    await cache.warm({ top: 1 }, () => 'new');
    clock.advance(1_000_000);
    expect(await cache.getOrProcess('hit', () => 'late')).toMatchObject({ value: 'new', wasCached: true });
  });

  it('takes what it evicts, deletes or finds expired off the disk as well, and comes back as it was', async () => {
    const clock = new ManualClock();
    const store = new TroubledStore(clock);
    const before = new SmartCache<string>({ clock, store, maxSize: 3, ttlJitter: 0, sweepIntervalMs: 0 });
    for (let i = 0; i < 50; i++) await before.set(`song ${i}`, 'x');
    await before.get('song 47');
    await before.flush();
    expect(await store.keys()).toEqual(['song 47', 'song 48', 'song 49']);
    const counted = await before.stats();
    await before.close();
    const after = new SmartCache<string>({ clock, store, maxSize: 3, ttlJitter: 0, sweepIntervalMs: 0 });
    await after.ready();
    expect(after.exportData().entries.map(({ key, accessCount }) => [key, accessCount])).toEqual([
      ['song 48', 0],
      ['song 49', 0],
      ['song 47', 1],
    ]);
    const { hits, evictions } = await after.stats();
    expect([hits, evictions]).toEqual([counted.hits, counted.evictions]);
    clock.advance(7_200_000);
    await after.cleanup();
    expect(await store.keys()).toEqual([]);
  });

  it('keeps text that nothing can run, and what it knows though the process is killed', async () => {
    const clock = new ManualClock();
    const store = new TroubledStore(clock);
    const killed = new SmartCache<Song>({ clock, store });
    await killed.set('song', { title: 'Ode to Joy', encoded: 'QAAA' });
    await killed.get('song');
    await killed.flush();
    const bytes = (await store.get('song'))?.bytes;
    expect(new TextDecoder().decode(bytes)).toBe('{"title":"Ode to Joy","encoded":"QAAA"}');
    const after = new SmartCache<Song>({ clock, store });
    await after.ready();
    expect(after.popular(1)[0]?.key).toBe('song');
  });

  it('makes a new song once though requests, a batch and warming ask for it', async () => {
    const { cache } = cacheOf();
    const source = new Source();
    const warmed = cache.warm(['song'], source.process);
    const requests = Array.from({ length: 10 }, () => cache.getOrProcess('song', source.process));
    const batch = cache.batchProcess(['song', 'song'], source.process);
    await settled();
    await source.answer('Ode to Joy');
    await Promise.all([warmed, batch, ...requests]);
    expect(source.calls).toHaveLength(1);
  });

  it('lets each value last as long as it is good for, and failures by their kind', async () => {
    const { cache, clock } = cacheOf({
      classify: (error) => (String(error).includes('429') ? 'rate-limited' : 'network'),
    });
    await cache.getOrProcess('address', () => 'x', { ttlMs: 3_600_000 });
    await cache.getOrProcess('about it', () => 'x', { ttlMs: 604_800_000 });
    const limited = async (): Promise<string> => {
      throw new Error('429');
    };
    await expect(cache.getOrProcess('limited', limited)).rejects.toThrow('429');
    await expect(cache.getOrProcess('limited', limited)).rejects.toMatchObject({ failureClass: 'rate-limited' });
    clock.advance(3_600_000);
    expect([cache.peek('address'), cache.peek('about it')]).toEqual([undefined, 'x']);
    expect((await cache.getOrProcess('limited', () => 'x')).value).toBe('x');
  });

  it('says of itself only what it measured', async () => {
    const { cache } = cacheOf();
    expect((await cache.stats()).hitRate.lifetime).toBeUndefined();
    await cache.getOrProcess('song', () => 'x');
    for (let i = 0; i < 3; i++) await cache.getOrProcess('song', () => 'x');
    expect((await cache.stats()).hitRate).toEqual({ lastHour: 0.75, lastDay: 0.75, lifetime: 0.75 });
  });

  it('hands the process the key as it is, and nothing that was made of it', async () => {
    const { cache } = cacheOf();
    const keys: string[] = [];
    const key = '--exec=rm -rf / \u0000"\'';
    await cache.getOrProcess(key, (given) => {
      keys.push(given);
      return 'x';
    });
    expect(keys).toEqual([key]);
  });
});
