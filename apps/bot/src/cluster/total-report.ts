import type { LatencyStats, SmartCacheStats, SmartCounts } from '@reprise/cache';
import type { NodeState } from 'reprise';
import type { ProcessorStats } from '../songs/song-counts.ts';
import type {
  BotReport,
  NodeReport,
  PlayerReport,
  PopularSong,
  ProcessReport,
  ShardReport,
  SongsReport,
} from './bot-report.ts';

/**
 * What all processes of the bot know together.
 *
 * Counts are sums. What cannot be summed is the worst that any process says: the longest latency, the lowest rate of hits
 * of the last hour and day. With one process it is exactly what that one says.
 */
export interface TotalReport {
  readonly phase: ProcessReport['phase'];
  readonly isDemo: boolean;
  readonly processes: readonly ProcessReport[];
  /** By id. */
  readonly shards: readonly ShardReport[];
  /** By identifier. */
  readonly nodes: readonly TotalNode[];
  /** What plays first, then what does not; the order in between is that of the processes. */
  readonly players: readonly PlayerReport[];
  readonly songs: SongsReport;
}

/** A node as all processes see it. */
export interface TotalNode extends NodeReport {
  /** Processes that can ask it, of {@link seenBy}. */
  readonly readyIn: number;
  /** Processes that know it. */
  readonly seenBy: number;
}

/** Best first: of two processes that see a node differently, the worse one counts. */
const STATES: readonly NodeState[] = ['ready', 'degraded', 'connecting', 'idle', 'down', 'misconfigured'];
const PHASES: readonly ProcessReport['phase'][] = ['ready', 'starting', 'stopping'];
const POPULAR_SHOWN = 25;

/**
 * Adds the reports of all processes up.
 *
 * @returns Undefined when no process answered: nothing is known then.
 */
export function totalReport(reports: readonly BotReport[]): TotalReport | undefined {
  const [first, ...others] = reports;
  if (first === undefined) return undefined;
  return {
    phase: PHASES.findLast((phase) => reports.some((report) => report.process.phase === phase)) ?? first.process.phase,
    isDemo: reports.some((report) => report.process.isDemo),
    processes: reports.map((report) => report.process),
    shards: reports.flatMap((report) => report.shards).toSorted((a, b) => a.id - b.id),
    nodes: totalNodes(reports.flatMap((report) => report.nodes)),
    players: reports.flatMap((report) => report.players).toSorted((a, b) => silence(a) - silence(b)),
    songs: others.reduce((total, { songs }) => addSongs(total, songs), first.songs),
  };
}

function totalNodes(nodes: readonly NodeReport[]): TotalNode[] {
  const byName = Map.groupBy(nodes, ({ identifier }) => identifier);
  return [...byName.values()]
    .flatMap(([first, ...others]) => (first === undefined ? [] : [totalNode(first, others)]))
    .toSorted((a, b) => a.identifier.localeCompare(b.identifier));
}

function totalNode(first: NodeReport, others: readonly NodeReport[]): TotalNode {
  const all = [first, ...others];
  const worst = STATES.findLast((state) => all.some((node) => node.state === state));
  return {
    ...(all.find((node) => node.state === worst) ?? first),
    players: all.reduce((sum, { players }) => sum + players, 0),
    // They ask the same machine at different times; the highest is the one to act on.
    cpuLoad: highest(all.map((node) => node.cpuLoad)),
    memoryBytes: highest(all.map((node) => node.memoryBytes)),
    version: all.find((node) => node.version !== undefined)?.version,
    readyIn: all.filter((node) => node.state === 'ready' || node.state === 'degraded').length,
    seenBy: all.length,
  };
}

