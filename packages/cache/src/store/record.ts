import { crc32 } from 'node:zlib';
import type { StoredEntry } from './store.ts';

/** `RpSE`. */
const MAGIC = 0x52_70_53_45;
const FORMAT = 1;

const FORMAT_AT = 4;
const CHECKSUM_AT = 5;
/** What the checksum covers begins here. */
const COVERED_AT = 9;
const STORED_AT = 9;
const FRESH_UNTIL_AT = 17;
const EXPIRES_AT = 25;
const COST_AT = 33;
const SCHEMA_VERSION_AT = 41;
const KEY_BYTES_AT = 49;

/** Bytes of a record beside its value and the key it names. */
export const RECORD_HEAD_BYTES = 53;

/** Why bytes are no record: they are not what was written, or what a newer version of this package wrote. */
export type Unreadable = 'damaged' | 'newer';

/** What a record holds. */
export interface RecordContent {
  readonly entry: StoredEntry;
  /** The whole key, when the record names it: where the key of the store is only a hash of it. */
  readonly key: string | undefined;
}

/**
 * An entry as stores on a disk or a server keep it: magic, format, checksum, times, cost, version of the values, length of
 * the key; then the key, if it is named, in UTF-16 so that halves of surrogate pairs survive; then the value. Numbers are
 * big-endian.
 */
export function encodeRecord(entry: StoredEntry, key?: string): Buffer {
  const keyBytes = key === undefined ? 0 : key.length * 2;
  const record = Buffer.allocUnsafe(RECORD_HEAD_BYTES + keyBytes + entry.bytes.byteLength);
  record.writeUInt32BE(MAGIC, 0);
  record[FORMAT_AT] = FORMAT;
  record.writeDoubleBE(entry.storedAt, STORED_AT);
  record.writeDoubleBE(entry.freshUntil, FRESH_UNTIL_AT);
  record.writeDoubleBE(entry.expiresAt, EXPIRES_AT);
  record.writeDoubleBE(entry.costMs, COST_AT);
  record.writeDoubleBE(entry.schemaVersion, SCHEMA_VERSION_AT);
  record.writeUInt32BE(keyBytes, KEY_BYTES_AT);
  if (key !== undefined) record.write(key, RECORD_HEAD_BYTES, 'utf16le');
  record.set(entry.bytes, RECORD_HEAD_BYTES + keyBytes);
  record.writeUInt32BE(crc32(record.subarray(COVERED_AT)), CHECKSUM_AT);
  return record;
}

/** Reads a record. The value is a view of `bytes`, so nobody else may write to these. */
export function decodeRecord(bytes: Uint8Array): RecordContent | Unreadable {
  const record = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (record.length <= FORMAT_AT || record.readUInt32BE(0) !== MAGIC) return 'damaged';
  const format = record[FORMAT_AT];
  if (format !== FORMAT) return format !== undefined && format > FORMAT ? 'newer' : 'damaged';
  if (record.length < RECORD_HEAD_BYTES) return 'damaged';
  if (record.readUInt32BE(CHECKSUM_AT) !== crc32(record.subarray(COVERED_AT))) return 'damaged';
  const valueAt = RECORD_HEAD_BYTES + record.readUInt32BE(KEY_BYTES_AT);
  if (valueAt > record.length) return 'damaged';
  const entry: StoredEntry = {
    bytes: record.subarray(valueAt),
    schemaVersion: record.readDoubleBE(SCHEMA_VERSION_AT),
    storedAt: record.readDoubleBE(STORED_AT),
    freshUntil: record.readDoubleBE(FRESH_UNTIL_AT),
    expiresAt: record.readDoubleBE(EXPIRES_AT),
    costMs: record.readDoubleBE(COST_AT),
  };
  if (!areTimes(entry)) return 'damaged';
  return {
    entry,
    key: valueAt > RECORD_HEAD_BYTES ? record.toString('utf16le', RECORD_HEAD_BYTES, valueAt) : undefined,
  };
}

/** A checksum keeps out accidents, not people: comparisons with NaN would make an entry live for ever. */
function areTimes({ storedAt, freshUntil, expiresAt, costMs, schemaVersion }: StoredEntry): boolean {
  return storedAt >= 0 && expiresAt >= freshUntil && costMs >= 0 && schemaVersion >= 0;
}
