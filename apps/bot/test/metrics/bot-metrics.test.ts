import { CachedSongProcessor } from '@reprise/bot';
import { FakeDiscord } from '@reprise/devkit';
import { AudioNode } from '@reprise/node';
import { REST } from 'discord.js';
import { NodePool } from 'reprise';
import { afterEach, describe, expect, it } from 'vitest';
import { BUTTON_NAMES } from '../../src/buttons/button-names.ts';
import type { ShardReport } from '../../src/cluster/bot-report.ts';
import { COMMAND_PATHS } from '../../src/commands/command-paths.ts';
import { BotMetrics, type BotMetricsOptions } from '../../src/metrics/bot-metrics.ts';
import { mergedMetrics } from '../../src/metrics/merged-metrics.ts';
import { type TwoNodes, twoNodes } from './two-nodes.ts';

const GUILD = '817327181659111454';

const open: BotMetrics[] = [];

/** Metrics of a stage, which end with the test. */
function metricsOf(stage: TwoNodes, more: Partial<BotMetricsOptions> = {}): BotMetrics {
  const metrics = new BotMetrics({ pool: stage.pool, songs: stage.songs.cache, ...more });
  open.push(metrics);
  return metrics;
}

afterEach(() => {
  for (const metrics of open.splice(0)) metrics.close();
});

/** Every series and its value, as Prometheus reads them. */
async function scrape(...all: BotMetrics[]): Promise<Map<string, number>> {
  const text = await mergedMetrics(await Promise.all(all.map((metrics) => metrics.metrics())));
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(
    lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ')))]),
  );
}

