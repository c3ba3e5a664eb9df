import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LmdbStore, MemoryStore, type Store, ValkeyStore } from '@reprise/cache';
import { ManualClock } from '@reprise/devkit';
import { describe, expect, it, onTestFinished } from 'vitest';
import { cannotStartServers, RedisServer } from '../../../../packages/cache/test/store/valkey/support/redis-server.ts';
import { SETTING_NAMES } from '../../src/settings/checked-settings.ts';
import { type GuildSettings, SETTINGS } from '../../src/settings/guild-settings.ts';
import { SettingsBook } from '../../src/settings/settings-book.ts';
import { entryOf, TroubledStore } from './troubled-store.ts';

const GUILD = '817327181659111454';
const ROLE = '817327182111571989';
const DAY_MS = 86_400_000;

interface Stage {
  readonly book: SettingsBook;
  readonly clock: ManualClock;
  readonly warnings: Error[];
}

function stage(store: Store, defaults: Partial<GuildSettings> = {}, clock: ManualClock = new ManualClock()): Stage {
  const warnings: Error[] = [];
  const book = new SettingsBook({ store, defaults, clock, onWarning: (warning) => void warnings.push(warning) });
  onTestFinished(() => book.close());
  return { book, clock, warnings };
}

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'reprise-settings-'));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

describe('the settings of a guild', () => {
  it('are the defaults until somebody chooses, and those of whoever runs the bot before ours', async () => {
    const { book } = stage(new MemoryStore(), { defaultVolume: 80, locale: 'de' });
    expect(book.peek(GUILD)).toBeUndefined();
    const settings = await book.get(GUILD);
    expect(settings).toEqual({
      djRoleId: undefined,
      defaultVolume: 80,
      announce: true,
      maxQueue: 2_000,
      maxPlaylist: 500,
      maxPerUser: 0,
      maxSongMs: 0,
      idleLeaveMs: 300_000,
      aloneLeaveMs: 60_000,
      stay: false,
      stayChannelId: undefined,
      voteSkipPercent: 50,
      autoplay: false,
      locale: 'de',
    });
    expect(book.peek(GUILD)).toEqual(settings);
  });

  it('keep what is chosen for years, through a restart, for this guild only; what is not chosen follows the defaults', async () => {
    const path = folder();
    const clock = new ManualClock();
    const before = new LmdbStore({ path, clock });
    const changed = await stage(before, {}, clock).book.change(GUILD, { djRoleId: ROLE, announce: false });
    expect([changed.djRoleId, changed.announce, changed.defaultVolume]).toEqual([ROLE, false, 100]);
    await before.close();

    clock.advance(10 * 365 * DAY_MS);
    const after = new LmdbStore({ path, clock });
    const { book, warnings } = stage(after, { defaultVolume: 30 }, clock);
    expect((await after.removeExpired()).entries).toBe(0);
    expect(await book.get(GUILD)).toEqual({ ...changed, defaultVolume: 30 });
    expect((await book.get('817327181659111455')).announce).toBe(true);
    expect(warnings).toEqual([]);
    await after.close();
  });

  it('are still there when the clock of the machine was set back', async () => {
    const path = folder();
    const before = new LmdbStore({ path, clock: new ManualClock(1_800_000_000_000) });
    await stage(before, {}, new ManualClock(1_800_000_000_000)).book.change(GUILD, { stay: true });
    await before.close();
    const clock = new ManualClock(1_600_000_000_000);
    const after = new LmdbStore({ path, clock });
    expect((await stage(after, {}, clock).book.get(GUILD)).stay).toBe(true);
    await after.close();
  });

  it('can be chosen to be nothing where the default is something', async () => {
    const store = new MemoryStore();
    const defaults: Partial<GuildSettings> = { locale: 'de', djRoleId: ROLE };
    await stage(store, defaults).book.change(GUILD, { locale: undefined, djRoleId: undefined });
    expect(await stage(store, defaults).book.get(GUILD)).toMatchObject({ locale: undefined, djRoleId: undefined });
  });

  it('may be more by default, for whoever runs the bot, than a guild may choose', async () => {
    const { book } = stage(new MemoryStore(), { maxQueue: 100_000, maxPlaylist: 10_000 });
    await expect(book.change(GUILD, { maxQueue: 2_001 })).rejects.toThrow('maxQueue');
    expect(await book.change(GUILD, { stay: true })).toMatchObject({ maxQueue: 100_000, maxPlaylist: 10_000 });
    expect(() => stage(new MemoryStore(), { maxQueue: 100_001 })).toThrow('maxQueue');
  });

  it('are the defaults again after a reset', async () => {
    const store = new MemoryStore();
    const { book } = stage(store, { defaultVolume: 80 });
    await book.change(GUILD, { defaultVolume: 10 });
    expect((await book.reset(GUILD)).defaultVolume).toBe(80);
    expect([book.peek(GUILD)?.defaultVolume, await store.get(`settings:${GUILD}`)]).toEqual([80, undefined]);
  });

  it('do not lose changes that are made at the same time', async () => {
    const { book } = stage(new TroubledStore({ tellsOfChanges: false }));
    await Promise.all([
      book.change(GUILD, { defaultVolume: 20 }),
      book.change(GUILD, { stay: true }),
      book.change(GUILD, { maxPerUser: 3 }),
    ]);
    expect(await book.get(GUILD)).toMatchObject({ defaultVolume: 20, stay: true, maxPerUser: 3 });
  });

  it('do not go back to what was read before a change', async () => {
    const store = new TroubledStore({ tellsOfChanges: true });
    const { book } = stage(store);
    const { promise, resolve } = Promise.withResolvers<void>();
    store.readsWaitFor = promise;
    const reading = book.get(GUILD);
    store.readsWaitFor = undefined;
    await book.change(GUILD, { stay: true });
    resolve();
    expect([(await reading).stay, book.peek(GUILD)?.stay]).toEqual([true, true]);
  });

  it.each<[Record<string, unknown>, string]>([
    [{ defaultVolume: 201 }, 'defaultVolume must be a whole number from 0 to 200, but is 201.'],
    [{ voteSkipPercent: 0 }, 'voteSkipPercent must be a whole number from 1 to 100, but is 0.'],
    [{ announce: 'yes' }, "announce must be true or false, but is 'yes'."],
    [{ locale: 'tlh' }, "locale must be one of en, de, but is 'tlh'."],
    [{ djRoleId: '@everyone' }, 'djRoleId must be an id of Discord'],
    [{ maxQueue: undefined }, 'maxQueue must be a whole number from 1 to'],
    [{ volume: 1 }, 'there is no option "volume"'],
  ])('refuse %j, and change nothing', async (patch, message) => {
    const { book } = stage(new MemoryStore());
    await expect(book.change(GUILD, patch)).rejects.toThrow(message);
    expect(() => stage(new MemoryStore(), patch)).toThrow(message);
    expect(book.peek(GUILD)).toBeUndefined();
  });

  it('take every setting of the table, at both ends of its range, and nothing beyond', async () => {
    const { book } = stage(new MemoryStore());
    for (const name of SETTING_NAMES) {
      const setting = SETTINGS[name];
      if (!('range' in setting)) continue;
      const { min, max } = setting.range;
      for (const value of [min, max]) expect((await book.change(GUILD, { [name]: value }))[name]).toBe(value);
      for (const value of [min - 1, max + 1, min + 0.5, Number.NaN]) {
        await expect(book.change(GUILD, { [name]: value })).rejects.toThrow(name);
      }
    }
    expect(SETTING_NAMES).toHaveLength(14);
  });
});

