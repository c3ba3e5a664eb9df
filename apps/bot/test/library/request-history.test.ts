import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LmdbStore, MemoryStore, type Store } from '@reprise/cache';
import { ManualClock } from '@reprise/devkit';
import { describe, expect, it, onTestFinished } from 'vitest';
import { Favourites } from '../../src/library/favourites.ts';
import type { KeptSong } from '../../src/library/kept-song.ts';
import { RequestHistory } from '../../src/library/request-history.ts';
import { SettingsBook } from '../../src/settings/settings-book.ts';
import { entryOf, TroubledStore } from '../settings/troubled-store.ts';

const USER = '80351110224678912';
const GUILD = '817327181659111454';

function song(name: string): KeptSong {
  const key = `https://example.org/${name}`;
  return { key, title: name, author: 'Somebody', url: key, durationMs: 60_000 };
}

function stage(store: Store, clock: ManualClock = new ManualClock()) {
  const warnings: Error[] = [];
  const history = new RequestHistory({ store, clock, onWarning: (warning) => void warnings.push(warning) });
  onTestFinished(() => history.close());
  const note = (name: string, userId = USER, guildId = GUILD): void =>
    history.note({ userId, guildId, song: song(name) });
  return { history, clock, warnings, note };
}

function titles(songs: readonly { readonly title: string }[]): readonly string[] {
  return songs.map(({ title }) => title);
}