describe('metrics of the bot', () => {
  it('count look-ups of songs by the tier that answered, and time what had to be found', async () => {
    await using stage = await twoNodes();
    const metrics = metricsOf(stage);
    await stage.songs.processSong('bolero');
    await stage.songs.processSong('bolero');
    await stage.songs.processSong('bolero');
    const series = await scrape(metrics);
    expect(series.get('reprise_cache_hits_total{tier="memory"}')).toBe(2);
    expect(series.get('reprise_cache_misses_total{tier="memory"}')).toBe(1);
    expect(series.get('reprise_cache_misses_total{tier="store"}')).toBe(1);
    expect(series.get('reprise_cache_load_seconds_count')).toBe(1);
    expect(series.get('reprise_cache_hit_seconds_count{tier="memory"}')).toBe(2);
    const { entries, bytes } = await stage.songs.cache.stats();
    expect(entries).toBeGreaterThan(0);
    expect(series.get('reprise_cache_entries{tier="memory"}')).toBe(entries);
    expect(series.get('reprise_cache_bytes{tier="memory"}')).toBe(bytes);
    expect(series.get('reprise_cache_disk_bytes')).toBeGreaterThan(0);
  });

  it('count what the pool remembers of queries once, however often they are read', async () => {
    await using stage = await twoNodes();
    const metrics = metricsOf(stage);
    await stage.pool.load('bolero');
    await stage.pool.load('bolero');
    await scrape(metrics);
    const series = await scrape(metrics);
    expect(series.get('reprise_cache_hits_total{tier="query"}')).toBe(1);
    expect(series.get('reprise_cache_misses_total{tier="query"}')).toBe(1);
    expect(series.get('reprise_cache_entries{tier="query"}')).toBe(1);
  });

  it('tell the state of each node, its players, and why and how long one moved when it was lost', async () => {
    await using stage = await twoNodes();
    const metrics = metricsOf(stage);
    await stage.play(GUILD, 'bolero');
    const from = stage.pool.getPlayer(GUILD)?.node?.identifier === 'A' ? 'A' : 'B';
    const to = from === 'A' ? 'B' : 'A';
    const before = await scrape(metrics);
    expect(before.get(`reprise_node_state{node="${from}",state="ready"}`)).toBe(1);
    expect(before.get(`reprise_players{node="${from}"}`)).toBe(1);

    await stage.lose(from);

    const after = await scrape(metrics);
    const isReady = (node: string) => after.get(`reprise_node_state{node="${node}",state="ready"}`);
    expect([isReady(from), isReady(to)]).toEqual([0, 1]);
    const states = [...after].filter(([name]) => name.startsWith(`reprise_node_state{node="${from}"`));
    expect([states.length, states.reduce((sum, [, value]) => sum + value, 0)]).toEqual([6, 1]);
    expect(after.get(`reprise_players{node="${from}"}`)).toBe(0);
    expect(after.get(`reprise_players{node="${to}"}`)).toBe(1);
    expect(after.get('reprise_player_move_seconds_count{reason="node-lost"}')).toBe(1);
    expect(after.get('reprise_player_move_seconds_sum{reason="node-lost"}')).toBeGreaterThan(0);
    expect(after.get('reprise_failover_seconds_count')).toBe(1);
    expect(after.get('reprise_failover_orphaned_total')).toBe(0);
    expect(after.get('reprise_players_orphaned')).toBe(0);
  });

  it('tell the share of frames that a node could not send', async () => {
    await using stage = await twoNodes();
    const metrics = metricsOf(stage);
    const [a, b] = ['A', 'B'].map((name) => stage.pool.getNode(name));
    const plain = await a?.fetchStats();
    if (a === undefined || b === undefined || plain === undefined) throw new Error('Two nodes were started.');
    a.load.report({ ...plain, frameStats: { sent: 2_910, nulled: 60, deficit: 30 } });
    // One that was held up catches up, and then sends more than a minute's frames in a minute.
    b.load.report({ ...plain, frameStats: { sent: 3_004, nulled: 0, deficit: -4 } });
    const series = await scrape(metrics);
    const missing = (node: string, reason: string) =>
      series.get(`reprise_node_frames_missing_ratio{node="${node}",reason="${reason}"}`);
    expect(missing('A', 'nulled')).toBeCloseTo(0.02, 10);
    expect(missing('A', 'deficit')).toBeCloseTo(0.01, 10);
    expect(missing('B', 'deficit')).toBe(0);

    a.load.report({ ...plain, frameStats: null });
    const without = [...(await scrape(metrics)).keys()].filter((name) => name.includes('frames_missing'));
    expect(without.every((name) => name.includes('node="B"'))).toBe(true);
  });

  it('tell a drain from a loss', async () => {
    await using stage = await twoNodes();
    const metrics = metricsOf(stage);
    await stage.play(GUILD, 'bolero');
    const from = stage.pool.getPlayer(GUILD)?.node?.identifier === 'A' ? 'A' : 'B';
    await stage.pool.drainNode(from);
    const series = await scrape(metrics);
    expect(series.get('reprise_player_move_seconds_count{reason="drained"}')).toBe(1);
    expect(series.get('reprise_failover_seconds_count')).toBe(0);
  });

  it('tell a player that returns to the node it was on from one that goes elsewhere', async () => {
    await using stage = await twoNodes();
    const metrics = metricsOf(stage);
    await stage.play(GUILD, 'bolero');
    const player = stage.pool.getPlayer(GUILD);
    const home = player?.node;
    await player?.switchNode();
    expect(player?.node).not.toBe(home);
    await player?.switchNode(home);
    const series = await scrape(metrics);
    expect(series.get('reprise_player_move_seconds_count{reason="other"}')).toBe(1);
    expect(series.get('reprise_player_move_seconds_count{reason="back"}')).toBe(1);
  });

  it('time the calls of each node and of Discord by their outcome', async () => {
    await using stage = await twoNodes();
    const discordApi = await stage.discord.listen();
    const metrics = metricsOf(stage, { discordApi });
    const rest = new REST({ api: discordApi }).setToken('not.a.token');
    await stage.pool.getNode('A').fetchVersion();
    await stage.pool
      .getNode('B')
      .request('GET', '/v4/nowhere', { attempts: 1 })
      .catch(() => undefined);
    await rest.get('/gateway/bot').catch(() => undefined);
    const series = await scrape(metrics);
    expect(series.get('reprise_node_calls_total{node="A",outcome="2xx"}')).toBe(1);
    expect(series.get('reprise_node_calls_total{node="B",outcome="4xx"}')).toBe(1);
    expect(series.get('reprise_node_rest_seconds_count{node="B"}')).toBe(1);
    const discord = [...series].filter(([name]) => name.startsWith('reprise_discord_rest_seconds_count'));
    expect(discord).toEqual([[expect.stringMatching(/outcome="[24]xx"/), 1]]);
    await stage.discord[Symbol.asyncDispose]();
    const late = new REST({ api: discordApi, retries: 0 }).setToken('not.a.token');
    await late.get('/gateway/bot').catch(() => undefined);
    const failed = (await scrape(metrics)).get('reprise_discord_rest_seconds_count{outcome="failed"}');
    expect(failed).toBeGreaterThan(0);
  });

  it('name every command and button of the bot as it is', async () => {
    await using stage = await twoNodes();
    const metrics = metricsOf(stage);
    for (const name of [...COMMAND_PATHS, ...BUTTON_NAMES]) metrics.command(name, 'done', 0.1);
    const series = await scrape(metrics);
    for (const name of [...COMMAND_PATHS, ...BUTTON_NAMES]) {
      expect(series.get(`reprise_commands_total{command="${name}",outcome="done"}`)).toBeGreaterThan(0);
    }
    expect([...series.keys()].filter((name) => name.includes('other'))).toEqual([]);
  });

  it('tell of the gateway, and of the process', async () => {
    await using stage = await twoNodes();
    const shards: ShardReport[] = [
      { id: 0, isReady: true, pingMs: 45, guilds: 7 },
      { id: 1, isReady: false, pingMs: undefined, guilds: 0 },
    ];
    const series = await scrape(metricsOf(stage, { shards: () => shards }));
    expect(series.get('reprise_gateway_ping_seconds{shard="0"}')).toBe(0.045);
    expect(series.has('reprise_gateway_ping_seconds{shard="1"}')).toBe(false);
    expect(series.get('reprise_gateway_ready{shard="1"}')).toBe(0);
    expect(series.get('reprise_guilds')).toBe(7);
    expect(series.get('reprise_memory_rss_bytes')).toBeGreaterThan(1_000_000);
    expect(series.get('reprise_uptime_seconds')).toBeGreaterThan(0);
  });

  it('notice an event loop that was held up', async () => {
    await using stage = await twoNodes();
    const metrics = metricsOf(stage);
    await new Promise((resolve) => setTimeout(resolve, 30));
    const until = performance.now() + 120;
    while (performance.now() < until);
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect((await scrape(metrics)).get('reprise_event_loop_lag_max_seconds')).toBeGreaterThan(0.09);
    expect((await scrape(metrics)).get('reprise_event_loop_lag_max_seconds')).toBeLessThan(0.09);
  });

  it('are there before the pool is connected and after it was closed', async () => {
    await using stage = await twoNodes();
    const metrics = metricsOf(stage);
    await stage.pool.close();
    const series = await scrape(metrics);
    expect(series.get('reprise_processes')).toBe(1);
    expect([...series.keys()].some((name) => name.startsWith('reprise_node_state'))).toBe(false);
  });

  it('count nothing any more when they are closed', async () => {
    await using stage = await twoNodes();
    const metrics = metricsOf(stage);
    metrics.close();
    await stage.songs.processSong('bolero');
    expect((await scrape(metrics)).get('reprise_cache_load_seconds_count')).toBe(0);
    expect(stage.pool.listenerCount('playerNodeChange')).toBe(0);
  });

  it('of several processes add counts up, take the worst of loads, and name no process', async () => {
    await using stage = await twoNodes();
    const shards: ShardReport[] = [{ id: 0, isReady: true, pingMs: 45, guilds: 7 }];
    const [a, b] = [metricsOf(stage, { shards: () => shards }), metricsOf(stage)];
    a.command('play', 'ok', 0.02);
    b.command('play', 'ok', 0.2);
    b.command('play', 'failed', 4);
    // As it comes from another process.
    const sent: Awaited<ReturnType<BotMetrics['metrics']>> = JSON.parse(JSON.stringify(await b.metrics()));
    const text = await mergedMetrics([await a.metrics(), sent]);
    expect(text).toContain('\nreprise_processes 2\n');
    expect(text).toContain('\nreprise_commands_total{command="play",outcome="ok"} 2\n');
    expect(text).toContain('\nreprise_commands_total{command="play",outcome="failed"} 1\n');
    expect(text).toContain('\nreprise_command_seconds_bucket{le="0.25",command="play"} 2\n');
    expect(text).toContain('\nreprise_node_state{node="A",state="ready"} 2\n');
    expect(text).toContain('\nreprise_guilds 7\n');
    expect(text).not.toMatch(/pid|process=/);
    expect(await mergedMetrics([])).toBe('\n');
  });
});