function addSongs(a: SongsReport, b: SongsReport): SongsReport {
  return {
    cache: addCaches(a.cache, b.cache),
    processor: addProcessors(a.processor, b.processor),
    maxEntries: a.maxEntries + b.maxEntries,
    maxBytes: a.maxBytes + b.maxBytes,
    popular: addPopular(a.popular, b.popular),
    store: a.store ?? b.store,
    lastWarm: (a.lastWarm?.at ?? 0) >= (b.lastWarm?.at ?? 0) ? a.lastWarm : b.lastWarm,
    lastCleanAt: highest([a.lastCleanAt, b.lastCleanAt]),
  };
}

function addCaches(a: SmartCacheStats, b: SmartCacheStats): SmartCacheStats {
  const counts = addCounts(a, b);
  return {
    ...counts,
    entries: a.entries + b.entries,
    negativeEntries: a.negativeEntries + b.negativeEntries,
    bytes: a.bytes + b.bytes,
    // One store that all of them share.
    diskBytes: highest([a.diskBytes, b.diskBytes]),
    hitRate: {
      lastHour: lowest([a.hitRate.lastHour, b.hitRate.lastHour]),
      lastDay: lowest([a.hitRate.lastDay, b.hitRate.lastDay]),
      lifetime: share(counts.hits, counts.hits + counts.misses),
    },
    latency: { hit: slower(a.latency.hit, b.latency.hit), miss: slower(a.latency.miss, b.latency.miss) },
    timeSavedMs: a.timeSavedMs + b.timeSavedMs,
  };
}

function addCounts(a: SmartCounts, b: SmartCounts): SmartCounts {
  return {
    hits: a.hits + b.hits,
    misses: a.misses + b.misses,
    joined: a.joined + b.joined,
    staleServed: a.staleServed + b.staleServed,
    negativeHits: a.negativeHits + b.negativeHits,
    loads: a.loads + b.loads,
    loadFailures: a.loadFailures + b.loadFailures,
    evictions: a.evictions + b.evictions,
    expirations: a.expirations + b.expirations,
    refused: a.refused + b.refused,
    invalid: a.invalid + b.invalid,
  };
}

function addProcessors(a: ProcessorStats, b: ProcessorStats): ProcessorStats {
  const totalProcessed = a.totalProcessed + b.totalProcessed;
  const cacheHits = a.cacheHits + b.cacheHits;
  const made = totalProcessed - cacheHits;
  const spentMs = spent(a) + spent(b);
  return {
    totalProcessed,
    cacheHits,
    averageProcessingMs: made === 0 ? undefined : spentMs / made,
    p95ProcessingMs: highest([a.p95ProcessingMs, b.p95ProcessingMs]),
    efficiency: share(cacheHits, totalProcessed),
  };
}

function spent({ averageProcessingMs = 0, totalProcessed, cacheHits }: ProcessorStats): number {
  return averageProcessingMs * (totalProcessed - cacheHits);
}

function addPopular(a: readonly PopularSong[], b: readonly PopularSong[]): PopularSong[] {
  const bySong = new Map<string, PopularSong>();
  for (const song of [...a, ...b]) {
    const key = song.url ?? song.title;
    const known = bySong.get(key);
    bySong.set(key, known === undefined ? song : { ...known, score: known.score + song.score });
  }
  return [...bySong.values()].toSorted((one, other) => other.score - one.score).slice(0, POPULAR_SHOWN);
}

function slower(a: LatencyStats, b: LatencyStats): LatencyStats {
  return { p50Ms: highest([a.p50Ms, b.p50Ms]), p95Ms: highest([a.p95Ms, b.p95Ms]) };
}

function share(part: number, whole: number): number | undefined {
  return whole === 0 ? undefined : part / whole;
}

function highest(values: readonly (number | undefined)[]): number | undefined {
  const known = values.filter((value) => value !== undefined);
  return known.length === 0 ? undefined : Math.max(...known);
}

function lowest(values: readonly (number | undefined)[]): number | undefined {
  const known = values.filter((value) => value !== undefined);
  return known.length === 0 ? undefined : Math.min(...known);
}

function silence({ state }: PlayerReport): number {
  return state === 'playing' ? 0 : state === 'paused' ? 1 : 2;
}