describe('what a user asked for', () => {
  it('is known at once, each song once, the newest first, the last 50', async () => {
    const { history, note, clock } = stage(new MemoryStore());
    for (let i = 0; i < 60; i++) note(`${i}`);
    clock.advance(10);
    note('30');
    const known = history.peekUser(USER);
    expect(titles(known).slice(0, 4)).toEqual(['30', '59', '58', '57']);
    expect([known.length, known[0]?.at, known.at(-1)?.title]).toEqual([50, clock.now(), '10']);
    expect(await history.ofUser(USER)).toEqual(known);
    expect(history.peekUser('2')).toEqual([]);
  });

  it('is one song, asked for by its name or by its link', async () => {
    const { history } = stage(new MemoryStore());
    const link = song('a');
    for (const key of [link.key, 'ytsearch:a']) history.note({ userId: USER, guildId: GUILD, song: { ...link, key } });
    expect((await history.ofUser(USER)).map(({ key }) => key)).toEqual(['ytsearch:a']);
    expect(await history.ofGuild(GUILD)).toHaveLength(2);
  });

  it('is kept through a restart by closing, and in a guild the last 500 keys without who it was', async () => {
    const path = mkdtempSync(join(tmpdir(), 'reprise-history-'));
    onTestFinished(() => rmSync(path, { recursive: true, force: true }));
    const before = new LmdbStore({ path });
    const first = stage(before);
    for (let i = 0; i < 510; i++) first.note(`${i}`, `${1_000 + (i % 20)}`);
    await first.history.close();
    await before.close();

    const after = new LmdbStore({ path });
    const { history } = stage(after);
    expect(titles(await history.ofUser('1000')).slice(0, 2)).toEqual(['500', '480']);
    const inGuild = await history.ofGuild(GUILD);
    expect([inGuild.length, inGuild[0]]).toEqual([500, { key: song('509').key, at: new ManualClock().now() }]);
    await history.close();
    await after.close();
  });

  it('is written together with what else was asked for within five seconds', async () => {
    const store = new TroubledStore({ tellsOfChanges: false });
    const { history, note, clock } = stage(store);
    for (let i = 0; i < 20; i++) note(`${i}`);
    clock.advance(4_999);
    expect(store.writes).toBe(0);
    clock.advance(1);
    await history.flush();
    expect(store.writes).toBe(2);
    expect(clock.pending).toBe(0);
    note('later');
    clock.advance(5_000);
    await history.flush();
    expect([store.writes, titles(await stage(store).history.ofUser(USER)).slice(0, 2)]).toEqual([4, ['later', '19']]);
  });

  it('here and in another process is all there', async () => {
    const store = new TroubledStore({ tellsOfChanges: true });
    const [here, there] = [stage(store), stage(store)];
    await here.history.ofUser(USER);
    here.note('here');
    there.note('there');
    await there.history.flush();
    await here.history.flush();
    there.note('again');
    store.tell(`requests-of-user:${USER}`);
    expect(titles(await there.history.ofUser(USER))).toEqual(['again', 'here', 'there']);
  });

  it('waits for a store that is away, with one warning of each kind, and is written when it is back', async () => {
    const store = new TroubledStore({ tellsOfChanges: false });
    const { history, note, clock, warnings } = stage(store);
    await history.ofUser(USER);
    store.isAway = true;
    note('a');
    clock.advance(5_000);
    await history.flush();
    note('b');
    await history.flush();
    expect(warnings.map(({ message }) => message)).toEqual([
      'What users asked for cannot be kept now; it waits for the store.',
      'What guilds played cannot be kept now; it waits for the store.',
    ]);
    expect(titles(history.peekUser(USER))).toEqual(['b', 'a']);
    store.isAway = false;
    clock.advance(30_000);
    await history.flush();
    expect(titles(await stage(store).history.ofUser(USER))).toEqual(['b', 'a']);
    expect(warnings).toHaveLength(2);
  });

  it('takes a bounded place while the store is away, whoever asks', () => {
    const store = new TroubledStore({ tellsOfChanges: false });
    store.isAway = true;
    const { history, note } = stage(store);
    for (let i = 0; i < 3_000; i++) note('a', `user ${i}`);
    const known = Array.from({ length: 3_000 }, (_, i) => history.peekUser(`user ${i}`)).filter(
      (all) => all.length > 0,
    );
    expect(known).toHaveLength(2_000);
    expect(history.peekUser('user 2999')).toHaveLength(1);
  });

  it('is forgotten when the user wants it, what is being written included', async () => {
    const store = new TroubledStore({ tellsOfChanges: false });
    const { history, note } = stage(store);
    note('a');
    await history.flush();
    note('b');
    const writing = history.flush();
    note('c');
    await history.forgetUser(USER);
    await writing;
    await history.flush();
    expect([history.peekUser(USER), await history.ofUser(USER)]).toEqual([[], []]);
    expect(await store.get(`requests-of-user:${USER}`)).toBeUndefined();
    expect(await history.ofGuild(GUILD)).toHaveLength(3);
    await history.forgetGuild(GUILD);
    expect(await history.ofGuild(GUILD)).toEqual([]);
  });

  it('that is damaged is nothing, with one warning, and what a newer bot keeps is left alone', async () => {
    const store = new MemoryStore();
    await store.set(`requests-of-user:${USER}`, entryOf('[1]'));
    await store.set('requests-of-user:2', entryOf('[]', 2));
    const { history, note, warnings } = stage(store);
    expect(await history.ofUser(USER)).toEqual([]);
    note('a');
    note('b', '2');
    await history.flush();
    note('c', '2');
    await history.flush();
    expect(titles(await history.ofUser(USER))).toEqual(['a']);
    expect((await store.get('requests-of-user:2'))?.schemaVersion).toBe(2);
    expect(warnings).toMatchObject([{ code: 'VALUE_DAMAGED' }, { code: 'VALUE_NEWER' }]);
  });

  it('is never a reason to throw, whoever is told of it', async () => {
    const store = new TroubledStore({ tellsOfChanges: false });
    store.isAway = true;
    const told: unknown[] = [];
    const listener = (warning: unknown): void => void told.push(warning);
    process.on('warning', listener);
    onTestFinished(() => void process.off('warning', listener));
    const history = new RequestHistory({
      store,
      onWarning: () => {
        throw new Error('The log is full.');
      },
    });
    history.note({ userId: USER, guildId: GUILD, song: song('a') });
    expect(await history.ofUser(USER)).toHaveLength(1);
    await history.close();
    await expect.poll(() => told.length).toBeGreaterThan(0);
    history.note({ userId: USER, guildId: GUILD, song: song('late') });
    expect(history.peekUser(USER)).toHaveLength(1);
  });
});

describe('a store on a disk that is too small', () => {
  it('gives up what was asked for before favourites, and favourites before settings', async () => {
    const path = mkdtempSync(join(tmpdir(), 'reprise-small-'));
    onTestFinished(() => rmSync(path, { recursive: true, force: true }));
    const store = new LmdbStore({ path, maxBytes: 400_000 });
    const settings = new SettingsBook({ store });
    const favourites = new Favourites({ store });
    await settings.change(GUILD, { stay: true });
    await favourites.add(USER, song('a'));
    const { history, note } = stage(store);
    for (let user = 0; user < 400; user++) {
      for (let i = 0; i < 20; i++) note(`${i}`, `${user}`, `${user}`);
      await history.flush();
    }
    await history.close();
    expect(store.stats().usedBytes).toBeLessThan(500_000);
    expect((await new SettingsBook({ store }).get(GUILD)).stay).toBe(true);
    expect(await new Favourites({ store }).list(USER)).toHaveLength(1);
    const { history: after } = stage(store);
    const left = await Promise.all(Array.from({ length: 400 }, (_, user) => after.ofUser(`${user}`)));
    expect(left[0]).toEqual([]);
    expect(left.at(-1)?.length).toBe(20);
    await after.close();
    await store.close();
  });
});
