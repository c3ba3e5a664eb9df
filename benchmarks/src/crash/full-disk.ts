import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { setTimeout as after } from 'node:timers/promises';
import { LmdbStore } from '@reprise/cache';
import { entryOf } from './entry.ts';

const DISK_BYTES = 4 * 1_048_576;
const VALUE_BYTES = 100_000;
const WRITES = 60;
/** The store looks for room once a second. */
const LOOK_MS = 1_100;
const LOOKS = 5;

/** What became of a store on a disk that was full. */
export interface FullDiskReport {
  readonly kept: number;
  readonly rejected: number;
  /** Acknowledged ones that could not be read while the disk was full. */
  readonly lost: number;
  readonly strayRejections: number;
  /** Whether it took entries again once some had been deleted. */
  readonly isResumed: boolean;
}

/** Fills a small disk. Answers undefined where none can be mounted. */
export async function fillDisk(path: string): Promise<FullDiskReport | undefined> {
  mkdirSync(path, { recursive: true });
  if (!mount(path)) return undefined;
  let strayRejections = 0;
  const count = (): void => {
    strayRejections++;
  };
  process.on('unhandledRejection', count);
  try {
    const store = new LmdbStore({ path, minFreeBytes: 0, onWarning: () => undefined });
    const bytes = Buffer.alloc(VALUE_BYTES, 'song');
    const kept: string[] = [];
    for (let i = 0; i < WRITES; i++) if (await takes(store, `song ${i}`, bytes)) kept.push(`song ${i}`);
    const found = await store.getMany(kept);
    const lost = found.filter((entry) => entry === undefined || !bytes.equals(entry.bytes)).length;
    for (const key of kept.slice(0, 10)) await store.delete(key);
    let isResumed = false;
    for (let i = 0; i < LOOKS && !isResumed; i++) {
      await after(LOOK_MS);
      isResumed = await takes(store, 'new', Buffer.from('new'));
    }
    await store.close();
    return { kept: kept.length, rejected: WRITES - kept.length, lost, strayRejections, isResumed };
  } finally {
    process.off('unhandledRejection', count);
    execFileSync('umount', ['-l', path]);
  }
}

async function takes(store: LmdbStore, key: string, bytes: Uint8Array): Promise<boolean> {
  return store.set(key, entryOf(bytes)).then(
    () => true,
    () => false,
  );
}

function mount(path: string): boolean {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${DISK_BYTES}`, 'tmpfs', path], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