describe('settings that are damaged', () => {
  it('are the defaults with one warning, and can be changed again', async () => {
    const store = new MemoryStore();
    for (const [i, text] of ['{', '[]', '"x"', ''].entries()) await store.set(`settings:${i}`, entryOf(text));
    const { book, warnings } = stage(store);
    for (const i of [0, 1, 2, 3]) expect((await book.get(`${i}`)).defaultVolume).toBe(100);
    expect(warnings).toMatchObject([{ code: 'VALUE_DAMAGED' }]);
    await book.change('0', { defaultVolume: 5 });
    expect((await stage(store).book.get('0')).defaultVolume).toBe(5);
  });

  it('in one place cost none of the others', async () => {
    const store = new MemoryStore();
    await store.set(`settings:${GUILD}`, entryOf('{"defaultVolume":900,"stay":true,"__proto__":{"x":1},"new":1}'));
    const { book, warnings } = stage(store);
    expect(await book.get(GUILD)).toMatchObject({ defaultVolume: 100, stay: true });
    expect(warnings.map(({ message }) => message)).toEqual([expect.stringContaining('"defaultVolume"')]);
  });

  it('of a newer version of the bot are not used, and not overwritten', async () => {
    const store = new MemoryStore();
    await store.set(`settings:${GUILD}`, entryOf('{"stay":true}', 2));
    const { book, warnings } = stage(store);
    expect((await book.get(GUILD)).stay).toBe(false);
    expect(warnings).toMatchObject([{ code: 'VALUE_NEWER' }]);
    await expect(book.change(GUILD, { announce: false })).rejects.toMatchObject({ code: 'VALUE_NEWER' });
    expect((await store.get(`settings:${GUILD}`))?.schemaVersion).toBe(2);
  });
});

