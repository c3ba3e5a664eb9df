import { InvalidNodeException } from 'reprise';
import { describe, expect, it } from 'vitest';
import { totalReport } from '../../src/cluster/total-report.ts';
import { cacheStage } from '../support/cache-stage.ts';

describe('a cluster of one process', () => {
  it('reports what client, pool, songs and process themselves say', async () => {
    await using stage = await cacheStage();
    const { bot, cluster, songs, clock } = stage;
    const player = await bot.playing('bolero', 'next');
    await stage.ask('one', 'one', 'https://soundcloud.com/x/one');
    clock.advance(5_000);
    cluster.phase = 'ready';
    const [report] = await cluster.reports();

    expect(report?.process).toMatchObject({ pid: process.pid, uptimeMs: 5_000, phase: 'ready', isDemo: false });
    expect(report?.process.rssBytes).toBeGreaterThan(report?.process.heapBytes ?? 0);
    expect(report?.process.loopLagP99Ms).toBeGreaterThanOrEqual(0);
    expect(report?.shards).toEqual([{ id: 0, isReady: true, pingMs: undefined, guilds: 1 }]);
    expect(report?.nodes).toMatchObject([{ identifier: 'A', isOwn: false, state: 'ready', players: 1 }]);
    expect(report?.players).toMatchObject([
      {
        guildId: bot.guild.id,
        state: 'playing',
        node: 'A',
        title: player.current?.title,
        durationMs: 60_000,
        queued: 1,
      },
    ]);
    expect(report?.players[0]?.guildName).toBe(bot.client.guilds.cache.get(bot.guild.id)?.name);

    expect(report?.songs.cache).toEqual(await songs.cache.stats());
    expect(report?.songs.processor).toEqual(await songs.stats());
    expect(report?.songs).toMatchObject({ maxEntries: 1_000, maxBytes: 67_108_864, store: undefined });
    const [most] = report?.songs.popular ?? [];
    expect(most).toMatchObject({ title: 'one 1', url: 'https://soundcloud.com/x/one' });
    expect(most?.score).toBeCloseTo(3, 3);
  });

  it('sends nothing between processes that cannot be sent', async () => {
    await using stage = await cacheStage();
    await stage.bot.playing('bolero');
    await stage.ask('one');
    const reports = await stage.cluster.reports();
    expect(JSON.parse(JSON.stringify(totalReport(reports)))).toEqual(
      JSON.parse(JSON.stringify(totalReport(structuredClone(reports)))),
    );
  });

  it('reports before the pool is connected, and after', async () => {
    await using stage = await cacheStage();
    await stage.bot.services.pool.close();
    const [report] = await stage.cluster.reports();
    expect([report?.nodes, report?.players]).toEqual([[], []]);
    expect(await stage.cluster.clean({ mode: 'failed' }, { isDryRun: false })).toMatchObject({ entries: 0 });
  });

  it('warms the popular songs once, however many want that at the same time', async () => {
    await using stage = await cacheStage();
    await stage.ask('a', 'b');
    stage.clock.advance(90 * 60_000);
    const [one, other] = await Promise.all([stage.cluster.warm({ limit: 5 }), stage.cluster.warm({ limit: 5 })]);
    expect(one).toEqual({ at: stage.clock.now(), warmed: 2, skipped: 0, failed: 0, left: 0 });
    expect(other).toEqual(one);
    expect(stage.bot.script.asked).toHaveLength(4);
  });

  it('gives a warming up when its budget is used up, and when it is closed', async () => {
    await using stage = await cacheStage();
    await stage.ask('a', 'b');
    stage.clock.advance(90 * 60_000);
    stage.songs.cache.pauseWarming();
    const timers = stage.clock.pending;
    const bounded = stage.cluster.warm({ limit: 5, budgetMs: 1_000 });
    await expect.poll(() => stage.clock.pending).toBeGreaterThan(timers);
    stage.clock.advance(1_000);
    expect(await bounded).toMatchObject({ warmed: 0, left: 2 });
    const endless = stage.cluster.warm({ limit: 5 });
    stage.cluster.close();
    expect(await endless).toMatchObject({ warmed: 0, left: 2 });
  });

  it('drains a node, and says so when there is no such node', async () => {
    await using stage = await cacheStage();
    await expect(stage.cluster.drain('nobody')).rejects.toBeInstanceOf(InvalidNodeException);
    expect(await stage.cluster.metrics()).toEqual([[]]);
  });
});
