import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { LmdbStore, type Store, ValkeyStore } from '@reprise/cache';
import { systemClock } from '@reprise/clock';
import type { BotConfig } from '../config/index.ts';
import type { Log } from '../log/log.ts';
import { botIdOf } from './bot-id.ts';
import type { ShardPlace } from './bot-parts.ts';
import { takeFormerKeys } from './former-keys.ts';
import { KeptForgetting } from './kept-forgetting.ts';

/** Where the bot keeps what outlives it. */
export interface BotStores {
  /** Songs: may be emptied. */
  readonly songs: Store;
  /** Settings, favourites and histories: kept for ever. */
  readonly kept: Store;
}

/** How long somebody waits for a server of songs and settings that is away, in milliseconds. */
const WRITE_WAIT_MS = 2_000;
/** Of all bots, before each had keys of its own. */
const FORMER_PREFIX = 'reprise:kept:';
/** Settings are few, but none of them may have to make room for another. */
const KEPT_BYTES = 8 * 1_024 * 1_048_576;

/**
 * Opens the stores: folders of this machine, or a server that several machines share.
 *
 * @param place - Undefined for a bot of one process; others of this machine use the same folders.
 * @throws What the file system says when the folder cannot be made.
 */
export async function openStores(config: BotConfig, log: Log, place: ShardPlace | undefined): Promise<BotStores> {
  await mkdir(config.dataDir, { recursive: true, mode: 0o700 });
  const stores = storesOf(config, log, place !== undefined);
  await Promise.all([awake(stores.songs, log), awake(stores.kept, log)]);
  // Whichever process is the first does it: what it kept of its own before would hide it for good.
  const former = formerStore(config);
  if (former === undefined) return stores;
  await takeFormer(former, stores.kept, log);
  return { ...stores, kept: new KeptForgetting(stores.kept, former) };
}

/** What was kept for all bots of a server; undefined where there is no such thing. */
function formerStore({ cache: { valkeyUrl: url }, discord }: BotConfig): Store | undefined {
  if (url === undefined || botIdOf(discord.token) === undefined) return undefined;
  return new ValkeyStore({ url, prefix: FORMER_PREFIX, writeWaitMs: WRITE_WAIT_MS, onWarning: () => undefined });
}

/** Each bot on a server has its own settings, favourites and histories; those of before are taken over. Never rejects. */
async function takeFormer(former: Store, kept: Store, log: Log): Promise<void> {
  try {
    const taken = await takeFormerKeys(former, kept, systemClock);
    if (taken > 0)
      log.info('What was kept for all bots of the server was taken over for this one.', { entries: taken });
  } catch (error) {
    log.warn('What was kept before could not be looked for; it is tried again at the next start.', { error });
  }
}

/** Lets a store open its files now, not when the first person waits for it. */
async function awake(store: Store, log: Log): Promise<void> {
  try {
    await store.size();
  } catch (error) {
    log.warn('A store cannot be used yet; the bot goes on without it.', { store: store.name, error });
  }
}

function storesOf({ dataDir, cache, discord }: BotConfig, log: Log, isShared: boolean): BotStores {
  const onWarning = (error: Error): void => log.warn('A store does not work as it should.', { error });
  const { valkeyUrl: url } = cache;
  if (url !== undefined) {
    return {
      songs: new ValkeyStore({ url, prefix: 'reprise:songs:', writeWaitMs: WRITE_WAIT_MS, onWarning }),
      kept: new ValkeyStore({ url, prefix: keptPrefix(discord.token), writeWaitMs: WRITE_WAIT_MS, onWarning }),
    };
  }
  return {
    songs: new LmdbStore({ path: join(dataDir, 'songs'), isShared, onWarning }),
    kept: new LmdbStore({ path: join(dataDir, 'kept'), isShared, onWarning, maxBytes: KEPT_BYTES }),
  };
}

/** Bots that share songs have settings of their own. */
function keptPrefix(token: string | undefined): string {
  const id = botIdOf(token);
  return id === undefined ? FORMER_PREFIX : `${FORMER_PREFIX}${id}:`;
}