describe('what metrics must not tell', () => {
  const LABELS = ['node', 'shard', 'tier', 'outcome', 'command', 'reason', 'close_code', 'state', 'le'];

  it('is neither guild nor user nor what anybody asked for, whatever that looks like', async () => {
    await using stage = await twoNodes();
    const metrics = metricsOf(stage, { discordApi: await stage.discord.listen() });
    const hostile = 'canary" }\n# HELP canary <img onerror=canary> @everyone 190000000000000001';
    await stage.play(GUILD, hostile);
    await stage.songs.processSong(hostile);
    metrics.command('190000000000000001', '190000000000000001', 0.1);
    metrics.command(hostile, hostile, 0.1);
    metrics.command(`panel:skip:${GUILD}`, 'ok', 0.1);
    const player = stage.pool.getPlayer(GUILD);
    if (player === undefined) throw new Error('There is no player.');
    stage.pool.emit('socketClosed', player, 4_014, hostile, true);
    stage.pool.emit('socketClosed', player, 19_000_000, hostile, true);
    const text = await mergedMetrics([await metrics.metrics()]);
    for (const secret of ['canary', 'onerror', '19000000', GUILD]) expect(text).not.toContain(secret);
    expect(text).toContain('reprise_commands_total{command="other",outcome="other"} 2');
    expect(text).toContain('reprise_voice_closes_total{close_code="4014"} 1');
    expect(text).toContain('reprise_voice_closes_total{close_code="other"} 1');
    const labels = [...text.matchAll(/[{,]([a-z_]+)="/g)].map(([, name]) => name);
    expect(labels.filter((name) => name === undefined || !LABELS.includes(name))).toEqual([]);
  });

  it('grows to no more than 2,000 series, with forty nodes and whatever else', async () => {
    await using node = new AudioNode({ host: '0.0.0.0', port: 0, password: 'a long password' });
    await node.start();
    const { port } = new URL(node.url);
    await using pool = new NodePool();
    const discord = new FakeDiscord();
    // One machine under forty addresses.
    const uris = Array.from({ length: 40 }, (_, i) => `http://127.0.0.${i + 1}:${port}`);
    const nodes = uris.map((uri, i) => ({ identifier: `Node ${i + 1}`, uri, password: 'a long password' }));
    await using songs = new CachedSongProcessor({ pool });
    const shards = () => Array.from({ length: 500 }, (_, id) => ({ id, isReady: true, pingMs: 1, guilds: 1 }));
    const metrics = new BotMetrics({ pool, songs: songs.cache, shards });
    open.push(metrics);
    await pool.connect({ client: discord.client, nodes, logger: null });
    for (const each of pool.nodes().values()) {
      each.load.report(await each.fetchStats());
      await each.request('GET', '/v4/nowhere', { attempts: 1 }).catch(() => undefined);
    }
    const player = await pool.createPlayer({ guildId: GUILD });
    for (let i = 0; i < 5_000; i += 1) {
      metrics.command(`command-${i % 997}`, `outcome-${i % 91}`, 0.1);
      pool.emit('socketClosed', player, 4_000 + (i % 999), '', true);
    }
    const series = await scrape(metrics);
    expect(series.size).toBeLessThan(2_000);
    expect(series.get('reprise_guilds')).toBe(500);
    const ready = [...series].filter(([name]) => name.startsWith('reprise_node_state') && name.includes('"ready"'));
    expect([ready.length, ready.reduce((sum, [, value]) => sum + value, 0)]).toEqual([17, 40]);
    expect(series.get('reprise_node_calls_total{node="other",outcome="4xx"}')).toBe(24);
  });
});
