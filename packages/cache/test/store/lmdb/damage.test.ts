import { mkdir, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { open as openLmdb } from 'lmdb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LmdbStore, type StoreError } from '../../../src/index.ts';
import { temporaryFolder } from '../support/folder.ts';
import { contentOf, entryOf, textOf } from '../support/store-contract.ts';

/** Ways in which a file can be found, by name. */
const damages: Readonly<Record<string, (data: string) => Promise<void>>> = {
  'cut in half': async (data) => truncate(data, Math.floor((await stat(data)).size / 2)),
  'cut within its first page': (data) => truncate(data, 100),
  'all zeros': async (data) => writeFile(data, Buffer.alloc((await stat(data)).size)),
  'zeros behind its head': (data) => overwrite(data, 8_192, 0),
  'garbage behind its head': (data) => overwrite(data, 8_192, 0xa5),
  'garbage at its head': (data) => overwrite(data, 0, 0xa5),
  'a text': (data) => writeFile(data, 'This is a shopping list.\n'.repeat(1_000)),
  'of an old version of LMDB': (data) => setVersion(data, 1),
  'of a newer version of LMDB': (data) => setVersion(data, 3),
};

async function overwrite(data: string, from: number, byte: number): Promise<void> {
  const content = await readFile(data);
  await writeFile(data, content.fill(byte, from));
}

async function setVersion(data: string, version: number): Promise<void> {
  const content = await readFile(data);
  for (const page of [0, 4_096]) content.writeUInt32LE(version, page + 28);
  await writeFile(data, content);
}

describe('an LmdbStore whose file is damaged', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let data: string;
  let warnings: StoreError[];

  const open = (): LmdbStore => new LmdbStore({ path: folder.path, onWarning: (warning) => warnings.push(warning) });

  beforeEach(async () => {
    folder = await temporaryFolder();
    data = join(folder.path, 'data.mdb');
    warnings = [];
    const store = open();
    const now = Date.now();
    const bytes = new Uint8Array(3_000).fill(7);
    await Promise.all(Array.from({ length: 200 }, (_, i) => store.set(`song ${i}`, entryOf('', now, { bytes }))));
    await store.close();
  });
  afterEach(() => folder.remove());

  it('is left where it is, and nobody ends by it, when only what is beside it cannot be used', async () => {
    const before = await readFile(data);
    await rm(join(folder.path, 'lock.mdb'));
    await mkdir(join(folder.path, 'lock.mdb'));
    const store = open();
    await expect(store.get('song 1')).rejects.toMatchObject({ code: 'STORE_FAILED' });
    await store.close();
    expect(await readFile(data)).toEqual(before);
    expect(warnings.map(({ code }) => code)).toEqual(['STORE_FAILED']);
  });

  it.each(Object.keys(damages))('serves within a second, and keeps the old file, when it is %s', async (name) => {
    await damages[name]?.(data);
    const before = await readFile(data);
    const startedAt = performance.now();
    const store = open();
    expect(await store.get('song 1')).toBeUndefined();
    await store.set('song 1', entryOf('new', Date.now()));
    expect(textOf(await store.get('song 1'))).toBe('new');
    expect(performance.now() - startedAt).toBeLessThan(1_000);
    expect(warnings.map(({ code }) => code)).toEqual(['STORE_DAMAGED']);
    expect(store.stats().setAside).toBe(1);
    await store.close();
    const kept = (await readdir(folder.path)).filter((file) => file.startsWith('data.mdb.damaged-'));
    expect(kept).toHaveLength(1);
    expect((await readFile(join(folder.path, kept[0] ?? ''))).equals(before)).toBe(true);
    const next = open();
    expect(textOf(await next.get('song 1'))).toBe('new');
    expect(next.stats().setAside).toBe(0);
    await next.close();
  });

  it('begins anew with an empty file, of which there is nothing to keep', async () => {
    await truncate(data, 0);
    const store = open();
    expect(await contentOf(store)).toEqual(new Map());
    expect([warnings, store.stats().setAside]).toEqual([[], 0]);
    await store.close();
  });

  it('goes on with a whole file that was not closed, or was copied here', async () => {
    await writeFile(data, await readFile(data));
    await writeFile(join(folder.path, 'user-4000000'), '4000000 1 elsewhere');
    await writeFile(join(folder.path, 'opening'), '4000000 1 elsewhere');
    const store = open();
    expect(await store.get('song 199')).toBeDefined();
    expect(await readdir(folder.path)).not.toContain('user-4000000');
    expect([warnings, store.stats().setAside]).toEqual([[], 0]);
    await store.close();
  });

  it('sets a file of a newer version of this package aside, whole', async () => {
    const root = openLmdb<Buffer, string>({ path: folder.path, noSubdir: false, encoding: 'binary', maxReaders: 512 });
    await root.openDB<Buffer, string>('meta', { encoding: 'binary' }).put('format', Buffer.from('2'));
    await root.close();
    const store = open();
    expect(await store.get('song 1')).toBeUndefined();
    await store.set('song 1', entryOf('new', Date.now()));
    expect(warnings.map(({ code }) => code)).toEqual(['STORE_NEWER']);
    expect((await readdir(folder.path)).some((file) => file.startsWith('data.mdb.newer-'))).toBe(true);
    await store.close();
  });

  it('does not answer an entry that is not what was written, and looks at the file when it is opened next', async () => {
    const root = openLmdb<Buffer, Buffer>({ path: folder.path, noSubdir: false, encoding: 'binary', maxReaders: 512 });
    const entries = root.openDB<Buffer, Buffer>('entries', {
      encoding: 'binary',
      keyEncoding: 'binary',
      useVersions: true,
    });
    const name = Buffer.from('=song 1');
    const record = entries.getBinary(name) ?? Buffer.alloc(0);
    record[100] = 8;
    await entries.put(name, record, 1);
    await root.close();
    const store = open();
    expect(await store.get('song 1')).toBeUndefined();
    expect(await store.get('song 2')).toBeDefined();
    expect(store.stats().damagedEntries).toBe(1);
    await store.close();
    expect(await readdir(folder.path)).not.toContain('closed');
  });
});
