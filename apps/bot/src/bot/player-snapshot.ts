import { readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { type NodePool, shardIdOf } from 'reprise';
import type { Log } from '../log/log.ts';
import type { ShardPlace } from './bot-parts.ts';
import { formerFiles } from './former-players.ts';
import { isMissing, writeWhole } from './whole-file.ts';

/** What a {@link PlayerSnapshot} needs. */
export interface PlayerSnapshotParts {
  /** The folder of the data. */
  readonly dataDir: string;
  /** Undefined for a bot of one process. */
  readonly place: ShardPlace | undefined;
  readonly log: Log;
}

/** What the players play, in a file, so that they go on after a restart. It holds session ids: only the bot may read it. */
export class PlayerSnapshot {
  readonly #parts: PlayerSnapshotParts;
  readonly #path: string;
  /** There was no file of this process. */
  #isNew = false;

  constructor(parts: PlayerSnapshotParts) {
    this.#parts = parts;
    this.#path = join(parts.dataDir, snapshotName(parts.place));
  }

  /** Keeps what a pool gives. @throws What the file system says; what was kept before stays. */
  write(bytes: Uint8Array): Promise<void> {
    return writeWhole(this.#path, bytes);
  }

  /**
   * Lets a pool go on with what was kept: by this process or, when it is new, by those of a former division. A damaged file is
   * set aside and told of, and so is one of another bot, whose token was there before: the pool then does without it.
   *
   * @param userId - The bot that is logged in.
   * @returns How many players there will be.
   */
  async restore(pool: NodePool, userId: string): Promise<number> {
    const own = await this.#restored(this.#path, pool, userId);
    this.#isNew = own === undefined;
    if (own !== undefined) return own.players;
    const former: Uint8Array[] = [];
    for (const path of await formerFiles(this.#parts.dataDir)) {
      const one = await this.#restored(path, pool, userId);
      if (one !== undefined) former.push(one.bytes);
    }
    return pool.restore(former, { userId, only: (guildId) => isOn(guildId, this.#parts.place) });
  }

  /** Once the players are there: from now on what this process has counts, and no more what others left. Never rejects. */
  async begin(pool: NodePool): Promise<void> {
    if (!this.#isNew) return;
    try {
      await this.write(pool.snapshot());
    } catch (error) {
      this.#parts.log.warn('What the players play cannot be kept yet.', { error });
    }
  }

  /** What a file has, which a pool has taken. */
  async #restored(
    path: string,
    pool: NodePool,
    userId: string,
  ): Promise<{ bytes: Uint8Array; players: number } | undefined> {
    const bytes = await read(path);
    if (bytes === undefined) return undefined;
    try {
      return { bytes, players: pool.restore(bytes, { userId }) };
    } catch (error) {
      const file = `${path}.damaged`;
      // Processes of a new division read the same files: one of them sets it aside, and tells of it.
      if (await isSetAside(path, file)) {
        this.#parts.log.warn('What the players played cannot be read; they start empty.', { file, error });
      }
      return undefined;
    }
  }
}

/** Name of the file of a process: each has its own players. @param place - Undefined for a bot of one process. */
export function snapshotName(place: ShardPlace | undefined): string {
  return place === undefined ? 'players.snapshot' : `players-${place.shards.join('-')}-of-${place.count}.snapshot`;
}

/** Whether a guild is on the shards of a process. */
function isOn(guildId: string, place: ShardPlace | undefined): boolean {
  return place === undefined || place.shards.includes(shardIdOf(guildId, place.count));
}

/** @returns Whether it was there, and is now aside. @throws What else the file system says. */
async function isSetAside(path: string, aside: string): Promise<boolean> {
  try {
    await rename(path, aside);
    return true;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}

async function read(path: string): Promise<Uint8Array | undefined> {
  try {
    return await readFile(path);
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}
