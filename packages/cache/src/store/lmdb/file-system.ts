import { access, constants, stat, statfs } from 'node:fs/promises';
import { StoreError } from '../store-error.ts';

/** Types of `statfs(2)` of file systems of other machines, on which LMDB's locks and shared memory do not work. */
const NETWORK_TYPES = new Map([
  [0x69_69, 'NFS'],
  [0x51_7b, 'SMB'],
  [0xff_53_4d_42, 'CIFS'],
  [0xfe_53_4d_42, 'SMB'],
  [0x53_46_41_4f, 'AFS'],
  [0x00_c3_64_00, 'Ceph'],
  [0x0b_d0_0b_d0, 'Lustre'],
]);

/** The name of a network's file system by its type; undefined for a local one. */
export function networkName(type: number): string | undefined {
  return NETWORK_TYPES.get(type);
}

/** @throws {@link StoreError} `STORE_FAILED` when the folder is on another machine. */
export async function assertLocal(folder: string): Promise<void> {
  const name = networkName((await statfs(folder)).type);
  if (name === undefined) return;
  throw new StoreError(
    'STORE_FAILED',
    `LMDB loses data on ${name}: put ${folder} on a local disk, or use a ValkeyStore.`,
  );
}

/** @throws {@link StoreError} `STORE_FAILED` when a file is there and not for this process: LMDB may end who opens it. */
export async function assertUsable(file: string): Promise<void> {
  const found = await stat(file).catch(() => undefined);
  if (found === undefined) return;
  if (!found.isFile()) throw new StoreError('STORE_FAILED', `LMDB cannot use ${file}: it is no file.`);
  try {
    await access(file, constants.R_OK | constants.W_OK);
  } catch (cause) {
    throw new StoreError('STORE_FAILED', `LMDB cannot use ${file}: it may not be read or written.`, { cause });
  }
}

/** Bytes that this process may still write to the file system of a folder. */
export async function freeBytes(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}
