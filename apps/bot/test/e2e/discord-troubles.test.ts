import { PermissionFlagsBits } from 'discord.js';
import { describe, expect, it } from 'vitest';
import { until } from './support/until.ts';
import { GUILD, isAnswer, loads, logged, playerOf, world } from './support/world.ts';

const CALLBACK = '/interactions/*/*/callback';
const ANSWER = '/webhooks/*/*/messages/@original';

describe('Discord in trouble', () => {
  it('is told at once that a command was heard, even while its site says nothing for 5 s', async () => {
    await using all = await world();
    await using run = await all.bot();
    const node = all.node();
    node.answer({ kind: 'slow', ms: 5_000 }, { path: '/v4/loadtracks' });
    const play = all.listener().slash('play', { query: 'slow song' });
    const { kind, tookMs } = await play.acknowledged();
    expect(kind).toBe('defer');
    expect(tookMs).toBeLessThan(500);
    const bob = all.outsider();
    expect((await bob.slash('queue').acknowledged()).tookMs).toBeLessThan(500);
    expect((await play.reply()).text).toBe('Searching…');
    expect((await play.until(({ text }) => text.includes('Playing'))).text).toContain('slow song');
    expect(loads(node)).toHaveLength(1);
    expect(logged(run, 'warn', 'error')).toEqual([]);
  }, 20_000);

  it.each([
    [10_062, 'POST', CALLBACK],
    [40_060, 'POST', CALLBACK],
    [50_027, 'PATCH', ANSWER],
    [10_008, 'PATCH', ANSWER],
  ] as const)('which says %i to an answer is no reason to crash or to shout', async (code, method, path) => {
    await using all = await world();
    await using run = await all.bot();
    const stop = all.discord.rest.fail({ kind: 'error', code }, { method, path });
    const debugLines = () => logged(run, 'debug').filter(({ msg }) => msg === 'Discord did not wait for an answer.');
    all.listener().slash('queue');
    await until('a line for who looks for it', () => debugLines().length > 0);
    expect(debugLines()).toHaveLength(1);
    stop();
    expect((await all.listener().slash('queue').reply()).text).not.toBe('');
    expect(logged(run, 'warn', 'error', 'fatal')).toEqual([]);
  });

  it('which fails for a moment costs one answer and one line, and nobody else anything', async () => {
    await using all = await world();
    await using run = await all.bot();
    const stop = all.discord.rest.fail({ kind: 'status', status: 500 }, { method: 'PATCH', path: ANSWER });
    const play = all.listener().slash('play', { query: 'my song' });
    await play.acknowledged();
    await until('a line in the log', () => logged(run, 'warn', 'error').length > 0, 15_000);
    expect(playerOf(run, all.guild).current?.title).toBe('my song');
    stop();
    expect((await all.listener().slash('play', { query: 'another' }).until(isAnswer)).text).toContain('number 1');
    expect(logged(run, 'fatal')).toEqual([]);
    expect(logged(run, 'warn', 'error').length).toBeLessThanOrEqual(2);
  }, 30_000);

  it('which wants less is obeyed: answers wait for their turn, and none is lost', async () => {
    await using all = await world();
    await using run = await all.bot();
    all.discord.rest.limit({ method: 'POST', path: '/channels/*/messages', max: 1, perMs: 300 });
    all.discord.rest.limit({ method: 'PATCH', path: ANSWER, max: 1, perMs: 300 });
    const guilds = Array.from({ length: 5 }, () => all.another());
    const plays = guilds.map((guild, i) => all.listener(guild).slash('play', { query: `song ${i}` }));
    for (const play of plays) expect((await play.until(isAnswer)).text).toContain('Playing');
    const refused = all.discord.rest.requests.filter(
      ({ status, path }) => status === 429 && path.endsWith('@original'),
    );
    expect(refused).not.toEqual([]);
    for (const guild of guilds) {
      await until('what plays', () => guild.messages('general').some(({ text }) => text.includes('Now playing')));
    }
    expect(logged(run, 'warn', 'error', 'fatal')).toEqual([]);
  });

  it('whose moderators delete the message that tells what plays gets another one with the next song', async () => {
    await using all = await world();
    const { guild } = all;
    await using run = await all.bot();
    const shown = () =>
      guild.messages('general').filter(({ isDeleted, text }) => !isDeleted && text.includes('Now playing'));
    await all.listener().slash('play', { query: 'one' }).until(isAnswer);
    const first = await until('what plays', () => shown()[0]);
    guild.deleteMessage(first);
    const ada = all.listener();
    await ada.slash('play', { query: 'two', position: 'now' }).until(isAnswer);
    const next = await until('what plays now', () => shown().find(({ text }) => text.includes('two')));
    expect(next.id).not.toBe(first.id);
    await ada.click(next, 'reprise:pause').acknowledged();
    await until('the pause', () => playerOf(run, guild).paused);
    expect(logged(run, 'warn', 'error', 'fatal')).toEqual([]);
  });

  it('that does not let the bot write in a channel hears its answers all the same, and one line is logged', async () => {
    const channels = [
      { name: 'general', type: 'text', botDenied: PermissionFlagsBits.SendMessages },
      { name: 'Music', type: 'voice' },
    ] as const;
    await using all = await world({ guild: { ...GUILD, channels } });
    await using run = await all.bot();
    expect((await all.listener().slash('play', { query: 'one' }).until(isAnswer)).text).toContain('Playing');
    expect((await all.listener().slash('play', { query: 'two' }).until(isAnswer)).text).toContain('number 1');
    expect((await all.listener().slash('pause').reply()).text).toBe('Paused.');
    const lines = () =>
      logged(run, 'info', 'warn', 'error').filter(({ msg }) => msg === 'What plays could not be shown.');
    await until('a line', () => lines().length > 0);
    // It is for the guild to change, not for who runs the bot.
    expect(lines().map(({ level }) => level)).toEqual(['info']);
    expect(logged(run, 'warn', 'error')).toEqual([]);
  });

  it('that throws the bot out of a guild while it plays ends its player without a word', async () => {
    await using all = await world();
    const { discord, guild } = all;
    const other = all.another();
    await using run = await all.bot();
    await all.listener().slash('play', { query: 'one' }).until(isAnswer);
    await all.listener(other).slash('play', { query: 'two' }).until(isAnswer);
    await until('what plays', () => guild.messages('general').length > 0);
    discord.removeFromGuild(guild.id);
    await until('the end of the player', () => run.bot.services.pool.getPlayer(guild.id) === undefined);
    await until('silence there', () => discord.voice.nodesHeardIn(guild.id).length === 0);
    expect(discord.voice.nodesHeardIn(other.id)).toEqual(['A']);
    expect((await all.listener(other).slash('pause').reply()).text).toBe('Paused.');
    expect(logged(run, 'warn', 'error', 'fatal')).toEqual([]);
  });
});