describe('settings whose store is gone', () => {
  it('are those last known, or the defaults, with one warning each time it goes; a change says that it is not kept', async () => {
    const store = new TroubledStore({ tellsOfChanges: true });
    const { book, warnings } = stage(store, { maxPerUser: 7 });
    await book.change(GUILD, { defaultVolume: 20 });

    store.isAway = true;
    store.tell(undefined);
    expect((await book.get(GUILD)).defaultVolume).toBe(20);
    expect(await book.get(ROLE)).toMatchObject({ defaultVolume: 100, maxPerUser: 7 });
    expect(warnings).toMatchObject([{ name: 'KeepingError', code: 'NOT_READ' }]);
    await expect(book.change(GUILD, { stay: true })).rejects.toMatchObject({
      code: 'NOT_KEPT',
      cause: { code: 'STORE_UNAVAILABLE' },
    });
    await expect(book.reset(GUILD)).rejects.toMatchObject({ code: 'NOT_KEPT' });

    store.isAway = false;
    expect(await book.get(GUILD)).toMatchObject({ defaultVolume: 20, stay: false });
    store.isAway = true;
    store.tell(`settings:${GUILD}`);
    await book.get(GUILD);
    expect(warnings).toHaveLength(2);
  });

  it('are given after a second when it does not answer', async () => {
    const store = new TroubledStore({ tellsOfChanges: true });
    const { book, clock, warnings } = stage(store);
    store.readsWaitFor = new Promise(() => undefined);
    const reading = book.get(GUILD);
    const change = expect(book.change(GUILD, { stay: true })).rejects.toMatchObject({ code: 'NOT_KEPT' });
    await Promise.resolve();
    clock.advance(1_000);
    expect((await reading).announce).toBe(true);
    await change;
    expect([warnings.length, clock.pending, store.writes]).toEqual([1, 0, 0]);
  });
});

describe('settings that another process changed', () => {
  it('are read anew at once where the store tells of it, and are not asked for otherwise', async () => {
    const store = new TroubledStore({ tellsOfChanges: true });
    const here = stage(store);
    const there = stage(store);
    await here.book.get(GUILD);
    await there.book.change(GUILD, { stay: true });
    here.clock.advance(DAY_MS);
    expect((await here.book.get(GUILD)).stay).toBe(false);
    store.tell('settings:another');
    store.tell(`favourites:${GUILD}`);
    const reads = store.reads;
    expect([(await here.book.get(GUILD)).stay, store.reads]).toEqual([false, reads]);
    store.tell(`settings:${GUILD}`);
    expect([(await here.book.get(GUILD)).stay, store.reads]).toEqual([true, reads + 1]);
  });

  it('while they were being read are read once more', async () => {
    const store = new TroubledStore({ tellsOfChanges: true });
    const here = stage(store);
    const { promise, resolve } = Promise.withResolvers<void>();
    store.readsWaitFor = promise;
    const reading = here.book.get(GUILD);
    store.readsWaitFor = undefined;
    await stage(store).book.change(GUILD, { stay: true });
    store.tell(`settings:${GUILD}`);
    resolve();
    await reading;
    expect((await here.book.get(GUILD)).stay).toBe(true);
  });

  it('are read anew after a minute where it does not tell', async () => {
    const path = folder();
    const clock = new ManualClock();
    const stores = [new LmdbStore({ path, clock, isShared: true }), new LmdbStore({ path, clock, isShared: true })];
    const [here, there] = stores.map((store) => stage(store, {}, clock).book);
    await here?.get(GUILD);
    await there?.change(GUILD, { stay: true });
    clock.advance(59_999);
    expect((await here?.get(GUILD))?.stay).toBe(false);
    clock.advance(1);
    expect((await here?.get(GUILD))?.stay).toBe(true);
    for (const store of stores) await store.close();
  });

  it.skipIf(cannotStartServers)('reach this one through a real server, which keeps them without an end', async () => {
    const server = await RedisServer.start();
    const stores = [new ValkeyStore({ url: server.url }), new ValkeyStore({ url: server.url })];
    const books = stores.map((store) => new SettingsBook({ store }));
    const [here, there] = books;
    try {
      await expect.poll(async () => (await here?.change(GUILD, { stay: false }))?.stay).toBe(false);
      await there?.change(GUILD, { stay: true });
      await expect.poll(async () => (await here?.get(GUILD))?.stay).toBe(true);
      const entry = await stores[0]?.get(`settings:${GUILD}`);
      expect(entry?.expiresAt).toBeGreaterThan(1e15);
    } finally {
      for (const book of books) await book.close();
      for (const store of stores) await store.close();
      await server.stop();
    }
  });
});

describe('settings of very many guilds', () => {
  it('take a bounded place in memory', async () => {
    const { book } = stage(new MemoryStore());
    for (let i = 0; i <= 10_000; i++) await book.get(`${i}`);
    expect([book.peek('0'), book.peek('1')?.stay]).toEqual([undefined, false]);
  });
});
