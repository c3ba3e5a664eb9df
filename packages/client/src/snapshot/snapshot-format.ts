import { crc32, deflateRawSync, inflateRawSync } from 'node:zlib';
import { SnapshotDamagedError, SnapshotNewerError } from '../errors/snapshot-errors.ts';
import { SNAPSHOT_VERSION } from './pool-snapshot.ts';

const MAGIC = 'REPRISEP';
const VERSION_AT = MAGIC.length;
const CRC_AT = VERSION_AT + 4;
const LENGTH_AT = CRC_AT + 4;
const HEADER_BYTES = LENGTH_AT + 4;

/** A damaged length must not make this process allocate all memory there is. */
const MOST_BYTES = 256 * 1_024 * 1_024;
/** Better levels take two to three times as long for a tenth less, and the event loop waits. */
const LEVEL = 1;

/**
 * Wraps a value: `REPRISEP`, then version, checksum and length of the body as big-endian 32-bit numbers, then the body,
 * which is JSON in UTF-8, deflated (RFC 1951). The checksum is the CRC-32 of version, length and body. All versions of
 * the format begin like this, so that a damaged one is never taken for a newer one.
 *
 * @throws RangeError when the JSON is larger than 256 MiB.
 */
export function wrapped(value: unknown): Uint8Array {
  const json = Buffer.from(JSON.stringify(value), 'utf8');
  if (json.length > MOST_BYTES)
    throw new RangeError(`A snapshot can have ${MOST_BYTES} bytes, but has ${json.length}.`);
  const body = deflateRawSync(json, { level: LEVEL });
  const bytes = Buffer.alloc(HEADER_BYTES + body.length);
  bytes.write(MAGIC, 'latin1');
  bytes.writeUInt32BE(SNAPSHOT_VERSION, VERSION_AT);
  bytes.writeUInt32BE(body.length, LENGTH_AT);
  body.copy(bytes, HEADER_BYTES);
  bytes.writeUInt32BE(checksum(bytes), CRC_AT);
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/**
 * The value that {@link wrapped} was given.
 *
 * @throws {@link SnapshotNewerError} for a later version, {@link SnapshotDamagedError} for any other bytes.
 */
export function unwrapped(given: Uint8Array): unknown {
  if (!(given instanceof Uint8Array)) throw new SnapshotDamagedError('it is not a Uint8Array');
  const bytes = Buffer.from(given.buffer, given.byteOffset, given.byteLength);
  if (bytes.length < HEADER_BYTES) throw new SnapshotDamagedError('it is shorter than its header');
  if (bytes.toString('latin1', 0, MAGIC.length) !== MAGIC) {
    throw new SnapshotDamagedError('it does not start like a snapshot');
  }
  if (bytes.length - HEADER_BYTES !== bytes.readUInt32BE(LENGTH_AT)) {
    throw new SnapshotDamagedError('its length is not what it says');
  }
  if (checksum(bytes) !== bytes.readUInt32BE(CRC_AT)) throw new SnapshotDamagedError('its checksum is wrong');
  const version = bytes.readUInt32BE(VERSION_AT);
  if (version > SNAPSHOT_VERSION) throw new SnapshotNewerError(version, SNAPSHOT_VERSION);
  if (version < 1) throw new SnapshotDamagedError(`its version is ${version}`);
  return parsed(bytes.subarray(HEADER_BYTES));
}

function checksum(bytes: Buffer): number {
  return crc32(bytes.subarray(LENGTH_AT), crc32(bytes.subarray(VERSION_AT, CRC_AT)));
}

function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(inflateRawSync(body, { maxOutputLength: MOST_BYTES }).toString('utf8'));
  } catch (cause) {
    throw new SnapshotDamagedError('its body is not deflated JSON', { cause });
  }
}
