import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LmdbStore, MemoryStore, type Store } from '@reprise/cache';
import { ManualClock } from '@reprise/devkit';
import { describe, expect, it, onTestFinished } from 'vitest';
import { Favourites, MOST_FAVOURITES } from '../../src/library/favourites.ts';
import type { KeptSong } from '../../src/library/kept-song.ts';
import { entryOf, TroubledStore } from '../settings/troubled-store.ts';

const USER = '80351110224678912';

function song(name: string, more: Partial<KeptSong> = {}): KeptSong {
  const key = `https://example.org/${name}`;
  return { key, title: name, author: 'Somebody', url: key, durationMs: 60_000, ...more };
}

function stage(store: Store, clock: ManualClock = new ManualClock()) {
  const warnings: Error[] = [];
  const favourites = new Favourites({ store, clock, onWarning: (warning) => void warnings.push(warning) });
  onTestFinished(() => favourites.close());
  return { favourites, clock, warnings };
}

describe('the favourites of a user', () => {
  it('are what the user added, the last one first, and survive a restart and years', async () => {
    const path = mkdtempSync(join(tmpdir(), 'reprise-favourites-'));
    onTestFinished(() => rmSync(path, { recursive: true, force: true }));
    const clock = new ManualClock();
    const before = new LmdbStore({ path, clock });
    const { favourites } = stage(before, clock);
    expect(await favourites.add(USER, song('a'))).toBe('added');
    clock.advance(1_000);
    expect(await favourites.add(USER, song('b', { url: undefined, durationMs: undefined }))).toBe('added');
    expect(await favourites.add(USER, song('a', { title: 'other' }))).toBe('there');
    expect(await favourites.add(USER, song('a', { key: 'ytsearch:by its name' }))).toBe('there');
    await before.close();

    clock.advance(5 * 365 * 86_400_000);
    const after = new LmdbStore({ path, clock });
    const later = stage(after, clock);
    const addedAt = new ManualClock().now();
    expect(await later.favourites.list(USER)).toEqual([
      { ...song('b', { url: undefined, durationMs: undefined }), addedAt: addedAt + 1_000 },
      { ...song('a'), addedAt },
    ]);
    expect(await later.favourites.list('2')).toEqual([]);
    expect(later.warnings).toEqual([]);
    await after.close();
  });

  it('can be removed one by one, or all', async () => {
    const store = new MemoryStore();
    const { favourites } = stage(store);
    for (const name of ['a', 'b', 'c']) await favourites.add(USER, song(name));
    expect((await favourites.remove(USER, song('b').key))?.title).toBe('b');
    expect(await favourites.remove(USER, song('b').key)).toBeUndefined();
    expect((await favourites.list(USER)).map(({ title }) => title)).toEqual(['c', 'a']);
    expect(await favourites.clear(USER)).toBe(2);
    expect([await favourites.list(USER), await store.get(`favourites:${USER}`)]).toEqual([[], undefined]);
  });

  it('are full at 200, also when all are added at once, and nothing is lost by asking for more', async () => {
    const { favourites } = stage(new TroubledStore({ tellsOfChanges: false }));
    const songs = Array.from({ length: MOST_FAVOURITES + 3 }, (_, i) => song(`${i}`));
    const answers = await Promise.all(songs.map((each) => favourites.add(USER, each)));
    expect(answers.filter((answer) => answer === 'added')).toHaveLength(200);
    expect(answers.slice(200)).toEqual(['full', 'full', 'full']);
    expect(await favourites.list(USER)).toHaveLength(200);
    await favourites.remove(USER, song('0').key);
    expect(await favourites.add(USER, song('200'))).toBe('added');
  });

  it('are known without waiting where the store answers at once, for the next time elsewhere', async () => {
    const memory = new MemoryStore();
    await stage(memory).favourites.add(USER, song('a'));
    expect(stage(memory).favourites.peek(USER)).toHaveLength(1);
    const slow = new TroubledStore({ tellsOfChanges: false });
    await stage(slow).favourites.add(USER, song('a'));
    const { favourites } = stage(slow);
    expect(favourites.peek(USER)).toEqual([]);
    await favourites.list(USER);
    expect(favourites.peek(USER)).toHaveLength(1);
  });

  it('of endless texts fit into any store, and are found again', async () => {
    const { favourites } = stage(new MemoryStore());
    const endless = song('x', {
      key: `scsearch:${'"'.repeat(5_000)}`,
      title: `\u0000\ud800${'\\'.repeat(10_000)}`,
      author: '😀'.repeat(5_000),
      url: undefined,
    });
    for (let i = 0; i < MOST_FAVOURITES; i++) {
      const url = `https://example.org/${'"'.repeat(950)}${i}`;
      expect(await favourites.add(USER, { ...endless, key: `${'"'.repeat(500)}${i}`, url })).toBe('added');
    }
    await favourites.clear(USER);
    expect(await favourites.add(USER, endless)).toBe('added');
    expect(await favourites.add(USER, endless)).toBe('there');
    const [kept] = await favourites.list(USER);
    expect(kept?.key.length).toBeLessThan(512);
    expect(kept?.title.isWellFormed()).toBe(true);
  });

  it('that are damaged are none, with one warning, and can be begun anew', async () => {
    const store = new MemoryStore();
    await store.set(`favourites:${USER}`, entryOf('[{"key":"k","title":5}]'));
    await store.set('favourites:2', entryOf('[{"key":"k","title":"t","author":"a","url":"javascript:x","addedAt":1}]'));
    const { favourites, warnings } = stage(store);
    expect([await favourites.list(USER), await favourites.list('2')]).toEqual([[], []]);
    expect(warnings).toMatchObject([{ code: 'VALUE_DAMAGED' }]);
    expect(await favourites.add(USER, song('a'))).toBe('added');
  });

  it('stay as they are when the store is gone, which who changes them is told', async () => {
    const store = new TroubledStore({ tellsOfChanges: false });
    const { favourites, warnings } = stage(store);
    await favourites.add(USER, song('a'));
    store.isAway = true;
    await expect(favourites.add(USER, song('b'))).rejects.toMatchObject({ code: 'NOT_KEPT' });
    await expect(favourites.clear(USER)).rejects.toMatchObject({ code: 'NOT_KEPT' });
    expect((await favourites.list(USER)).map(({ title }) => title)).toEqual(['a']);
    expect(await favourites.list('2')).toEqual([]);
    expect(warnings).toMatchObject([{ code: 'NOT_READ' }]);
  });
});
