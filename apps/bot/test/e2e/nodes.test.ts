import { FaultyNode } from '@reprise/devkit';
import { describe, expect, it } from 'vitest';
import { until } from './support/until.ts';
import { isAnswer, loads, logged, playerOf, tenAtOnce, world } from './support/world.ts';

const GUILDS = 50;

describe('audio nodes that go', () => {
  it('take nothing with them: of 50 guilds all play on elsewhere within 5 s, where they were, and /play works meanwhile', async () => {
    await using all = await world({ nodes: ['A', 'B'] });
    const { discord } = all;
    const guilds = Array.from({ length: GUILDS }, () => all.another());
    await using run = await all.bot();
    await tenAtOnce(guilds, async (guild, i) => {
      const play = all.listener(guild).slash('play', { query: `song ${i}` });
      await play.until(({ text }) => text.includes('Playing'));
    });
    const players = guilds.map((guild) => playerOf(run, guild));
    const moved = players.filter(({ node }) => node?.identifier === 'A');
    expect(moved.length).toBeGreaterThan(10);
    for (const player of players) await player.seek(60_000);
    const soughtAt = performance.now();

    await all.node('A').die('closed');
    const diedAt = performance.now();
    const meanwhile = all.listener(all.guild).slash('play', { query: 'asked for meanwhile' });
    await until('music everywhere', () => guilds.every(({ id }) => discord.voice.nodesHeardIn(id).join() === 'B'));
    expect(performance.now() - diedAt).toBeLessThan(5_000);
    await until('all players to know', () =>
      players.every(({ state, node }) => state === 'playing' && node?.identifier === 'B'),
    );
    for (const [i, player] of players.entries()) {
      expect(player.current?.title).toBe(`song ${i}`);
      const expected = 60_000 + performance.now() - soughtAt;
      expect(Math.abs(player.position - expected)).toBeLessThan(2_000);
    }
    await meanwhile.until(({ text }) => text.includes('Playing'));
    expect(logged(run, 'error')).toEqual([]);
  });

  it('leave players waiting when there is none, which is said in plain words, and they go on when one is back', async () => {
    await using all = await world({ nodes: ['A', 'B'] });
    const { discord, guild } = all;
    await using run = await all.bot();
    await all.listener().slash('play', { query: 'my song' }).until(isAnswer);
    const player = playerOf(run, guild);
    await player.seek(60_000);
    await Promise.all([all.node('A').die('closed'), all.node('B').die('closed')]);
    await until('the player to wait', () => player.state === 'orphaned');
    const bob = all.listener();
    expect((await bob.slash('play', { query: 'new song' }).until(isAnswer)).text).toBe(
      'No audio node can be reached right now. The bot keeps trying; what plays goes on as soon as one is back.',
    );
    expect((await bob.slash('nowplaying').reply()).text).toContain('Waiting for an audio node. It goes on by itself.');
    expect(run.bot.health).toMatchObject({ isReady: false });

    await all.node('B').revive();
    await until('music', () => discord.voice.nodesHeardIn(guild.id).join() === 'B', 20_000);
    await until('the player', () => player.state === 'playing');
    expect(player.current?.title).toBe('my song');
    expect(player.position).toBeGreaterThan(58_000);
    expect(player.position).toBeLessThan(90_000);
    expect((await all.listener().slash('play', { query: 'new song' }).until(isAnswer)).text).toContain(
      'number 1 in the queue',
    );
    expect(logged(run, 'error')).toEqual([]);
  }, 30_000);

  it('are the others: its own node is used only while those are gone', async () => {
    await using all = await world({ nodes: ['A'] });
    const { discord, guild, site } = all;
    const node = { password: 'own', voice: discord.voice.at('own'), sources: [site.source()] };
    await using own = await FaultyNode.start({ node });
    await using run = await all.bot({ ownNode: { url: own.url, password: 'own' } });
    for (let i = 0; i < 5; i += 1)
      await all
        .listener(all.another())
        .slash('play', { query: `song ${i}` })
        .until(isAnswer);
    await all.listener().slash('play', { query: 'my song' }).until(isAnswer);
    expect(loads(own)).toEqual([]);
    expect(discord.voice.attempts.map(({ node }) => node)).not.toContain('own');

    await all.node('A').die('closed');
    await until('its own node', () => discord.voice.nodesHeardIn(guild.id).join() === 'own');
    expect(
      (await all.listener(all.another()).slash('play', { query: 'unknown so far' }).until(isAnswer)).text,
    ).toContain('Playing');
    expect(loads(own)).toHaveLength(1);

    await all.node('A').revive();
    await until('the other one', () => run.bot.services.pool.nodes().get('A')?.state === 'ready', 20_000);
    const asked = loads(own).length;
    const guest = all.another();
    expect((await all.listener(guest).slash('play', { query: 'something else' }).until(isAnswer)).text).toContain(
      'Playing',
    );
    expect(discord.voice.nodesHeardIn(guest.id)).toEqual(['A']);
    expect(loads(own)).toHaveLength(asked);
  }, 30_000);
});
