import { readFile, rename } from 'node:fs/promises';
import type { NodePool } from 'reprise';
import type { Log } from '../log/log.ts';
import type { ShardPlace } from './bot-parts.ts';
import { isMissing, writeWhole } from './whole-file.ts';

/** What the players play, in a file, so that they go on after a restart. It holds session ids: only the bot may read it. */
export class PlayerSnapshot {
  readonly #path: string;
  readonly #log: Log;

  constructor(path: string, log: Log) {
    this.#path = path;
    this.#log = log;
  }

  /** Keeps what a pool gives. @throws What the file system says; what was kept before stays. */
  write(bytes: Uint8Array): Promise<void> {
    return writeWhole(this.#path, bytes);
  }

  /** Lets a pool go on with what was kept. A damaged file is set aside and told of: the pool then starts empty. @returns How many players there will be. */
  async restore(pool: NodePool): Promise<number> {
    const bytes = await this.#read();
    if (bytes === undefined) return 0;
    try {
      return pool.restore(bytes);
    } catch (error) {
      const aside = `${this.#path}.damaged`;
      await rename(this.#path, aside);
      this.#log.warn('What the players played cannot be read; they start empty.', { file: aside, error });
      return 0;
    }
  }

  async #read(): Promise<Uint8Array | undefined> {
    try {
      return await readFile(this.#path);
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  }
}

/** Name of the file of a process: each has its own players. @param place - Undefined for a bot of one process. */
export function snapshotName(place: ShardPlace | undefined): string {
  return place === undefined ? 'players.snapshot' : `players-${place.shards.join('-')}-of-${place.count}.snapshot`;
}
