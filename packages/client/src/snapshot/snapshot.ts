import { SnapshotDamagedError } from '../errors/snapshot-errors.ts';
import type { PoolSnapshot } from './pool-snapshot.ts';
import { contentOf, readContent } from './snapshot-content.ts';
import { unwrapped, wrapped } from './snapshot-format.ts';

/**
 * The snapshot as bytes for a file or a store. Keep them private: they hold the ids of the nodes' sessions.
 *
 * @throws TypeError naming the part that could not be read back, RangeError when it is larger than 256 MiB.
 */
export function encodeSnapshot(snapshot: PoolSnapshot): Uint8Array {
  const content = contentOf(snapshot);
  try {
    readContent(content);
  } catch (error) {
    // Now somebody can mend it; after a restart it would be too late.
    if (error instanceof SnapshotDamagedError)
      throw new TypeError(`This is no snapshot: ${error.reason}.`, { cause: error });
    throw error;
  }
  return wrapped(content);
}

/**
 * The snapshot that {@link encodeSnapshot} was given. What is in it was checked, field by field.
 *
 * @throws {@link SnapshotNewerError} for one of a later release, {@link SnapshotDamagedError} for any other bytes.
 */
export function decodeSnapshot(bytes: Uint8Array): PoolSnapshot {
  return readContent(unwrapped(bytes));
}
