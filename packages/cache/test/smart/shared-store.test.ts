import { ManualClock } from '@reprise/devkit';
import { describe, expect, it } from 'vitest';
import { type Lease, SmartCache, type SmartCacheOptions } from '../../src/index.ts';
import { type Share, Shelf } from './support/stores.ts';
import { Source, settled } from './support/world.ts';

interface Process {
  readonly cache: SmartCache<string>;
  readonly share: Share;
}

async function processesOf(
  count: number,
  options: SmartCacheOptions<string> = {},
): Promise<{ readonly clock: ManualClock; readonly shelf: Shelf; readonly processes: readonly Process[] }> {
  const clock = new ManualClock();
  const shelf = new Shelf(clock);
  const processes = Array.from({ length: count }, () => {
    const share = shelf.share();
    return { share, cache: new SmartCache<string>({ clock, store: share, ttlJitter: 0, ...options }) };
  });
  for (const { cache } of processes) await cache.ready();
  return { clock, shelf, processes };
}

describe('processes that share a store', () => {
  it('make a value once for all of them', async () => {
    const { processes } = await processesOf(3);
    const source = new Source();
    const all = processes.map(({ cache }) => cache.getOrProcess('song', source.process));
    await settled();
    expect(source.calls).toHaveLength(1);
    await source.answer('Ode to Joy');
    const answers = await Promise.all(all);
    expect(source.calls).toHaveLength(1);
    expect(answers.map(({ servedFrom }) => servedFrom).sort()).toEqual(['process', 'store', 'store']);
    expect(new Set(answers.map(({ value }) => value))).toEqual(new Set(['Ode to Joy']));
  });

  it('find what another made also when the store does not tell', async () => {
    const { clock, processes } = await processesOf(2);
    for (const { share } of processes) share.hears = false;
    const source = new Source();
    const all = processes.map(({ cache }) => cache.getOrProcess('song', source.process));
    await settled();
    await source.answer('Ode to Joy');
    clock.advance(100);
    await settled();
    expect((await Promise.all(all)).map(({ value }) => value)).toEqual(['Ode to Joy', 'Ode to Joy']);
    expect(source.calls).toHaveLength(1);
  });

  it('wait until what another made can be found, not only until it is made', async () => {
    const { clock, processes } = await processesOf(2);
    const source = new Source();
    const written = Promise.withResolvers<void>();
    for (const { share } of processes) {
      const set = share.set.bind(share);
      share.set = async (key, entry) => {
        await written.promise;
        await set(key, entry);
      };
    }
    const all = processes.map(({ cache }) => cache.getOrProcess('song', source.process));
    await settled();
    await source.answer('Ode to Joy');
    clock.advance(100);
    await settled();
    written.resolve();
    await settled();
    clock.advance(100);
    await Promise.all(all);
    expect(source.calls).toHaveLength(1);
  });

  it('take over from one that fails', async () => {
    const { clock, processes } = await processesOf(2);
    const source = new Source();
    const all = Promise.allSettled(processes.map(({ cache }) => cache.getOrProcess('song', source.process)));
    await settled();
    await source.fail(new Error('offline'));
    clock.advance(100);
    await settled();
    expect(source.calls).toHaveLength(2);
    await source.answer('Ode to Joy');
    expect((await all).map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  it('do not wait for ever for one that died with the right to make it', async () => {
    const { clock, processes, shelf } = await processesOf(1);
    shelf.leases.add('song');
    const answer = processes[0]?.cache.getOrProcess('song', () => 'made');
    for (let i = 0; i < 301; i++) {
      await settled();
      clock.advance(100);
    }
    expect((await answer)?.value).toBe('made');
  });

  it('do without the right to make it when the store does not give it in time, and hand it back when it comes', async () => {
    const { clock, processes, shelf } = await processesOf(1, { storeDeadlineMs: 50, onWarning: () => undefined });
    const [only] = processes;
    const late = Promise.withResolvers<Lease>();
    if (only !== undefined) only.share.lease = () => late.promise;
    const answer = only?.cache.getOrProcess('song', () => 'made');
    await settled();
    clock.advance(50);
    expect((await answer)?.value).toBe('made');
    shelf.leases.add('song');
    late.resolve({ release: async () => void shelf.leases.delete('song') });
    await settled();
    expect(shelf.leases.size).toBe(0);
  });

  it('wait once for a store that does not answer, not once more for the right to make the value', async () => {
    const { clock, processes } = await processesOf(1, { storeDeadlineMs: 50, onWarning: () => undefined });
    const [only] = processes;
    if (only !== undefined) {
      only.share.get = () => new Promise(() => undefined);
      only.share.lease = () => new Promise(() => undefined);
    }
    const answer = only?.cache.getOrProcess('song', () => 'made');
    await settled();
    clock.advance(50);
    expect((await answer)?.value).toBe('made');
  });

  it('drop what another has changed', async () => {
    const { processes } = await processesOf(2);
    const [first, second] = processes;
    await first?.cache.set('song', 'old');
    expect(await second?.cache.get('song')).toBe('old');
    await first?.cache.set('song', 'new');
    expect(second?.cache.peek('song')).toBeUndefined();
    expect(await second?.cache.get('song')).toBe('new');
    expect(first?.cache.peek('song')).toBe('new');
  });

  it('do not take what another changed while it was read', async () => {
    const { processes } = await processesOf(2);
    const [first, second] = processes;
    await first?.cache.set('song', 'old');
    const read = Promise.withResolvers<void>();
    if (second !== undefined) {
      const get = second.share.get.bind(second.share);
      second.share.get = async (key) => {
        const found = await get(key);
        await read.promise;
        return found;
      };
    }
    const answer = second?.cache.get('song');
    await settled();
    await first?.cache.set('song', 'new');
    read.resolve();
    expect([await answer, second?.cache.peek('song')]).toEqual(['new', 'new']);
  });

  it('serve what another has changed for a minute at most, though they never hear of it', async () => {
    const { clock, processes } = await processesOf(2);
    const [first, second] = processes;
    if (second !== undefined) second.share.hears = false;
    await first?.cache.set('song', 'old');
    await second?.cache.get('song');
    await first?.cache.delete('song');
    clock.advance(59_999);
    expect(await second?.cache.get('song')).toBe('old');
    clock.advance(1);
    expect(await second?.cache.get('song')).toBeUndefined();
  });

  it('ask again for everything when they may have missed something', async () => {
    const { processes } = await processesOf(2);
    const [first, second] = processes;
    await first?.cache.set('song', 'old');
    await second?.cache.get('song');
    await first?.cache.clear();
    expect(await second?.cache.get('song')).toBeUndefined();
  });

  it('keep for the others what one has no room for', async () => {
    const { processes } = await processesOf(2, { maxSize: 1 });
    const [first, second] = processes;
    await first?.cache.set('a', 'a');
    await first?.cache.set('b', 'b');
    expect([first?.cache.size, await second?.cache.get('a'), await second?.cache.get('b')]).toEqual([1, 'a', 'b']);
  });

  it('never keep what they took from the store longer than who put it there', async () => {
    const { clock, processes } = await processesOf(2, { recheckMs: 1_000_000 });
    const [first, second] = processes;
    await first?.cache.set('song', 'x', { ttlMs: 10_000 });
    clock.advance(9_000);
    expect((await second?.cache.getOrProcess('song', () => 'made'))?.servedFrom).toBe('store');
    clock.advance(1_000);
    expect(second?.cache.peek('song')).toBeUndefined();
  });

  it('make ahead what is not in memory yet, but soon over in the store', async () => {
    const { clock, processes } = await processesOf(2, { ttlMs: 10_000 });
    const [first, second] = processes;
    await first?.cache.set('song', 'old');
    clock.advance(8_000);
    expect(await second?.cache.warm(['song'], () => 'new')).toMatchObject({ warmed: 1, skipped: 0 });
  });

  it('replace what does not work once for all of them', async () => {
    const { clock, processes } = await processesOf(2);
    const source = new Source();
    const [first, second] = processes;
    await first?.cache.set('song', 'broken');
    await second?.cache.get('song');
    clock.advance(1_000);
    const all = Promise.all(processes.map(({ cache }) => cache.repair('song', source.process)));
    await settled();
    clock.advance(50);
    await source.answer('works');
    expect((await all).map(({ value }) => value)).toEqual(['works', 'works']);
    expect(source.calls).toHaveLength(1);
  });
});
