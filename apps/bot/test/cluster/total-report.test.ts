import { describe, expect, it } from 'vitest';
import type { BotReport, NodeReport, PlayerReport, PopularSong, ProcessReport } from '../../src/cluster/bot-report.ts';
import { totalReport } from '../../src/cluster/total-report.ts';

const PROCESS: ProcessReport = {
  pid: 1,
  version: '1.0.0',
  uptimeMs: 5_000,
  rssBytes: 100,
  heapBytes: 50,
  loopLagP99Ms: 1,
  phase: 'ready',
  isDemo: false,
};

interface Lookups {
  readonly hits?: number;
  readonly misses?: number;
  readonly averageMs?: number;
  readonly p95Ms?: number | undefined;
  readonly lastHour?: number | undefined;
  readonly popular?: readonly PopularSong[];
  readonly warmedAt?: number;
}

function songs(lookups: Lookups = {}): BotReport['songs'] {
  const { hits = 0, misses = 0, averageMs, p95Ms, lastHour, popular = [], warmedAt } = lookups;
  const counts = { joined: 0, staleServed: 0, negativeHits: 0, loads: misses, loadFailures: 1, evictions: 2 };
  return {
    cache: {
      ...counts,
      hits,
      misses,
      expirations: 0,
      refused: 0,
      invalid: 0,
      entries: 10,
      negativeEntries: 1,
      bytes: 1_000,
      diskBytes: 5_000,
      hitRate: { lastHour, lastDay: undefined, lifetime: hits / (hits + misses) },
      latency: { hit: { p50Ms: 0.1, p95Ms }, miss: { p50Ms: p95Ms, p95Ms } },
      timeSavedMs: 700,
    },
    processor: {
      totalProcessed: hits + misses,
      cacheHits: hits,
      averageProcessingMs: averageMs,
      p95ProcessingMs: p95Ms,
      efficiency: undefined,
    },
    maxEntries: 100,
    maxBytes: 10_000,
    popular,
    store: 'lmdb',
    lastWarm: warmedAt === undefined ? undefined : { at: warmedAt, warmed: 1, skipped: 0, failed: 0, left: 0 },
    lastCleanAt: warmedAt,
  };
}

function node(identifier: string, more: Partial<NodeReport> = {}): NodeReport {
  const known = { cpuLoad: 0.1, memoryBytes: 10, version: undefined };
  return { identifier, isOwn: false, state: 'ready', why: 'connected', players: 2, ...known, ...more };
}

function player(guildId: string, state: PlayerReport['state']): PlayerReport {
  const rest = { node: 'A', title: 'Bolero', positionMs: 0, durationMs: 1, queued: 0 };
  return { guildId, guildName: `Guild ${guildId}`, state, ...rest };
}

function report(more: Partial<BotReport> = {}): BotReport {
  return { process: PROCESS, shards: [], nodes: [], players: [], songs: songs(), ...more };
}

describe('the report of all processes', () => {
  it('is undefined when none of them answered, because nothing is known then', () => {
    expect(totalReport([])).toBeUndefined();
  });

  it('of one process is what that one says', () => {
    const only = report({ songs: songs({ hits: 3, misses: 1, p95Ms: 40, averageMs: 30, lastHour: 0.5 }) });
    expect(totalReport([only])?.songs).toBe(only.songs);
  });

  it('adds up counts, and takes the worst of what cannot be added', () => {
    const a = report({ songs: songs({ hits: 30, misses: 10, p95Ms: 40, averageMs: 20, lastHour: 0.9 }) });
    const b = report({ songs: songs({ hits: 0, misses: 30, p95Ms: 900, averageMs: 100, lastHour: 0.2 }) });
    const total = totalReport([a, b])?.songs;
    expect(total?.cache).toMatchObject({
      hits: 30,
      misses: 40,
      loadFailures: 2,
      evictions: 4,
      entries: 20,
      bytes: 2_000,
    });
    expect(total?.cache).toMatchObject({ timeSavedMs: 1_400, hitRate: { lastHour: 0.2, lifetime: 30 / 70 } });
    expect(total?.cache.latency).toEqual({ hit: { p50Ms: 0.1, p95Ms: 900 }, miss: { p50Ms: 900, p95Ms: 900 } });
    // Not the mean of the means: 10 songs took 20 ms and 30 took 100.
    expect(total?.processor).toMatchObject({
      totalProcessed: 70,
      cacheHits: 30,
      averageProcessingMs: 80,
      efficiency: 3 / 7,
    });
    expect(total).toMatchObject({ maxEntries: 200, maxBytes: 20_000 });
  });

  it('says what the only process that has a figure says, and nothing when none has one', () => {
    const quiet = report();
    const busy = report({ songs: songs({ misses: 1, p95Ms: 70, averageMs: 70 }) });
    expect(totalReport([quiet, busy])?.songs.cache.latency.miss.p95Ms).toBe(70);
    const neither = totalReport([quiet, quiet])?.songs;
    expect(neither?.cache).toMatchObject({ hitRate: { lastHour: undefined, lifetime: undefined } });
    expect(neither?.processor).toMatchObject({ averageProcessingMs: undefined, efficiency: undefined });
  });

  it('counts a store that all share once', () => {
    expect(totalReport([report(), report()])?.songs.cache.diskBytes).toBe(5_000);
  });

  it('adds up how much a song is wanted, the most wanted first', () => {
    const bolero = { title: 'Bolero', url: 'https://example.org/b', score: 2 };
    const ode = { title: 'Ode', url: 'https://example.org/o', score: 3 };
    const both = [
      report({ songs: songs({ popular: [ode, bolero] }) }),
      report({ songs: songs({ popular: [bolero] }) }),
    ];
    expect(totalReport(both)?.songs.popular).toEqual([{ ...bolero, score: 4 }, ode]);
  });

  it('tells of the last warming and cleaning of any process', () => {
    const total = totalReport([report({ songs: songs({ warmedAt: 9 }) }), report({ songs: songs({ warmedAt: 7 }) })]);
    expect(total?.songs).toMatchObject({ lastWarm: { at: 9 }, lastCleanAt: 9 });
  });

  it('shows a node once, in the worst state that any process sees, with the players of all', () => {
    const a = report({ nodes: [node('B'), node('A', { cpuLoad: undefined })] });
    const b = report({ nodes: [node('A', { state: 'down', why: 'it hung up', players: 1, version: '4.2.2' })] });
    const nodes = totalReport([a, b])?.nodes;
    expect(nodes).toMatchObject([
      { identifier: 'A', state: 'down', why: 'it hung up', players: 3, readyIn: 1, seenBy: 2, version: '4.2.2' },
      { identifier: 'B', state: 'ready', players: 2, readyIn: 1, seenBy: 1 },
    ]);
    expect(nodes?.[0]?.cpuLoad).toBe(0.1);
  });

  it('is ready only when all processes are, and puts shards in order and what sounds first', () => {
    const shard = (id: number) => ({ id, isReady: true, pingMs: 40, guilds: 3 });
    const a = report({ shards: [shard(2)], players: [player('1', 'idle'), player('2', 'paused')] });
    const b = report({
      process: { ...PROCESS, phase: 'starting', isDemo: true },
      shards: [shard(0)],
      players: [player('3', 'playing')],
    });
    const total = totalReport([a, b]);
    expect(total).toMatchObject({ phase: 'starting', isDemo: true, shards: [{ id: 0 }, { id: 2 }] });
    expect(total?.players.map(({ guildId }) => guildId)).toEqual(['3', '2', '1']);
  });
});
