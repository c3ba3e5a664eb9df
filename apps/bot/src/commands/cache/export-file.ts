import type { KnownEntry, SmartCacheStats } from '@reprise/cache';
import { isSensitive } from '../../log/sensitive-keys.ts';
import type { SongRecord } from '../../songs/cached-song.ts';
import type { CachedSongProcessor } from '../../songs/cached-song-processor.ts';

/** Raise it when the form of the file changes. */
const VERSION = 1;
const POPULAR_TOLD = 100;

/** What is known, as a file. */
export interface ExportFile {
  readonly json: Buffer;
  /** Songs in it, and those there was no room for. */
  readonly songs: number;
  readonly leftOut: number;
}

/**
 * What is known of songs: no tracks that could be played, nothing of who asked for them, and no links with what looks like a
 * secret in them.
 *
 * @param maxBytes - Of the file. The songs used last have first place.
 */
export async function exportFile(
  { cache }: Pick<CachedSongProcessor, 'cache'>,
  { maxBytes, now }: { readonly maxBytes: number; readonly now: number },
): Promise<ExportFile> {
  const entries = cache.entries().toReversed();
  const head = headOf(cache, await cache.stats(), { now, songs: entries.length });
  let left = maxBytes - Buffer.byteLength(wrapped(head, []));
  const songs: string[] = [];
  for (const entry of entries) {
    const song = JSON.stringify(songOf(entry));
    left -= Buffer.byteLength(song) + 2;
    if (left < 0) break;
    songs.push(song);
  }
  return { json: Buffer.from(wrapped(head, songs)), songs: songs.length, leftOut: entries.length - songs.length };
}

function headOf(
  cache: CachedSongProcessor['cache'],
  statistics: SmartCacheStats,
  { now, songs }: { readonly now: number; readonly songs: number },
) {
  return {
    version: VERSION,
    exportedAt: new Date(now).toISOString(),
    known: songs,
    statistics,
    popular: cache.popular(POPULAR_TOLD).map(({ key, score }) => ({ key: withoutSecrets(key), score })),
    failures: cache
      .failures()
      .slice(-POPULAR_TOLD)
      .map(({ key, failureClass, until }) => ({ key: withoutSecrets(key), failureClass, until: isoOf(until) })),
  };
}

function wrapped(head: ReturnType<typeof headOf>, songs: readonly string[]): string {
  // A song a line: it can be read, and searched line by line.
  return `${JSON.stringify(head).slice(0, -1)},"songs":[${songs.length === 0 ? '' : `\n${songs.join(',\n')}\n`}]}`;
}

function songOf({ key, value, storedAt, freshUntil, expiresAt, lastAccessed, ...counts }: KnownEntry<SongRecord>) {
  const { title, author, uri, sourceName } = value.track.info;
  const { accessCount, bytes, costMs } = counts;
  return {
    key: withoutSecrets(key),
    title,
    author,
    url: uri === null ? null : withoutSecrets(uri),
    source: sourceName,
    foundAt: isoOf(storedAt),
    freshUntil: isoOf(freshUntil),
    expiresAt: isoOf(expiresAt),
    lastServedAt: isoOf(lastAccessed),
    served: accessCount,
    tookMs: costMs,
    bytes,
  };
}

/** A key or a link without user names and passwords, and without the values of parameters that are secret by their names. */
function withoutSecrets(text: string): string {
  const url = /^https?:/i.test(text) ? URL.parse(text) : null;
  if (url === null) return text;
  const secret = [...url.searchParams.keys()].filter((name) => isSecret(name));
  if (url.username === '' && url.password === '' && secret.length === 0) return text;
  url.username = '';
  url.password = '';
  for (const name of secret) url.searchParams.set(name, '…');
  return url.href;
}

function isSecret(name: string): boolean {
  return isSensitive(name) || /^(?:x-amz-)?(?:sig|signature|key|auth|policy|credential)$/i.test(name);
}

function isoOf(ms: number): string {
  const date = new Date(ms);
  return Number.isNaN(date.getTime()) ? '' : date.toISOString();
}
