import { crc32 } from 'node:zlib';
import { SnapshotError } from './snapshot-error.ts';

const MAGIC = 'REPRISEC';
const VERSION = 1;
/** Magic, version, CRC-32 of the body, length of the body. */
const HEADER_BYTES = MAGIC.length + 3 * 4;

/**
 * Wraps a value: `REPRISEC`, then version, CRC-32 and length of the body as big-endian 32-bit numbers, then the body
 * as JSON in UTF-8. JSON because reading it cannot run code.
 */
export function encodeSnapshot(value: unknown): Uint8Array {
  const body = Buffer.from(JSON.stringify(value), 'utf8');
  const bytes = Buffer.alloc(HEADER_BYTES + body.length);
  let at = bytes.write(MAGIC, 'latin1');
  for (const field of [VERSION, crc32(body), body.length]) at = bytes.writeUInt32BE(field, at);
  body.copy(bytes, at);
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** The value that {@link encodeSnapshot} was given. @throws {@link SnapshotError} for any other bytes. */
export function decodeSnapshot(bytes: Uint8Array): unknown {
  if (!(bytes instanceof Uint8Array)) throw new SnapshotError('it is not a Uint8Array');
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (buffer.length < HEADER_BYTES) throw new SnapshotError('it is shorter than its header');
  if (buffer.toString('latin1', 0, MAGIC.length) !== MAGIC)
    throw new SnapshotError('it does not start like a snapshot');
  const version = buffer.readUInt32BE(MAGIC.length);
  if (version !== VERSION) throw new SnapshotError(`its version is ${version}, not ${VERSION}`);
  const body = buffer.subarray(HEADER_BYTES);
  if (body.length !== buffer.readUInt32BE(MAGIC.length + 8)) throw new SnapshotError('its length is not what it says');
  if (crc32(body) !== buffer.readUInt32BE(MAGIC.length + 4)) throw new SnapshotError('its checksum is wrong');
  try {
    return JSON.parse(body.toString('utf8'));
  } catch (cause) {
    throw new SnapshotError('its body is not JSON', { cause });
  }
}
