import type { RankedSlot } from '../policy/slot-owner.ts';
import type { CacheableTrack } from './cacheable.ts';
import type { HyperCacheSettings } from './hyper-cache-options.ts';
import { CachedQuery } from './query-tier.ts';
import type { QueryRecord, SnapshotContent, TrackRecord } from './snapshot-content.ts';
import type { TrackRegistry } from './track-registry.ts';
import type { TwoTiers } from './two-tiers.ts';

/** A snapshot from the future tells that the clock was set back: then nothing is known of the age of its parts. */
const CLOCK_TOLERANCE_MS = 60_000;

/** Writes down everything the tiers know. It changes nothing. */
export function takeContent<T extends CacheableTrack>(
  { queries, tracks, negatives, queryCapacity }: TwoTiers<T>,
  settings: HyperCacheSettings,
): SnapshotContent<T> {
  const { main, window, ghosts, hits, newcomers } = tracks.ranking();
  const indexOf = new Map([...main, ...window].map(({ slot }, index) => [slot, index]));
  return {
    savedAt: settings.now(),
    queryCapacity,
    trackCapacity: tracks.capacity,
    decayFactor: settings.tracks.factor,
    decayThreshold: settings.tracks.decayThreshold,
    maxBytes: settings.maxBytes,
    ttlMs: orNull(settings.ttlMs),
    hits,
    newcomers,
    main: trackRecords(tracks, main),
    window: trackRecords(tracks, window),
    ghosts: ghosts.map(({ slot, count, age }) => [tracks.idOf(slot), count, age]),
    queries: Array.from(queries.queries(), (query): QueryRecord => {
      const indices = query.tracks.map((slot) => indexOf.get(slot) ?? -1);
      return [query.key, query.aliases, indices, query.playlist ?? null, orNull(query.expiresAt)];
    }),
    negatives: [...negatives.entries()],
  };
}

/** Puts everything back into empty tiers of the same capacities. */
export function putContent<T extends CacheableTrack>(
  { queries, tracks, negatives }: TwoTiers<T>,
  settings: HyperCacheSettings,
  content: SnapshotContent<T>,
): void {
  const trusted = content.savedAt <= settings.now() + CLOCK_TOLERANCE_MS;
  const expiry = (expiresAt: number | null): number =>
    expiresAt === null ? Number.POSITIVE_INFINITY : trusted ? expiresAt : Number.NEGATIVE_INFINITY;

  tracks.restoreProgress(content.hits, content.newcomers);
  const held = new Set(content.queries.flatMap(([, , indices]) => indices));
  const slots: number[] = [];
  for (const place of ['main', 'window'] as const) {
    for (const [track, count, expiresAt] of content[place]) {
      const isHeld = held.has(slots.length);
      slots.push(tracks.restore(track, settings.sizeOf(track), expiry(expiresAt), place, count, isHeld));
    }
  }
  for (const [id, count, age] of content.ghosts) tracks.restoreGhost(id, count, age);
  for (const [key, aliases, indices, playlist, expiresAt] of content.queries) {
    const found = indices.flatMap((index) => slots[index] ?? []);
    const query = new CachedQuery(key, found, playlist ?? undefined, expiry(expiresAt));
    queries.add(query);
    for (const alias of aliases) queries.addAlias(query, alias);
  }
  for (const [key, expiresAt] of content.negatives) negatives.add(key, expiry(expiresAt));
}

function trackRecords<T extends CacheableTrack>(
  tracks: TrackRegistry<T>,
  ranked: readonly RankedSlot[],
): TrackRecord<T>[] {
  return ranked.flatMap(({ slot, count }) => {
    const track = tracks.trackAt(slot);
    return track === undefined ? [] : [[track, count, orNull(tracks.expiresAt(slot))] as const];
  });
}

/** JSON has no infinity. */
function orNull(limit: number): number | null {
  return Number.isFinite(limit) ? limit : null;
}
