import { mkdir, rename, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import type { Database, RootDatabase } from 'lmdb';
import { StoreError } from '../store-error.ts';
import { CleanEnd } from './clean-end.ts';
import { wrongContent, wrongHead } from './file-check.ts';
import { assertLocal, assertUsable } from './file-system.ts';
import { type Lmdb, loadLmdb } from './lmdb-package.ts';
import { Users } from './users.ts';

const DATA = 'data.mdb';
const LOCK = 'lock.mdb';
/** How the databases in the file are laid out. */
const FORMAT = 1;
const SCAN_TIMEOUT_MS = 30_000;
/** After a commit that failed lmdb never ends closing. */
const CLOSE_PATIENCE_MS = 1_000;

/** Told of a file that was renamed, and why. */
export type SetAside = (why: StoreError) => void;

/** The files of a folder, opened in this process. Several stores may share them. */
export class Environment {
  readonly folder: string;
  readonly entries: Database<Buffer, Buffer>;
  /** Names of entries by when they expire: see {@link expiryRow}. */
  readonly expiry: Database<Buffer, Buffer>;
  readonly leases: Database<Buffer, Buffer>;
  /** Something was found damaged: whoever opens the files next looks at them closely. */
  isSuspect = false;
  readonly #root: RootDatabase<Buffer, Buffer>;
  readonly #users: Users;
  readonly #cleanEnd: CleanEnd;

  private constructor(folder: string, root: RootDatabase<Buffer, Buffer>, users: Users, cleanEnd: CleanEnd) {
    this.folder = folder;
    this.#root = root;
    this.#users = users;
    this.#cleanEnd = cleanEnd;
    const options = { encoding: 'binary', keyEncoding: 'binary' } as const;
    this.entries = root.openDB<Buffer, Buffer>('entries', { ...options, useVersions: true });
    this.expiry = root.openDB<Buffer, Buffer>('expiry', options);
    this.leases = root.openDB<Buffer, Buffer>('leases', { ...options, useVersions: true });
  }

  /** @throws {@link StoreError} saying why the files cannot be used now. */
  static async open(folder: string, setAside: SetAside): Promise<Environment> {
    const lmdb = await loadLmdb();
    await mkdir(folder, { recursive: true });
    await assertLocal(folder);
    for (const name of [DATA, LOCK]) await assertUsable(join(folder, name));
    const users = new Users(folder);
    return users.alone(async () => {
      const isInUse = await users.areThere();
      const cleanEnd = new CleanEnd(join(folder, DATA), join(folder, 'closed'));
      const wrong = await damageOf(folder, isInUse || (await cleanEnd.isKnown()));
      if (wrong !== undefined) await putAside(folder, isInUse, wrong, setAside);
      await users.forgetTheDead();
      await users.add();
      try {
        const environment = await openOrPutAside(lmdb, folder, isInUse, users, cleanEnd, setAside);
        await cleanEnd.forget();
        return environment;
      } catch (error) {
        await users.remove();
        throw error;
      }
    });
  }

  static openFiles(lmdb: Lmdb, folder: string, users: Users, cleanEnd: CleanEnd): Environment {
    const root = lmdb.open<Buffer, Buffer>({
      path: folder,
      noSubdir: false,
      encoding: 'binary',
      maxReaders: 512,
      maxDbs: 8,
      // With it, a commit is told before it is on the disk, and `npm run prove:crash` found some of these gone after a SIGKILL.
      overlappingSync: false,
      // With it, a commit that fails also rejects a promise that nobody has.
      eventTurnBatching: false,
    });
    const environment = new Environment(folder, root, users, cleanEnd);
    environment.#assertFormat();
    return environment;
  }

  /** Bytes of the pages that hold entries. */
  usedBytes(): number {
    return [this.entries, this.expiry].map(pagesOf).reduce((sum, bytes) => sum + bytes, 0);
  }

  /** Bytes of the pages of the file that hold nothing. */
  reusableBytes(): number {
    const { lastPageNumber = 0, pageSize = 0 } = numbersOf(this.#root);
    return (lastPageNumber + 1) * pageSize - this.usedBytes();
  }

  /** Bytes of the file, which does not shrink. */
  async fileBytes(): Promise<number> {
    return (await stat(join(this.folder, DATA))).size;
  }

  /** Ends the use of the files by this process. Nothing may be written at that time. */
  async close(): Promise<void> {
    const isClosed = await Promise.race([
      this.#root.close().then(() => true),
      after(CLOSE_PATIENCE_MS, false, { ref: true }),
    ]);
    await this.#users.remove();
    if (isClosed && !this.isSuspect && !(await this.#users.areThere())) await this.#cleanEnd.write();
  }

  #assertFormat(): void {
    const meta = this.#root.openDB<Buffer, string>('meta', { encoding: 'binary' });
    const format = Number.parseInt(meta.getBinary('format')?.toString() ?? '0', 10);
    if (format === FORMAT) return;
    if (format > FORMAT) {
      void this.#root.close();
      throw new StoreError('STORE_NEWER', 'It was written by a newer version of this package.');
    }
    meta.putSync('format', Buffer.from(String(FORMAT)));
  }
}

async function damageOf(folder: string, isTrusted: boolean): Promise<string | undefined> {
  const wrong = await wrongHead(join(folder, DATA));
  if (wrong !== undefined || isTrusted) return wrong;
  return wrongContent(folder, SCAN_TIMEOUT_MS);
}

async function openOrPutAside(
  lmdb: Lmdb,
  folder: string,
  isInUse: boolean,
  users: Users,
  cleanEnd: CleanEnd,
  setAside: SetAside,
): Promise<Environment> {
  try {
    return Environment.openFiles(lmdb, folder, users, cleanEnd);
  } catch (error) {
    if (isOfTheSystem(error)) throw error;
    const isNewer = error instanceof StoreError && error.code === 'STORE_NEWER';
    const why = error instanceof Error ? error.message : String(error);
    await putAside(folder, isInUse, why, setAside, isNewer ? 'newer' : 'damaged');
    return Environment.openFiles(lmdb, folder, users, cleanEnd);
  }
}

/** EPERM, EAGAIN, ENOMEM, EACCES, ENFILE, EMFILE, ENOSPC, EROFS: these say nothing of what is in a file. */
const OF_THE_SYSTEM: ReadonlySet<unknown> = new Set([1, 11, 12, 13, 23, 24, 28, 30]);

function isOfTheSystem(error: unknown): boolean {
  return error instanceof Error && 'code' in error && OF_THE_SYSTEM.has(error.code);
}

/** Renames the files of a folder, so that nothing is lost and new ones can be made. */
async function putAside(
  folder: string,
  isInUse: boolean,
  why: string,
  setAside: SetAside,
  kind: 'damaged' | 'newer' = 'damaged',
): Promise<void> {
  const code = kind === 'newer' ? 'STORE_NEWER' : 'STORE_DAMAGED';
  const data = join(folder, DATA);
  // Who has a file open goes on with it under any name, and no one else would see what they write.
  if (isInUse) throw new StoreError(code, `The store ${data}, which other processes use, cannot be used: ${why}`);
  const suffix = `${kind}-${new Date().toISOString().replaceAll(/[:.]/g, '-')}`;
  const kept = `${data}.${suffix}`;
  await rename(data, kept);
  await rename(join(folder, LOCK), `${join(folder, LOCK)}.${suffix}`).catch(() => undefined);
  setAside(new StoreError(code, `The store begins empty, and ${data} is kept as ${kept}: ${why}`));
}

function pagesOf(database: Database<Buffer, Buffer>): number {
  const { treeBranchPageCount = 0, treeLeafPageCount = 0, overflowPages = 0, pageSize = 0 } = numbersOf(database);
  return (treeBranchPageCount + treeLeafPageCount + overflowPages) * pageSize;
}

function numbersOf(database: Database<Buffer, Buffer>): Readonly<Partial<Record<string, number>>> {
  const stats: [string, unknown][] = Object.entries(database.getStats());
  return Object.fromEntries(stats.filter((stat): stat is [string, number] => typeof stat[1] === 'number'));
}

/** What this process has open, by folder. */
const shared = new Map<string, { readonly opening: Promise<Environment>; users: number }>();
/** What this process is closing: it must be closed before it can be opened again. */
const closing = new Map<string, Promise<void>>();

/** The files of a folder, which all stores of this process share. Each must {@link release} them. */
export function acquire(path: string, setAside: SetAside): Promise<Environment> {
  const folder = resolve(path);
  const known = shared.get(folder);
  if (known !== undefined) {
    known.users++;
    return known.opening;
  }
  const opening = (closing.get(folder) ?? Promise.resolve()).then(() => Environment.open(folder, setAside));
  shared.set(folder, { opening, users: 1 });
  opening.catch(() => shared.delete(folder));
  return opening;
}

/** Gives the files of a folder back; the last one closes them. */
export async function release(environment: Environment): Promise<void> {
  const { folder } = environment;
  const known = shared.get(folder);
  if (known === undefined || --known.users > 0) return;
  shared.delete(folder);
  const closed = environment.close().finally(() => closing.delete(folder));
  closing.set(folder, closed);
  await closed;
}
