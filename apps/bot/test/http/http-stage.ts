import { request } from 'node:http';
import type { BotReport, NodeReport, PlayerReport } from '../../src/cluster/bot-report.ts';
import type { CleanReport, CleanRequest, Cluster } from '../../src/cluster/cluster.ts';
import { healthOf } from '../../src/http/health.ts';
import type { HttpSideOptions } from '../../src/http/http-options.ts';
import { HttpSide } from '../../src/http/http-side.ts';
import { BotMetrics } from '../../src/metrics/bot-metrics.ts';
import { type TwoNodes, twoNodes } from '../metrics/two-nodes.ts';

/** A real pool with real caches, and the HTTP side over it. */
export interface HttpStage extends AsyncDisposable, Pick<TwoNodes, 'pool' | 'songs' | 'lose' | 'play'> {
  readonly side: HttpSide;
  /** What it is asked to do. */
  readonly cleaned: { readonly request: CleanRequest; readonly isDryRun: boolean }[];
  /** Errors it told of. */
  readonly logged: unknown[];
  /** Asks as a program does. */
  ask(path: string, init?: RequestInit): Promise<Response>;
  /** Writes JSON, with the token unless told otherwise. */
  post(path: string, body: unknown, headers?: Readonly<Record<string, string>>): Promise<Response>;
}

/** What of the stage is another way than it comes by itself. */
export interface HttpStageOptions {
  readonly http?: Partial<HttpSideOptions>;
  /** Changes what the process tells of itself. */
  readonly report?: (report: BotReport) => readonly BotReport[];
  /** Replaces parts of the cluster. */
  readonly cluster?: Partial<Cluster>;
}

/** Starts an {@link HttpStage} on a free port of loopback. */
export async function httpStage({
  http = {},
  report = (only) => [only],
  ...more
}: HttpStageOptions = {}): Promise<HttpStage> {
  const nodes = await twoNodes();
  const { pool, songs } = nodes;
  const metrics = new BotMetrics({ pool, songs: songs.cache });
  const cleaned: HttpStage['cleaned'] = [];
  const logged: unknown[] = [];
  const cluster: Cluster = {
    reports: async () => report(await reportOf(nodes)),
    metrics: async () => [await metrics.metrics()],
    warm: async ({ limit }) => {
      const { warmed, skipped, failed } = await songs.cache.warm({ top: limit }, (key) => {
        throw new Error(`Nobody knows ${key}.`);
      });
      return { at: Date.now(), warmed, skipped, failed: failed.length, left: 0 };
    },
    clean: async (request, { isDryRun }): Promise<CleanReport> => {
      cleaned.push({ request, isDryRun });
      const { entries, bytes } = await songs.cache.stats();
      if (!isDryRun) await songs.cache.clear();
      return { entries, bytes, remaining: isDryRun ? entries : 0, isDryRun };
    },
    drain: (node) => pool.drainNode(node),
    forgetUser: async () => undefined,
    ...more.cluster,
  };
  const health = () => healthOf({ process: PROCESS, shards: SHARDS, nodes: nodesOf(nodes) });
  const log = { error: (details: object) => void logged.push(details) };
  const side = new HttpSide({ port: 0, cluster, health, log, ...http });
  await side.start();
  const ask = (path: string, init: RequestInit = {}): Promise<Response> => fetch(`${side.url}${path}`, init);
  return {
    ...nodes,
    side,
    cleaned,
    logged,
    ask,
    post: (path, body, headers = { authorization: `Bearer ${side.writeToken}` }) =>
      ask(path, {
        method: 'POST',
        body: JSON.stringify(body),
        headers: { 'content-type': 'application/json', ...headers },
      }),
    [Symbol.asyncDispose]: async () => {
      metrics.close();
      await side.close();
      await nodes[Symbol.asyncDispose]();
    },
  };
}

/** What `fetch` does not let anybody send. */
export function askRaw(url: string, headers: Readonly<Record<string, string>>, method = 'GET'): Promise<number> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { headers, method }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    sent.once('error', reject);
    sent.end();
  });
}

export const PROCESS: BotReport['process'] = {
  pid: 1,
  version: '1.2.3',
  uptimeMs: 7_260_000,
  rssBytes: 100 * 1_024 ** 2,
  heapBytes: 50 * 1_024 ** 2,
  loopLagP99Ms: 1.4,
  phase: 'ready',
  isDemo: false,
};
const SHARDS: BotReport['shards'] = [{ id: 0, isReady: true, pingMs: 42, guilds: 7 }];

async function reportOf(stage: TwoNodes): Promise<BotReport> {
  const { songs } = stage;
  return {
    process: PROCESS,
    shards: SHARDS,
    nodes: nodesOf(stage),
    players: playersOf(stage),
    songs: {
      cache: await songs.cache.stats(),
      processor: await songs.stats(),
      maxEntries: 1_000,
      maxBytes: 64 * 1_024 ** 2,
      popular: songs.cache.popular(10).map(({ key, score }) => ({ title: key, url: key, score })),
      store: 'memory',
      lastWarm: undefined,
      lastCleanAt: undefined,
    },
  };
}

function nodesOf({ pool }: TwoNodes): NodeReport[] {
  const playersOn = (name: string): number =>
    [...pool.players.values()].filter(({ node }) => node?.identifier === name).length;
  return [...pool.nodes().values()].map(({ identifier, state, why, stats, info }) => ({
    identifier,
    isOwn: false,
    state,
    why,
    players: playersOn(identifier),
    cpuLoad: stats?.cpu.systemLoad,
    memoryBytes: stats?.memory.used,
    version: info?.version.semver,
  }));
}

function playersOf({ pool }: TwoNodes): PlayerReport[] {
  return [...pool.players.values()].map(({ guildId, state, node, current, position, queue }) => ({
    guildId,
    guildName: `Guild ${guildId}`,
    state,
    node: node?.identifier,
    title: current?.title,
    positionMs: position,
    durationMs: current?.length,
    queued: queue.length,
  }));
}
