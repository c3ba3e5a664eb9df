import { execFileSync } from 'node:child_process';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LmdbStore, type StoreError } from '../../../src/index.ts';
import { networkName } from '../../../src/store/lmdb/file-system.ts';
import { temporaryFolder } from '../support/folder.ts';
import { entryOf, textOf, WallClock } from '../support/store-contract.ts';

const MIB = 1_048_576;

/** Mounts a small disk. Answers false where that is not allowed. */
function mount(path: string, bytes: number): boolean {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${bytes}`, 'tmpfs', path], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

async function codeOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => 'done',
    (error: unknown) => (error instanceof Error && 'code' in error ? error.code : error),
  );
}

describe('an LmdbStore on a full disk', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let clock: WallClock;
  let warnings: StoreError[];
  const strays: unknown[] = [];
  const note = (error: unknown): unknown => strays.push(error);

  beforeEach(async () => {
    folder = await temporaryFolder();
    clock = new WallClock();
    warnings = [];
    strays.length = 0;
    process.on('unhandledRejection', note);
  });
  afterEach(async () => {
    process.off('unhandledRejection', note);
    try {
      execFileSync('umount', ['-l', folder.path], { stdio: 'ignore' });
    } catch {
      // It was not mounted.
    }
    await folder.remove();
  });

  const open = (minFreeBytes: number): LmdbStore =>
    new LmdbStore({ path: folder.path, clock, minFreeBytes, onWarning: (warning) => warnings.push(warning) });

  it('writes nothing, and reads on, with less free space than must stay', async () => {
    const before = open(0);
    await before.set('song', entryOf('x', clock.now()));
    await before.close();
    const store = open(Number.MAX_SAFE_INTEGER);
    for (let i = 0; i < 3; i++) expect(await codeOf(store.set('song', entryOf('y', clock.now())))).toBe('STORE_FULL');
    expect(textOf(await store.get('song'))).toBe('x');
    expect(await store.delete('song')).toBe(true);
    expect(await store.get('song')).toBeUndefined();
    expect(warnings.map(({ code }) => code)).toEqual(['STORE_FULL']);
    await store.close();
  });

  it('stops before the disk is full, and goes on by itself when there is room again', async (test) => {
    if (!mount(folder.path, 6 * MIB)) test.skip('A small disk cannot be mounted here.');
    const store = open(3 * MIB);
    await store.set('song', entryOf('x', clock.now()));
    const other = join(folder.path, 'other');
    await writeFile(other, Buffer.alloc(4 * MIB));
    clock.advance(1_000);
    expect(await codeOf(store.set('more', entryOf('y', clock.now())))).toBe('STORE_FULL');
    expect(textOf(await store.get('song'))).toBe('x');
    await rm(other);
    expect(await codeOf(store.set('more', entryOf('y', clock.now())))).toBe('STORE_FULL');
    clock.advance(1_000);
    expect(await codeOf(store.set('more', entryOf('y', clock.now())))).toBe('done');
    expect(warnings.map(({ code }) => code)).toEqual(['STORE_FULL']);
    await store.close();
  });

  it('rejects what the disk does not take, reads on, leaves no stray rejection, and goes on when there is room', async (test) => {
    if (!mount(folder.path, 4 * MIB)) test.skip('A small disk cannot be mounted here.');
    const store = open(0);
    const bytes = new Uint8Array(100_000).fill(7);
    const outcomes: unknown[] = [];
    for (let i = 0; i < 60; i++) {
      clock.advance(1_000);
      outcomes.push(
        await codeOf(store.set(`song ${i}`, entryOf('', clock.now(), { bytes, expiresAt: clock.now() + 3_600_000 }))),
      );
    }
    expect(new Set(outcomes)).toEqual(new Set(['done', 'STORE_FULL']));
    for (const [i, outcome] of outcomes.entries()) {
      if (outcome === 'done')
        expect(Buffer.compare((await store.get(`song ${i}`))?.bytes ?? Buffer.of(), bytes)).toBe(0);
    }
    for (let i = 0; i < 10; i++) expect(await codeOf(store.delete(`song ${i}`))).toBe('done');
    // LMDB uses the pages of a commit from the one after the next.
    const after: unknown[] = [];
    for (let i = 0; i < 6; i++) {
      clock.advance(1_000);
      after.push(await codeOf(store.set(`new ${i}`, entryOf('x', clock.now()))));
    }
    expect(after.at(-1)).toBe('done');
    expect(textOf(await store.get('new 5'))).toBe('x');
    await store.close();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(strays).toEqual([]);
  });
});

describe('the file system of a store', () => {
  it("is known for a network's by its type", () => {
    expect([0x6969, 0xff534d42, 0xef53, 0x01021994].map(networkName)).toEqual(['NFS', 'CIFS', undefined, undefined]);
  });
});
