import { spawn } from 'node:child_process';
import { open } from 'node:fs/promises';
import { StoreError } from '../store-error.ts';
import { lmdbLocation } from './lmdb-package.ts';

/** Where LMDB's first page says what it is: a header of 24 bytes, then `MDB_meta` of `mdb.c`. */
const MAGIC_AT = 24;
const VERSION_AT = 28;
const PAGE_SIZE_AT = 48;
const MAGIC = 0xbe_ef_c0_de;
const VERSION = 2;
const PAGE_SIZES = [4_096, 8_192, 16_384, 32_768, 65_536];
/** A file begins with two pages that say where the rest is. */
const META_PAGES = 2;

/** What is wrong with the beginning of a file; undefined when nothing is, or there is none. Costs next to nothing. */
export async function wrongHead(file: string): Promise<string | undefined> {
  const handle = await open(file).catch(() => undefined);
  if (handle === undefined) return undefined;
  try {
    const { size } = await handle.stat();
    // LMDB takes an empty file for a new one.
    if (size === 0) return undefined;
    const head = Buffer.alloc(PAGE_SIZE_AT + 4);
    const { bytesRead } = await handle.read(head, 0, head.length, 0);
    if (bytesRead < head.length) return 'it is cut off';
    const wrong = wrongMeta(head);
    if (wrong !== undefined) return wrong;
    const pageSize = head.readUInt32LE(PAGE_SIZE_AT);
    if (size < META_PAGES * pageSize) return 'it is cut off';
    await handle.read(head, 0, head.length, pageSize);
    return wrongMeta(head);
  } finally {
    await handle.close();
  }
}

function wrongMeta(page: Buffer): string | undefined {
  if (page.readUInt32LE(MAGIC_AT) !== MAGIC) return 'it is no LMDB file';
  const version = page.readUInt32LE(VERSION_AT);
  if (version !== VERSION) return `it has version ${version} of the LMDB format`;
  return PAGE_SIZES.includes(page.readUInt32LE(PAGE_SIZE_AT)) ? undefined : 'its pages have no known size';
}

/** Opens what is at argv[2] with the package at argv[1], and reads every page of it that holds something. */
const SCAN = `
const { open } = require(process.argv[1]);
const root = open({ path: process.argv[2], noSubdir: false, readOnly: true, encoding: 'binary', maxReaders: 512 });
let bytes = 0;
for (const name of [...root.getKeys()]) {
  const db = root.openDB({ name, encoding: 'binary', keyEncoding: 'binary', create: false });
  for (const { value } of db.getRange({})) bytes += value.length;
}
root.getStats();
process.exit(0);
`;

/**
 * Reads all of a store in a process of its own, for a damaged file ends the process that reads it by a signal. Answers what is
 * wrong with it.
 *
 * @throws {@link StoreError} `STORE_UNAVAILABLE` when no process can be started.
 */
export function wrongContent(folder: string, timeoutMs: number): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['-e', SCAN, lmdbLocation(), folder], {
      // Options of this process, such as an inspector or a loader, are none of the child's business.
      env: { ...process.env, NODE_OPTIONS: '' },
      stdio: 'ignore',
      timeout: timeoutMs,
      killSignal: 'SIGKILL',
      windowsHide: true,
    });
    child.once('error', (cause) => {
      reject(new StoreError('STORE_UNAVAILABLE', 'The process that checks the store cannot be started.', { cause }));
    });
    child.once('exit', (code, signal) => {
      if (code === 0) resolve(undefined);
      else resolve(`reading it ${signal === null ? 'fails' : `ends a process by ${signal}`}`);
    });
  });
}
