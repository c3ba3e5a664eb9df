import type { FailureClass, Removed } from '@reprise/cache';
import { StoreError } from '@reprise/cache';
import type { NodePool } from 'reprise';
import type { CleanReport, CleanRequest } from '../cluster/cluster.ts';
import type { RequestHistory } from '../library/request-history.ts';
import { ifConnected } from '../metrics/if-connected.ts';
import type { CachedSongProcessor } from './cached-song-processor.ts';
import { keysOfSong } from './song-keys.ts';

/** What cleaning works with. */
export interface CleaningParts {
  readonly songs: CachedSongProcessor;
  readonly pool: NodePool;
  readonly history: Pick<RequestHistory, 'ofGuild'>;
  /** Guilds this process knows of. */
  readonly guildIds: () => Iterable<string>;
  readonly now: () => number;
}

const DAY_MS = 86_400_000;
/** Keys that are removed at once. */
const AT_ONCE = 500;

/**
 * Removes songs, or failures, from the cache. A dry run chooses in the same way, and leaves it at that.
 *
 * @throws StoreError when the store does not remove them; memory has then.
 */
export async function cleanSongs(parts: CleaningParts, request: CleanRequest, isDryRun: boolean): Promise<CleanReport> {
  const { cache } = parts.songs;
  const before = cache.size;
  const removed = await removedBy(parts, request, isDryRun);
  // Failures are no songs, and a shared store holds some that memory does not.
  const wouldRemain = request.mode === 'failed' ? before : Math.max(0, before - removed.entries);
  const { entries, bytes } = removed;
  return { entries, bytes, remaining: isDryRun ? wouldRemain : cache.size, isDryRun };
}

function removedBy(parts: CleaningParts, request: CleanRequest, isDryRun: boolean): Promise<Removed> {
  switch (request.mode) {
    case 'expired':
      return parts.songs.cache.cleanup({ isDryRun });
    case 'failed':
      return removeFailures(parts, request.failureClass, isDryRun);
    case 'unused':
      return removeUnused(parts, request.days, isDryRun);
    case 'guild':
      return removeOfGuild(parts, request.guildId, isDryRun);
    case 'all':
      return removeAll(parts, isDryRun);
  }
}

async function removeFailures(
  { pool, songs: { cache } }: CleaningParts,
  wanted: FailureClass | undefined,
  isDryRun: boolean,
): Promise<Removed> {
  const failures = cache.failures().filter(({ failureClass }) => wanted === undefined || failureClass === wanted);
  if (!isDryRun) {
    for (const { key } of failures) {
      cache.forgetFailure(key);
      // It remembers what was not found as well.
      ifConnected(() => pool.forget(key));
    }
  }
  return { entries: failures.length, bytes: 0 };
}

function removeUnused(parts: CleaningParts, days: number, isDryRun: boolean): Promise<Removed> {
  const since = parts.now() - days * DAY_MS;
  const unused = parts.songs.cache.entries().filter(({ lastAccessed }) => lastAccessed < since);
  return removeKeys(
    parts,
    unused.map(({ key }) => key),
    isDryRun,
  );
}

async function removeOfGuild(parts: CleaningParts, guildId: string, isDryRun: boolean): Promise<Removed> {
  return removeKeys(parts, [...(await keysOfGuildAlone(parts, guildId))], isDryRun);
}

/** Keys of the songs that were asked for in this guild and in no other one that is known here. */
async function keysOfGuildAlone(parts: CleaningParts, guildId: string): Promise<ReadonlySet<string>> {
  const keysOf = async (guild: string): Promise<readonly string[]> =>
    (await parts.history.ofGuild(guild)).flatMap(({ key }) => keysOfSong(parts, key));
  const own = new Set(await keysOf(guildId));
  for (const other of parts.guildIds()) {
    if (own.size === 0) break;
    if (other === guildId) continue;
    for (const key of await keysOf(other)) own.delete(key);
  }
  return own;
}

async function removeAll({ pool, songs: { cache } }: CleaningParts, isDryRun: boolean): Promise<Removed> {
  const content = await cache.content().catch(async (error: unknown) => {
    if (!(error instanceof StoreError)) throw error;
    // Nobody can say what the store holds; what memory holds is known.
    const { entries, bytes } = await cache.stats();
    return { entries, bytes };
  });
  if (isDryRun) return content;
  ifConnected(() => pool.cache?.clear());
  await cache.clear();
  return content;
}

/** Removes the songs of these keys, of which some may be gone. */
async function removeKeys(parts: CleaningParts, keys: readonly string[], isDryRun: boolean): Promise<Removed> {
  const sum = { entries: 0, bytes: 0 };
  const failures: unknown[] = [];
  for (let from = 0; from < keys.length; from += AT_ONCE) {
    const results = await Promise.allSettled(
      keys.slice(from, from + AT_ONCE).map((key) => removeKey(parts, key, isDryRun, sum)),
    );
    failures.push(...results.filter((result) => result.status === 'rejected').map(({ reason }) => reason));
  }
  if (failures.length > 0) throw failures[0];
  return sum;
}

async function removeKey(
  { pool, songs: { cache } }: CleaningParts,
  key: string,
  isDryRun: boolean,
  sum: { entries: number; bytes: number },
): Promise<void> {
  const info = cache.peekInfo(key) ?? (await cache.inspect(key));
  if (info === undefined) return;
  sum.entries += 1;
  sum.bytes += info.bytes ?? 0;
  if (isDryRun) return;
  ifConnected(() => pool.forget(key));
  await cache.delete(key);
}
