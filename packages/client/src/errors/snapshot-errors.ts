import { RepriseError } from './reprise-error.ts';

/**
 * Bytes that were to be restored are not a snapshot, or not a whole one. Nothing was restored.
 *
 * @example
 * ```ts
 * import { readFile } from 'node:fs/promises';
 * import { Pool, SnapshotDamagedError, SnapshotNewerError } from 'reprise';
 *
 * try {
 *   Pool.restore(await readFile('players.snapshot'));
 * } catch (error) {
 *   if (!(error instanceof SnapshotDamagedError || error instanceof SnapshotNewerError)) throw error;
 *   console.warn(`${error.message} Starting without players.`);
 * }
 * ```
 */
export class SnapshotDamagedError extends RepriseError {
  readonly code = 'SNAPSHOT_DAMAGED';
  /** What is wrong with the bytes. */
  readonly reason: string;

  constructor(reason: string, options?: ErrorOptions) {
    super(`The snapshot cannot be restored: ${reason}.`, options);
    this.reason = reason;
  }
}

/**
 * A snapshot was written by a later release of this package, which can be installed to read it. Nothing was restored.
 *
 * @example
 * ```ts
 * import { readFileSync } from 'node:fs';
 * import { Pool, SnapshotNewerError } from 'reprise';
 *
 * try {
 *   Pool.restore(readFileSync('players.snapshot'));
 * } catch (error) {
 *   if (!(error instanceof SnapshotNewerError)) throw error;
 *   console.warn(`Written in version ${error.version}; this release reads up to ${error.supportedVersion}.`);
 * }
 * ```
 */
export class SnapshotNewerError extends RepriseError {
  readonly code = 'SNAPSHOT_NEWER';
  /** Version of the format that the snapshot has. */
  readonly version: number;
  /** The latest version of the format that this release can read. */
  readonly supportedVersion: number;

  constructor(version: number, supportedVersion: number) {
    super(`The snapshot has version ${version}, but this release reads versions up to ${supportedVersion}.`);
    this.version = version;
    this.supportedVersion = supportedVersion;
  }
}

/**
 * A snapshot has the players of another bot than the program said it is, by `userId` of `restore`. Nothing was restored.
 *
 * @example
 * ```ts
 * import { readFileSync, renameSync } from 'node:fs';
 * import { Pool, SnapshotForeignError } from 'reprise';
 *
 * try {
 *   Pool.restore(readFileSync('players.snapshot'), { userId: '170939974227591168' });
 * } catch (error) {
 *   if (!(error instanceof SnapshotForeignError)) throw error;
 *   renameSync('players.snapshot', `players-of-${error.userId}.snapshot`);
 * }
 * ```
 */
export class SnapshotForeignError extends RepriseError {
  readonly code = 'SNAPSHOT_FOREIGN';
  /** The bot whose players the snapshot has. */
  readonly userId: string;
  /** The bot whose they were to be. */
  readonly expectedUserId: string;

  constructor(userId: string, expectedUserId: string) {
    super(`The snapshot is of bot ${userId}, not of ${expectedUserId}.`);
    this.userId = userId;
    this.expectedUserId = expectedUserId;
  }
}
