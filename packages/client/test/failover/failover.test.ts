import { InvalidNodeException } from 'reprise';
import { describe, expect, it } from 'vitest';
import { CHANNEL, GUILD, nameOf, next, record, stage, until } from '../support/stage.ts';
import { timedStage } from '../support/timed-stage.ts';

describe('a lost node', () => {
  it('has its players play on elsewhere, from the same place, with the same sound, in one call each', async () => {
    await using set = await stage({ nodes: 2 });
    const { pool, nodes } = set;
    const player = await pool.createPlayer({ guildId: GUILD, voiceChannelId: CHANNEL, volume: 70 });
    await player.play(await set.track(600_000, 'song'), { startMs: 100_000 });
    await until(() => player.position > 100_100);
    const from = player.node;
    const seen = record(pool, 'trackStart', 'trackEnd');
    const over = next(pool, 'failover');
    const place = player.position;
    await nodes.find((_node, i) => nameOf(i) === from?.identifier)?.close();
    const [lost, moved, orphaned] = await over;
    expect([lost, moved, orphaned]).toEqual([from, [player], []]);
    expect(player.node).not.toBe(from);
    expect([player.state, player.volume, player.current?.title]).toEqual(['playing', 70, 'song']);
    expect(Math.abs(player.position - place)).toBeLessThan(250);
    const remote = await player.node?.fetchPlayer(GUILD);
    expect([remote?.track?.info.title, remote?.volume]).toEqual(['song', 70]);
    await until(() => player.position > place + 300);
    expect(seen).toEqual([]);
  });

  it('leaves its players waiting when it was the last one, and they go on when a node is back', async () => {
    await using set = await stage({ nodes: 1 });
    const { pool } = set;
    const player = await pool.createPlayer({ guildId: GUILD, voiceChannelId: CHANNEL });
    await player.play(await set.track(600_000, 'song'));
    const node = pool.getNode('A');
    const over = next(pool, 'failover');
    const port = set.nodes[0]?.port ?? 0;
    await set.nodes[0]?.close();
    await over;
    expect([player.state, player.node, player.current?.title]).toEqual(['orphaned', undefined, 'song']);
    await expect(player.pause()).rejects.toMatchObject({ code: 'PLAYER_ORPHANED' });
    await using again = await set.startNode({ port });
    expect(again.port).toBe(port);
    await until(() => player.state === 'playing');
    expect(player.node).toBe(node);
  });

  it('keeps its players when only the connection broke, without a sound missed', async () => {
    await using set = await stage({ nodes: 2, proxied: true });
    const { pool } = set;
    const player = await pool.createPlayer({ guildId: GUILD, voiceChannelId: CHANNEL });
    await player.play(await set.track(600_000, 'song'));
    const { node } = player;
    const seen = record(pool, 'failover', 'playerNodeChange', 'trackEnd', 'trackStart');
    const back = next(pool, 'nodeReady');
    await set.proxies[node?.identifier === 'A' ? 0 : 1]?.cut();
    expect(await back).toEqual([node, true]);
    await player.setVolume(40);
    expect([player.node, player.state]).toEqual([node, 'playing']);
    expect(set.discord.voice.attempts.length).toBe(1);
    expect(seen.filter((event) => event !== 'trackStart song')).toEqual([]);
  });

  it('has a player with a command under way play on elsewhere as soon as any other', { timeout: 3_000 }, async () => {
    await using set = await timedStage({ nodes: 2, proxied: true });
    const player = await set.pool.createPlayer({ guildId: GUILD, voiceChannelId: CHANNEL, node: 'A' });
    await player.play(await set.track(600_000, 'song'));
    const over = next(set.pool, 'failover');
    await set.proxies[0]?.blackHole();
    const changed = player.setVolume(40);
    // The ping, the pong that does not come, and the upgrade that does not either.
    for (const ms of [10_000, 5_000, 250]) {
      set.clock.advance(ms);
      for (let turn = 0; turn < 3; turn++) await set.pool.getNode('B').fetchVersion();
    }
    await changed;
    await over;
    expect([player.node?.identifier, player.volume]).toEqual(['B', 40]);
  });

  it('that comes back with its session loses the players that have moved on, so that none is heard twice', async () => {
    await using set = await stage({ nodes: 2, proxied: true });
    const { pool } = set;
    const player = await pool.createPlayer({ guildId: GUILD, voiceChannelId: CHANNEL, node: 'A' });
    await player.play(await set.track(600_000, 'song'));
    const over = next(pool, 'failover');
    await set.proxies[0]?.refuse('reset');
    await set.proxies[0]?.cut();
    await over;
    expect(player.node?.identifier).toBe('B');
    const back = next(pool, 'nodeReady');
    await set.proxies[0]?.pass();
    const [node, resumed] = await back;
    expect([node.identifier, resumed]).toEqual(['A', true]);
    await until(() => set.discord.voice.nodesHeardIn(GUILD).join() === 'B');
    expect(await node.fetchPlayers()).toEqual([]);
  });

  it('can be emptied first, and is left alone until it has a new session', async () => {
    await using set = await stage({ nodes: 2 });
    const { pool } = set;
    const player = await pool.createPlayer({ guildId: GUILD, voiceChannelId: CHANNEL, node: 'A' });
    await player.play(await set.track(600_000, 'song'));
    expect(await pool.drainNode('A')).toBe(1);
    expect([player.node?.identifier, player.state]).toEqual(['B', 'playing']);
    const other = await pool.createPlayer({ guildId: '817327181659111455', voiceChannelId: CHANNEL });
    expect(other.node?.identifier).toBe('B');
    await expect(pool.drainNode('B')).rejects.toBeInstanceOf(InvalidNodeException);
  });
});
