import type { DiscordGuild } from '@reprise/devkit';
import { describe, expect, it } from 'vitest';
import { playerOptions } from '../../src/commands/player-options.ts';
import type { WholeBot } from '../support/whole-bot.ts';
import { until } from './support/until.ts';
import { isAnswer, logged, tenAtOnce, type World, world } from './support/world.ts';

/** As many as can be joined in a minute; that a song is another one takes three requests in each, of 50 a second. */
const GUILDS = 80;
const PATIENCE_MS = 1_000;

/** Requests about the messages in channels. */
function messages({ discord }: World): number {
  return discord.rest.requests.filter(({ path }) => path.includes('/channels/')).length;
}

async function say({ bot }: WholeBot, guild: DiscordGuild): Promise<void> {
  const channel = await bot.services.client.channels.fetch(guild.channel('general'));
  if (channel?.isSendable() === true) await channel.send('Something else.');
}

describe('an answer', () => {
  it('does not wait for what the bot shows in all its guilds at the same time', async () => {
    await using all = await world();
    const guilds = Array.from({ length: GUILDS }, () => all.another());
    await using run = await all.bot();
    const { playback, pool, settings } = run.bot.services;
    await all.listener().slash('play', { query: 'my song' }).until(isAnswer);
    await tenAtOnce(guilds, async (guild) => {
      const player = playerOptions(await settings.get(guild.id), guild.channel('general'));
      const request = { guildId: guild.id, voiceChannelId: guild.channel('Music'), requestedBy: '7', player };
      for (const userInput of ['song one', 'song two']) await playback.playRequestCached({ ...request, userInput });
    });
    const isShown = (song: string) => (guild: DiscordGuild) =>
      guild.messages('general').some(({ text, isDeleted }) => !isDeleted && text.includes(song));
    await until('all messages', () => guilds.every(isShown('song one')), 15_000);
    // Something was said since, so that each message is taken away and sent anew.
    await Promise.all(guilds.map((guild) => say(run, guild)));
    // Discord is asked for one change of a message in two seconds.
    await new Promise((resolve) => setTimeout(resolve, 2_000));

    const before = messages(all);
    await Promise.all(guilds.map(({ id }) => pool.getPlayer(id)?.skip()));
    await until('a rush', () => messages(all) >= before + 50);
    const startedAt = performance.now();
    expect((await all.listener().slash('queue').reply()).text).not.toBe('');
    expect(performance.now() - startedAt).toBeLessThan(PATIENCE_MS);
    expect(guilds.every(isShown('song two'))).toBe(false);
    await until('all messages', () => guilds.every(isShown('song two')), 15_000);
    expect(logged(run, 'warn', 'error')).toEqual([]);
  }, 60_000);
});
