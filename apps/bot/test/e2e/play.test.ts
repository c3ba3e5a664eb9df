import { describe, expect, it } from 'vitest';
import { playerPatches } from './support/patches.ts';
import { isAnswer, loads, logged, playerOf, world } from './support/world.ts';

describe('a song that is asked for', () => {
  it('is found by a node, handed to its player, and told of; the second time no node is asked', async () => {
    await using all = await world();
    const { discord, guild, site } = all;
    const node = all.node();
    await using run = await all.bot();

    const first = all.listener().slash('play', { query: 'clair de lune' });
    expect((await first.acknowledged()).kind).toBe('defer');
    const reply = await first.until(({ text }) => text.includes('Playing'));
    expect(reply.text).toContain(`**[clair de lune](<${site.link('clair de lune')}>)** · Somebody`);
    expect(reply.text).not.toContain('⚡');
    expect(reply.pings).toEqual([]);

    expect(loads(node).map(({ query }) => query.get('identifier'))).toEqual(['ytsearch:clair de lune']);
    const patches = playerPatches(node, guild);
    expect(patches.find(({ track }) => track?.encoded)?.track?.encoded).toBe(playerOf(run, guild).current?.encoded);
    expect(patches.find(({ voice }) => voice)?.voice).toMatchObject({ channelId: guild.channel('Music') });
    expect(discord.voice.nodesHeardIn(guild.id)).toEqual(['A']);

    node.clearRequests();
    const second = await all.listener().slash('play', { query: '  Clair  DE lune' }).until(isAnswer);
    expect(second.text).toMatch(/⚡ \d+ (µs|ms) · usually \d+ ms/);
    expect(second.text).toContain('is number 1 in the queue');
    expect(node.requests).toEqual([]);
    expect(logged(run, 'warn', 'error', 'fatal')).toEqual([]);
  });

  it('is one song by its link, its short link, and the links that apps share', async () => {
    await using all = await world();
    const { guild, site } = all;
    const id = site.id('nuvole');
    await using run = await all.bot();
    await all
      .listener()
      .slash('play', { query: `https://youtu.be/${id}?si=AbCdEf123` })
      .until(isAnswer);
    const asked = loads(all.node()).length;

    for (const link of [
      `https://www.youtube.com/watch?v=${id}`,
      `https://m.youtube.com/watch?v=${id}&t=42s&feature=share`,
      `https://music.youtube.com/watch?v=${id}&si=xyz`,
      `https://youtu.be/${id}?t=1m`,
      `<https://youtu.be/${id}>`,
    ]) {
      const reply = await all.listener().slash('play', { query: link }).until(isAnswer);
      expect(reply.text, link).toContain('⚡');
    }
    expect(loads(all.node())).toHaveLength(asked);
    expect([...playerOf(run, guild).queue].map(({ title }) => title)).toEqual(Array(5).fill('nuvole'));
  });

  it('is one load for 10,000 who ask for it at once', async () => {
    await using all = await world();
    await using run = await all.bot();
    const { songs } = run.bot.services;
    const found = await Promise.all(Array.from({ length: 10_000 }, () => songs.processSong('everybody wants this')));
    expect(new Set(found.map(([song]) => song.encoded)).size).toBe(1);
    expect(loads(all.node())).toHaveLength(1);
  });

  it('is told of as it is asked for: deferred at once, "Searching…" when it takes long, and then the answer', async () => {
    await using all = await world();
    const release = all.site.hold('slow song');
    await using run = await all.bot();
    const play = all.listener().slash('play', { query: 'slow song' });
    expect((await play.acknowledged()).tookMs).toBeLessThan(500);
    expect((await play.reply()).text).toBe('Searching…');
    release();
    expect((await play.until(({ text }) => text.includes('Playing'))).text).toContain('slow song');
    expect(logged(run, 'warn', 'error')).toEqual([]);
  });

  it('makes one player when two people ask in a silent guild at the same moment', async () => {
    await using all = await world();
    const { discord, guild } = all;
    await using run = await all.bot();
    const [one, other] = [all.listener(), all.listener()];
    const plays = [one.slash('play', { query: 'mine' }), other.slash('play', { query: 'yours' })];
    const texts = await Promise.all(plays.map(async (play) => (await play.until(isAnswer)).text));
    expect(texts.filter((text) => text.startsWith('Playing'))).toHaveLength(1);
    expect(texts.filter((text) => text.includes('is number 1 in the queue'))).toHaveLength(1);
    const player = playerOf(run, guild);
    expect([player.current?.title, ...[...player.queue].map(({ title }) => title)].sort()).toEqual(['mine', 'yours']);
    expect(discord.voice.nodesHeardIn(guild.id)).toEqual(['A']);
  });

  it('plays where who asked was, who has left the voice channel before it was found', async () => {
    await using all = await world();
    const { guild } = all;
    const release = all.site.hold('late');
    await using run = await all.bot();
    const ada = all.listener();
    const play = ada.slash('play', { query: 'late' });
    await play.reply();
    ada.leaveVoice();
    release();
    await play.until(({ text }) => text.includes('Playing'));
    expect(guild.botChannelId).toBe(guild.channel('Music'));
    expect(playerOf(run, guild).current?.title).toBe('late');
  });
});
