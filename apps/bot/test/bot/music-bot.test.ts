import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FakeDiscord, FaultyNode, madeUpTracks } from '@reprise/devkit';
import { describe, expect, it } from 'vitest';
import { wholeBot } from '../support/whole-bot.ts';

const SONG = '200000:my song';

/** A Discord with one guild in which Ada listens, and a node. */
async function world() {
  const discord = new FakeDiscord();
  const guild = discord.guild();
  const node = await FaultyNode.start({
    node: { password: 'secret', voice: discord.voice, sources: [madeUpTracks('madesearch')] },
  });
  const ada = discord.user('ada').in(guild);
  const env = {
    LAVALINK_NODES: `main=${node.url}`,
    LAVALINK_PASSWORD: 'secret',
    OWN_NODE: 'off',
    DEFAULT_SEARCH_SOURCE: 'madesearch',
  };
  return {
    discord,
    guild,
    node,
    ada,
    env,
    [Symbol.asyncDispose]: async () => {
      await node.close();
      await discord.close();
    },
  };
}

describe('the whole bot', () => {
  it('plays what somebody types, and the same again without asking a node', async () => {
    await using all = await world();
    const { ada, discord, env, guild, node } = all;
    await using run = await wholeBot({ discord, env });
    ada.joinVoice('Music');
    expect((await ada.slash('play', { query: SONG }).reply()).text).toContain('Playing **[my song]');
    expect(discord.voice.nodesHeardIn(guild.id)).toHaveLength(1);
    const loads = () => node.requests.filter(({ path }) => path.includes('/loadtracks')).length;
    const before = loads();
    const bob = discord.user('bob').in(guild);
    bob.joinVoice('Music');
    expect((await bob.slash('play', { query: SONG }).reply()).text).toContain('⚡');
    expect(loads()).toBe(before);
    expect(run.lines.filter((line) => /"level":"(warn|error)"/.test(line))).toEqual([]);
  });

  it('goes on where it was after a restart, with its queue', async () => {
    await using all = await world();
    const { ada, discord, env, guild } = all;
    const dataDir = await mkdtemp(join(tmpdir(), 'reprise-bot-'));
    ada.joinVoice('Music');
    {
      await using _run = await wholeBot({ discord, env, dataDir });
      for (const name of ['one', 'two', 'three']) {
        // One person would be too fast.
        const person = discord.user(name).in(guild);
        person.joinVoice('Music');
        await person.slash('play', { query: `200000:${name}` }).reply();
      }
    }
    {
      await using again = await wholeBot({ discord, env, dataDir });
      const player = again.bot.services.pool.getPlayer(guild.id);
      expect(player?.current?.title).toBe('one');
      expect([...(player?.queue ?? [])].map(({ title }) => title)).toEqual(['two', 'three']);
    }
    await rm(dataDir, { recursive: true });
  });

  it('ends as soon while it looks songs up ahead, of which a node never answers', async () => {
    await using all = await world();
    const { ada, node } = all;
    const run = await wholeBot({ ...all, env: { ...all.env, WARM_AFTER_MS: '1500', CACHE_TTL_MS: '1000' } });
    ada.joinVoice('Music');
    await ada.slash('play', { query: SONG }).reply();
    node.clearRequests();
    node.answer({ kind: 'never' }, { path: '/v4/loadtracks' });
    await expect
      .poll(() => node.requests.some(({ path }) => path === '/v4/loadtracks'), { timeout: 10_000 })
      .toBe(true);
    const startedAt = performance.now();
    await run.bot.stop();
    expect(performance.now() - startedAt).toBeLessThan(3_000);
    expect(run.lines.filter((line) => /"level":"(warn|error)"/.test(line))).toEqual([]);
  });

  it('ends within 5 s', async () => {
    await using all = await world();
    const run = await wholeBot(all);
    const startedAt = performance.now();
    await run.bot.stop();
    expect(performance.now() - startedAt).toBeLessThan(5_000);
  });

  it('can be ended while it starts, and does not go on behind that', async () => {
    await using all = await world();
    await using run = await wholeBot({ ...all, isStarted: false });
    const started = run.bot.start();
    started.catch(() => undefined);
    await run.bot.stop();
    await expect(started).rejects.toMatchObject({ name: 'AbortError' });
    expect(run.lines.filter((line) => /"level":"(warn|error)"/.test(line))).toEqual([]);
  });

  it('says what is the matter when Discord cannot be reached', async () => {
    await using all = await world();
    const env = { ...all.env, DISCORD_API_BASE: 'http://127.0.0.1:9/api' };
    await expect(wholeBot({ discord: all.discord, env })).rejects.toMatchObject({
      code: 'DISCORD_UNREACHABLE',
      message: expect.stringMatching(/^Discord cannot be reached: .*ECONNREFUSED.*npm start -- doctor/),
    });
  });

  it('says that it is dismissed when Discord closes the gateway for good, and leaves in good order', async () => {
    await using all = await world();
    await using run = await wholeBot(all);
    all.discord.shards.close(4014);
    await expect(run.bot.dismissed).rejects.toMatchObject({
      code: 'GATEWAY_REFUSED',
      message: expect.stringContaining('4014'),
    });
  });
});
