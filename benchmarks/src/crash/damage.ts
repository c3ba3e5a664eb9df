import { mkdir, readdir, readFile, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LmdbStore } from '@reprise/cache';
import { open } from 'lmdb';
import { entryOf } from './entry.ts';

const ENTRIES = 2_000;
const VALUE_BYTES = 3_000;
/** Behind the two pages that LMDB begins a file with. */
const BEHIND_HEAD = 8_192;

/** Ways in which a file can be found, by name. */
const damages: Readonly<Record<string, (data: string, folder: string) => Promise<void>>> = {
  'cut in half': async (data) => truncate(data, Math.floor((await stat(data)).size / 2)),
  'cut within its first page': (data) => truncate(data, 100),
  'all zeros': async (data) => writeFile(data, Buffer.alloc((await stat(data)).size)),
  'zeros behind its head': async (data) => writeFile(data, (await readFile(data)).fill(0, BEHIND_HEAD)),
  'garbage behind its head': async (data) => writeFile(data, (await readFile(data)).fill(0xa5, BEHIND_HEAD)),
  'garbage at its head': async (data) => writeFile(data, (await readFile(data)).fill(0xa5)),
  'a text': (data) => writeFile(data, 'This is a shopping list.\n'.repeat(1_000)),
  'an old version of LMDB': (data) => setVersion(data, 1),
  'a newer version of LMDB': (data) => setVersion(data, 3),
  'a newer version of the store': async (_, folder) => {
    const root = open<Buffer, string>({ path: folder, noSubdir: false, encoding: 'binary', maxReaders: 512 });
    await root.openDB<Buffer, string>('meta', { encoding: 'binary' }).put('format', Buffer.from('2'));
    await root.close();
  },
};

/** What became of a store that met a damaged file. */
export interface DamageReport {
  readonly name: string;
  /** From its opening until it had answered, kept something and answered that. */
  readonly servingMs: number;
  /** Whether the old file is there, unchanged, under another name. */
  readonly isKept: boolean;
}

/** Damages the file of a store in every way, and opens it again. */
export async function meetDamages(folder: string): Promise<readonly DamageReport[]> {
  const reports: DamageReport[] = [];
  for (const [i, [name, damage]] of Object.entries(damages).entries()) {
    reports.push(await meetDamage(join(folder, `damage-${i}`), name, damage));
  }
  return reports;
}

async function meetDamage(
  path: string,
  name: string,
  damage: (data: string, folder: string) => Promise<void>,
): Promise<DamageReport> {
  await mkdir(path, { recursive: true });
  const data = join(path, 'data.mdb');
  const filled = new LmdbStore({ path });
  const bytes = Buffer.alloc(VALUE_BYTES, 'song');
  await Promise.all(Array.from({ length: ENTRIES }, (_, i) => filled.set(`song ${i}`, entryOf(bytes))));
  await filled.close();
  await damage(data, path);
  const damaged = await readFile(data);
  const startedAt = performance.now();
  const store = new LmdbStore({ path, onWarning: () => undefined });
  await store.get('song 1');
  await store.set('new', entryOf(bytes));
  const isServing = (await store.get('new')) !== undefined;
  const servingMs = isServing ? performance.now() - startedAt : Number.POSITIVE_INFINITY;
  await store.close();
  const kept = (await readdir(path)).find((file) => /^data\.mdb\.(damaged|newer)-/.test(file));
  const isKept = kept !== undefined && (await readFile(join(path, kept))).equals(damaged);
  return { name, servingMs, isKept };
}

async function setVersion(data: string, version: number): Promise<void> {
  const content = await readFile(data);
  const pageSize = 4_096;
  const versionAt = 28;
  for (const page of [0, pageSize]) content.writeUInt32LE(version, page + versionAt);
  await writeFile(data, content);
}
