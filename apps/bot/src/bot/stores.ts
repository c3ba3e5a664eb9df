import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { LmdbStore, type Store, ValkeyStore } from '@reprise/cache';
import type { BotConfig } from '../config/index.ts';
import type { Log } from '../log/log.ts';

/** Where the bot keeps what outlives it. */
export interface BotStores {
  /** Songs: may be emptied. */
  readonly songs: Store;
  /** Settings, favourites and histories: kept for ever. */
  readonly kept: Store;
}

/** How long somebody waits for a server of songs and settings that is away, in milliseconds. */
const WRITE_WAIT_MS = 2_000;
/** Settings are few, but none of them may have to make room for another. */
const KEPT_BYTES = 8 * 1_024 * 1_048_576;

/**
 * Opens the stores: folders of this machine, or a server that several machines share.
 *
 * @param isShared - Other processes of this machine use the same folders.
 * @throws What the file system says when the folder cannot be made.
 */
export async function openStores(config: BotConfig, log: Log, isShared: boolean): Promise<BotStores> {
  await mkdir(config.dataDir, { recursive: true, mode: 0o700 });
  const stores = storesOf(config, log, isShared);
  await Promise.all([awake(stores.songs, log), awake(stores.kept, log)]);
  return stores;
}

/** Lets a store open its files now, not when the first person waits for it. */
async function awake(store: Store, log: Log): Promise<void> {
  try {
    await store.size();
  } catch (error) {
    log.warn('A store cannot be used yet; the bot goes on without it.', { store: store.name, error });
  }
}

function storesOf({ dataDir, cache }: BotConfig, log: Log, isShared: boolean): BotStores {
  const onWarning = (error: Error): void => log.warn('A store does not work as it should.', { error });
  const { valkeyUrl: url } = cache;
  if (url !== undefined) {
    return {
      songs: new ValkeyStore({ url, prefix: 'reprise:songs:', writeWaitMs: WRITE_WAIT_MS, onWarning }),
      kept: new ValkeyStore({ url, prefix: 'reprise:kept:', writeWaitMs: WRITE_WAIT_MS, onWarning }),
    };
  }
  return {
    songs: new LmdbStore({ path: join(dataDir, 'songs'), isShared, onWarning }),
    kept: new LmdbStore({ path: join(dataDir, 'kept'), isShared, onWarning, maxBytes: KEPT_BYTES }),
  };
}
