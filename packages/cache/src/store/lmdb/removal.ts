import { decodeRecord, RECORD_HEAD_BYTES } from '../record.ts';
import type { Removed } from '../store.ts';
import type { Environment } from './environment.ts';
import { endOfExpired, readExpiryRow } from './expiry-row.ts';
import type { Writer } from './writer.ts';

/** Entries removed in one commit: larger ones make the file grow. */
const BATCH = 500;
/** How full a store is after it made room, so that it need not do so at each write. */
const FILL_AFTER = 0.95;

/** Removes what has expired. */
export async function removeExpired(files: Environment, writer: Writer, now: number): Promise<Removed> {
  let entries = 0;
  let bytes = 0;
  for (;;) {
    const rows = copied(files.expiry.getKeys({ end: endOfExpired(now), limit: BATCH }));
    if (rows.length === 0) return { entries, bytes };
    const removed = await removeRows(files, writer, rows);
    entries += removed.entries;
    bytes += removed.bytes;
    await breathe();
  }
}

/** Removes what expires soonest until the entries take no more than they may. */
export async function removeToFit(files: Environment, writer: Writer, maxBytes: number): Promise<void> {
  while (files.usedBytes() > maxBytes * FILL_AFTER) {
    const rows = rowsOf(files, files.usedBytes() - maxBytes * FILL_AFTER);
    if (rows.length === 0) return;
    await removeRows(files, writer, rows);
    await breathe();
  }
}

/** Removes everything. */
export async function removeAll(files: Environment, writer: Writer): Promise<void> {
  for (;;) {
    const names = copied(files.entries.getKeys({ limit: BATCH }));
    const rows = copied(files.expiry.getKeys({ limit: BATCH }));
    if (names.length + rows.length === 0) return;
    await writer.run(() =>
      files.entries.batch(() => {
        for (const name of names) files.entries.remove(name);
        for (const row of rows) files.expiry.remove(row);
      }),
    );
    await breathe();
  }
}

/** Rows of about so many bytes of entries, those that expire soonest first. */
function rowsOf(files: Environment, wantedBytes: number): Buffer[] {
  const rows: Buffer[] = [];
  let bytes = 0;
  for (const row of copied(files.expiry.getKeys({ limit: BATCH }))) {
    if (bytes >= wantedBytes) break;
    rows.push(row);
    bytes += files.entries.getBinary(readExpiryRow(row).name)?.length ?? 0;
  }
  return rows;
}

async function removeRows(files: Environment, writer: Writer, rows: readonly Buffer[]): Promise<Removed> {
  let entries = 0;
  let bytes = 0;
  await writer.run(() =>
    files.entries.batch(() => {
      for (const row of rows) {
        const { name, expiresAt } = readExpiryRow(row);
        const record = files.entries.getBinary(name);
        if (record !== undefined && expiryOf(record) === expiresAt) {
          entries++;
          bytes += name.length - 1 + record.length - RECORD_HEAD_BYTES;
          // Another process may have set it anew by the time this is committed.
          files.entries.ifVersion(name, expiresAt, () => files.entries.remove(name));
        }
        files.expiry.remove(row);
      }
    }),
  );
  return { entries, bytes };
}

function expiryOf(record: Uint8Array): number | undefined {
  const content = decodeRecord(record);
  return typeof content === 'string' ? undefined : content.entry.expiresAt;
}

/** Keys of a range, which LMDB may overwrite once it is read. */
function copied(keys: Iterable<Buffer>): Buffer[] {
  return Array.from(keys, (key) => Buffer.from(key));
}

/** Lets others have a turn. */
function breathe(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
