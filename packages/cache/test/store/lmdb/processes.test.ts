import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LmdbStore } from '../../../src/index.ts';
import { temporaryFolder } from '../support/folder.ts';
import { start } from '../support/process.ts';
import { contentOf, entryOf, textOf } from '../support/store-contract.ts';
import { numberOfWrite } from '../support/writes.ts';

describe('processes on one LmdbStore', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  beforeEach(async () => {
    folder = await temporaryFolder();
  });
  afterEach(() => folder.remove());

  it('may be three at once: all see what each has written, and one of them has each lease', async () => {
    const names = ['a', 'b', 'c'];
    const ended = await Promise.all(names.map((name) => start('shard-process.ts', [folder.path, name, '40']).ended));
    expect(ended.map(({ code, stderr }) => [code, stderr])).toEqual(names.map(() => [0, '']));
    const said = ended.map(({ stdout }): { leases: number; setAside: number } => JSON.parse(stdout));
    expect(said.reduce((sum, { leases }) => sum + leases, 0)).toBe(40);
    expect(said.map(({ setAside }) => setAside)).toEqual([0, 0, 0]);
    const store = new LmdbStore({ path: folder.path });
    await store.get('warm');
    const content = await contentOf(store);
    for (const name of names) for (let i = 0; i < 40; i++) expect(content.get(`${name} ${i}`)).toBe(`${name} ${i}`);
    expect(content.size).toBe(160);
    expect(store.stats().setAside).toBe(0);
    await store.close();
  });

  it('lose nothing acknowledged and tear nothing when they are killed while they write', async () => {
    const writers = ['one', 'two'];
    const fileOf = (name: string): string => join(folder.path, `${name}.acknowledged`);
    const acknowledged = (name: string): number[] =>
      existsSync(fileOf(name)) ? readFileSync(fileOf(name), 'utf8').split('\n').slice(0, -1).map(Number) : [];
    const path = join(folder.path, 'store');
    for (let round = 0; round < 5; round++) {
      const running = writers.map((name) =>
        start('writer-process.ts', [path, fileOf(name), name, String(1_000 * (round * 100 + 1))]),
      );
      await Promise.all(running.map((writer) => writer.said('writing')));
      await after(20 + round * 17);
      for (const { child } of running) child.kill('SIGKILL');
      expect((await Promise.all(running.map(({ ended }) => ended))).map(({ signal }) => signal)).toEqual([
        'SIGKILL',
        'SIGKILL',
      ]);

      const store = new LmdbStore({ path });
      await store.get('warm');
      expect(store.stats().setAside).toBe(0);
      for (const name of writers) {
        const last = new Map<number, number>();
        for (const number of acknowledged(name)) last.set(number % 200, Math.max(number, last.get(number % 200) ?? 0));
        expect(last.size).toBeGreaterThan(0);
        for (const [place, number] of last) {
          const found = numberOfWrite(name, textOf(await store.get(`${name} ${place}`)) ?? '');
          expect(found).toBeGreaterThanOrEqual(number);
        }
      }
      await store.close();
    }
  }, 60_000);

  it('never rename files that another one has open', async () => {
    const writer = start('writer-process.ts', [folder.path, join(folder.path, 'acknowledged'), 'one', '1000']);
    await writer.said('writing');
    const store = new LmdbStore({ path: folder.path });
    const now = Date.now();
    await store.set('mine', entryOf('x', now));
    expect(textOf(await store.get('mine'))).toBe('x');
    expect(store.stats().setAside).toBe(0);
    await store.close();
    writer.child.kill('SIGKILL');
    await writer.ended;
  });

  it('are told which package to install when it is missing', async () => {
    const { stdout, code } = await start('reader-process.ts', [folder.path], { WITHOUT_LMDB: 'yes' }).ended;
    expect(stdout).toMatch(/^STORE_PACKAGE_MISSING .*npm install lmdb/);
    expect(code).toBe(0);
  });
});
