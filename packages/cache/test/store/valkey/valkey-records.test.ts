import fc from 'fast-check';
import type { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { encodeRecord } from '../../../src/store/record.ts';
import { storageKeyOf } from '../../../src/store/storage-key.ts';
import type { StoreError } from '../../../src/store/store-error.ts';
import type { ValkeyCommonOptions } from '../../../src/store/valkey/valkey-options.ts';
import { ValkeyStore } from '../../../src/store/valkey/valkey-store.ts';
import { contentOf, entryOf, textOf } from '../support/store-contract.ts';
import { cannotStartServers, RedisServer } from './support/redis-server.ts';

describe.skipIf(cannotStartServers)('what a ValkeyStore keeps', () => {
  let server: RedisServer;
  const stores: ValkeyStore[] = [];
  let warnings: StoreError[];
  let store: ValkeyStore;

  const open = (options: ValkeyCommonOptions = {}): ValkeyStore => {
    const onWarning = (warning: StoreError): void => void warnings.push(warning);
    const opened = new ValkeyStore({ url: server.url, deadlineMs: 1_000, onWarning, ...options });
    stores.push(opened);
    return opened;
  };
  const ask = <T>(run: (client: Redis) => Promise<T>): Promise<T> => server.ask(run);
  const song = (text = 'Ode to Joy'): ReturnType<typeof entryOf> => entryOf(text, Date.now());

  beforeAll(async () => {
    server = await RedisServer.start();
  });
  afterAll(() => server[Symbol.asyncDispose]());
  beforeEach(() => {
    warnings = [];
    store = open();
  });
  afterEach(async () => {
    await Promise.all(stores.splice(0).map((opened) => opened.close()));
    await ask((client) => client.flushall());
  });

  it('goes by itself when it expires', async () => {
    await store.set('song', { ...song(), expiresAt: Date.now() + 60_000 });
    const left = await ask((client) => client.pttl('reprise:=song'));
    expect(left).toBeGreaterThan(55_000);
    expect(left).toBeLessThanOrEqual(60_000);
  });

  it('stays when it never expires, and is not kept when it has expired', async () => {
    const forEver = { freshUntil: Number.POSITIVE_INFINITY, expiresAt: Number.POSITIVE_INFINITY };
    await store.set('song', { ...song(), ...forEver });
    expect(await ask((client) => client.pttl('reprise:=song'))).toBe(-1);
    await store.set('song', { ...song(), freshUntil: 0, expiresAt: Date.now() - 1 });
    expect(await ask((client) => client.exists('reprise:=song'))).toBe(0);
  });

  it('is a miss when it cannot be read, with one warning for all', async () => {
    const record = encodeRecord(song());
    await ask(async (client) => {
      await client.set('reprise:=text', '{"title":"Ode to Joy"}');
      await client.set('reprise:=cut', record.subarray(0, record.length - 1));
      await client.rpush('reprise:=list', 'a');
      await client.set(`reprise:${storageKeyOf('x'.repeat(600)).name}`, encodeRecord(song(), 'y'.repeat(600)));
    });
    for (const key of ['text', 'cut', 'list', 'x'.repeat(600)]) expect(await store.get(key)).toBeUndefined();
    expect(store.stats().unreadable).toBe(4);
    expect(await store.getMany(['text', 'cut', 'list'])).toEqual([undefined, undefined, undefined]);
    expect(warnings.map(({ code }) => code)).toEqual(['STORE_DAMAGED']);
    await store.set('text', song());
    expect([...(await contentOf(store)).keys()].sort()).toEqual(['text', 'y'.repeat(600)].sort());
  });

  it('is a miss when a newer version wrote it, and stays for that', async () => {
    const newer = encodeRecord(song());
    newer[4] = 99;
    await ask((client) => client.set('reprise:=song', newer));
    expect(await store.get('song')).toBeUndefined();
    expect(warnings.map(({ code }) => code)).toEqual(['STORE_NEWER']);
    expect(await ask((client) => client.exists('reprise:=song'))).toBe(1);
  });

  it('is only what was signed with the secret, when there is one', async () => {
    const signed = open({ secret: 'a secret of many letters' });
    await signed.set('song', song());
    await signed.set('other', song('Für Elise'));
    expect(textOf(await signed.get('song'))).toBe('Ode to Joy');

    await ask(async (client) => {
      await client.set('reprise:=forged', encodeRecord(song()));
      await client.copy('reprise:=other', 'reprise:=moved');
    });
    expect(await open({ secret: 'another one, as long' }).get('song')).toBeUndefined();
    expect(await signed.get('forged')).toBeUndefined();
    expect(await signed.get('moved')).toBeUndefined();
    expect([...(await contentOf(signed)).keys()].sort()).toEqual(['other', 'song']);
  });

  it('takes none of 10,000 changed records for one, when they are signed', async () => {
    const signed = open({ secret: 'a secret of many letters', prefix: 'mutated:' });
    await signed.set('song', song());
    const record = await ask((client) => client.getBuffer('mutated:=song'));
    if (record === null) throw new Error('nothing was written');
    const changes = fc.sample(fc.tuple(fc.nat(record.length - 1), fc.integer({ min: 1, max: 255 })), 10_000);
    await ask(async (client) => {
      const pipeline = client.pipeline();
      changes.forEach(([at, change], i) => {
        const changed = Buffer.from(record);
        changed[at] = (changed[at] ?? 0) ^ change;
        pipeline.set('mutated:=song', changed).copy('mutated:=song', `mutated:=${i}`);
      });
      await pipeline.exec();
    });
    expect(await contentOf(signed)).toEqual(new Map());
    expect(signed.stats().unreadable).toBe(10_001);
  });

  it('is refused at once when it is too large', async () => {
    const most = 256 * 1_024 - 'song'.length;
    await store.set('song', { ...song(), bytes: new Uint8Array(most) });
    const larger = store.set('song', { ...song(), bytes: new Uint8Array(most + 1) });
    await expect(larger).rejects.toMatchObject({ code: 'ENTRY_TOO_LARGE' });
    expect(store.stats().queuedWrites).toBe(0);
    expect((await store.get('song'))?.bytes.length).toBe(most);
  });

  it.each([
    ['users', 'usersAbc'],
    ['users:', 'users:more:'],
    ['a*', 'abc'],
    ['[ab]', 'a'],
    ['a?', 'ab'],
    ['\\', '\\\\'],
    ['{tag}^-', '{tag}^'],
  ])('under %s is nothing of what is under %s', async (prefix, other) => {
    const [ours, theirs] = [open({ prefix }), open({ prefix: other })];
    for (const each of [ours, theirs]) await Promise.all(['a', 'x'.repeat(600)].map((key) => each.set(key, song(key))));
    expect((await contentOf(ours)).size).toBe(2);
    await ours.clear();
    expect((await contentOf(ours)).size).toBe(0);
    expect((await contentOf(theirs)).size).toBe(2);
    await theirs.clear();
    expect(await ask((client) => client.dbsize())).toBe(0);
  });

  it('comes back whole from 3,000 entries, by steps', async () => {
    const keys = Array.from({ length: 3_000 }, (_, i) => `song ${i}`);
    for (let i = 0; i < keys.length; i += 500) {
      await Promise.all(keys.slice(i, i + 500).map((key) => store.set(key, song(key))));
    }
    expect(await contentOf(store)).toEqual(new Map(keys.map((key) => [key, key])));
    expect((await store.getMany(keys)).map(textOf)).toEqual(keys);
    await store.clear();
    expect(await ask((client) => client.dbsize())).toBe(0);
    const commands = await ask((client) => client.info('commandstats'));
    expect(commands).toContain('cmdstat_scan');
    expect(commands).not.toContain('cmdstat_keys');
    expect(commands).not.toContain('cmdstat_del:');
  });

  it('needs of a user only the commands and keys that are named', async () => {
    const commands = 'get mget set getdel unlink exists scan publish subscribe eval del hello client info'.split(' ');
    const rules = ['reset', 'on', '>open-sesame', '~songs:*', '&songs:*', ...commands.map((name) => `+${name}`)];
    await ask((client) => client.acl('SETUSER', 'songs', ...rules));
    const url = server.url.replace('//', '//songs:open-sesame@');
    const limited = new ValkeyStore({ url, prefix: 'songs:', deadlineMs: 1_000 });
    stores.push(limited);
    const heard: (string | undefined)[] = [];
    limited.onChange((key) => heard.push(key));
    await vi.waitFor(() => expect(heard).toEqual([undefined]));

    await Promise.all(['a', 'b'].map((key) => limited.set(key, song(key))));
    await limited.set('c', { ...song(), freshUntil: 0, expiresAt: 0 });
    expect(await limited.delete('a')).toBe(true);
    expect((await limited.getMany(['a', 'b'])).map(textOf)).toEqual([undefined, 'b']);
    await (await limited.lease('b', 10_000))?.release();
    expect(await limited.lease('b', 10_000)).toBeDefined();
    expect([...(await contentOf(limited)).keys()]).toEqual(['b']);
    await limited.clear();
    expect(await limited.get('b')).toBeUndefined();

    const stranger = new ValkeyStore({ url, prefix: 'private:', deadlineMs: 1_000 });
    stores.push(stranger);
    await expect(stranger.get('a')).rejects.toMatchObject({ code: 'STORE_FAILED' });
    await expect(stranger.set('a', song())).rejects.toMatchObject({ code: 'STORE_FAILED' });
  });

  it('round-trips whatever the key', async () => {
    const unit = fc.nat(0xffff).map((code) => String.fromCharCode(code));
    const keys = [...new Set(fc.sample(fc.string({ unit, maxLength: 400 }), 2_000))];
    for (let i = 0; i < keys.length; i += 500) {
      await Promise.all(keys.slice(i, i + 500).map((key, j) => store.set(key, song(`${i + j}`))));
    }
    expect((await store.getMany(keys)).map(textOf)).toEqual(keys.map((_, i) => `${i}`));
    expect(await contentOf(store)).toEqual(new Map(keys.map((key, i) => [key, `${i}`])));
  });
});
