import { ManualClock } from '@reprise/devkit';
import { describe, expect, it } from 'vitest';
import { until } from './support/until.ts';
import { isAnswer, logged, playerOf, type World, type WorldOptions, world } from './support/world.ts';

/** A world in which a bot plays. */
async function playing(options: WorldOptions = {}) {
  const all = await world(options);
  const clock = new ManualClock();
  const run = await all.bot({ clock });
  const ada = all.listener();
  const reply = await ada.slash('play', { query: 'my song' }).until(isAnswer);
  const player = playerOf(run, all.guild);
  return {
    ...all,
    clock,
    run,
    ada,
    reply,
    player,
    [Symbol.asyncDispose]: async () => {
      await run[Symbol.asyncDispose]();
      await all[Symbol.asyncDispose]();
    },
  };
}

/** Waits until exactly one node is heard, from a channel, and the song is the same. */
async function isHeard({ discord, guild }: World, channel: string): Promise<void> {
  await until(`music in ${channel}`, () => {
    const nodes = discord.voice.nodesHeardIn(guild.id);
    return nodes.length === 1 && guild.botChannelId === guild.channel(channel);
  });
}

describe('the voice of the bot', () => {
  it('ends what plays when a moderator throws it out, says so, and comes back when it is asked', async () => {
    await using all = await playing();
    const { clock, discord, guild, ada, run } = all;
    await until('the message that tells what plays', () =>
      guild.messages('general').find(({ text }) => text.includes('Now playing')),
    );
    guild.kickBot();
    await until('the end of the player', () => run.bot.services.pool.getPlayer(guild.id) === undefined);
    await until('words', () => {
      // That its first message arrived, the bot may hear only now.
      clock.advance(2_000);
      return guild.messages('general').find(({ text, isDeleted }) => !isDeleted && text.includes('Left the voice'));
    });
    await until('silence', () => discord.voice.nodesHeardIn(guild.id).length === 0);
    expect((await ada.slash('pause').reply()).text).toBe('The bot is in no voice channel.');
    expect((await all.listener().slash('play', { query: 'another' }).until(isAnswer)).text).toContain('Playing');
    await isHeard(all, 'Music');
    expect(logged(run, 'warn', 'error')).toEqual([]);
  });

  it('plays on in the channel that a moderator moves it to, and obeys those who are there', async () => {
    await using all = await playing();
    const { guild, ada, player, run } = all;
    guild.moveBot('Other');
    await isHeard(all, 'Other');
    await until('the player to know', () => player.voiceChannelId === guild.channel('Other'));
    expect(player.current?.title).toBe('my song');
    expect((await ada.slash('pause').reply()).text).toBe(
      `Join <#${guild.channel('Other')}> first: that is where the music plays.`,
    );
    const bob = all.outsider();
    bob.joinVoice('Other');
    expect((await bob.slash('pause').reply()).text).toBe('Paused.');
    expect(logged(run, 'warn', 'error')).toEqual([]);
  });

  it('plays on when the guild gets a voice server elsewhere, also when there is none for a moment', async () => {
    await using all = await playing();
    const { discord, guild, player, run } = all;
    const region = guild.moveRegion();
    await until('the new server', () =>
      discord.voice.connections.some(({ target, state }) => target.endpoint === region && state === 'open'),
    );
    discord.loseVoiceServer(guild.id);
    const another = discord.moveVoiceServer(guild.id);
    await until('the next server', () =>
      discord.voice.connections.some(({ target, state }) => target.endpoint === another && state === 'open'),
    );
    await isHeard(all, 'Music');
    expect([player.state, player.current?.title]).toEqual(['playing', 'my song']);
    expect(logged(run, 'warn', 'error')).toEqual([]);
  });

  it('plays on while the gateway is lost, and obeys again when it goes on', async () => {
    await using all = await playing();
    const { discord, guild, player, run } = all;
    discord.shards.close(4000);
    await until('the gateway to go on', () =>
      discord.shards.arrivals.some(({ how, isRefused }) => how === 'resume' && !isRefused),
    );
    await until('words in the log', () => logged(run, 'info').some(({ msg }) => msg === 'The gateway goes on.'));
    await isHeard(all, 'Music');
    expect(player.current?.title).toBe('my song');
    expect((await all.listener().slash('pause').reply()).text).toBe('Paused.');
    expect(guild.botChannelId).toBe(guild.channel('Music'));
  });

  it('comes back into its channel and plays on when Discord has lost the session', async () => {
    await using all = await playing();
    const { discord, player, run } = all;
    const before = discord.shards.arrivals.length;
    discord.reidentifyGateway();
    await until(
      'another session',
      () => discord.shards.arrivals.slice(before).some(({ how, isRefused }) => how === 'identify' && !isRefused),
      // A bot may identify once in five seconds.
      10_000,
    );
    await isHeard(all, 'Music');
    await until('the song', () => player.state === 'playing' && player.current?.title === 'my song');
    expect((await all.listener().slash('pause').reply()).text).toBe('Paused.');
    expect(logged(run, 'error')).toEqual([]);
  });

  it('plays whichever of the two updates of Discord comes first', async () => {
    await using all = await playing({ discord: { order: 'server-first', gapMs: 30 } });
    expect(all.reply.text).toContain('Playing');
    await isHeard(all, 'Music');
  });

  it('waits for a voice server when there is none at first, and then plays', async () => {
    await using all = await world();
    const { discord, guild } = all;
    await using _run = await all.bot();
    discord.loseVoiceServer(guild.id);
    const play = all.listener().slash('play', { query: 'my song' });
    await until('the bot in the channel', () => guild.botChannelId !== null);
    expect(discord.voice.connections).toEqual([]);
    discord.moveVoiceServer(guild.id);
    await play.until(({ text }) => text.includes('Playing'));
    await isHeard(all, 'Music');
  });

  it('says in plain words that the channel cannot be entered when Discord does not answer, and leaves nothing behind', async () => {
    await using all = await world();
    const { discord, guild } = all;
    const clock = new ManualClock();
    await using run = await all.bot({ clock });
    discord.isSilent = true;
    const play = all.listener().slash('play', { query: 'my song' });
    await until('the wish to join', () => discord.sent.length > 0);
    clock.advance(15_000);
    const told = await play.until(({ text }) => text.includes('voice channel'));
    expect(told.text).toBe(
      'The voice channel cannot be entered. Check that the bot may see it, connect and speak, and that it is not full.',
    );
    expect(run.bot.services.pool.getPlayer(guild.id)).toBeUndefined();
    discord.isSilent = false;
    expect((await all.listener().slash('play', { query: 'my song' }).until(isAnswer)).text).toContain('Playing');
    await isHeard(all, 'Music');
    expect(logged(run, 'error')).toEqual([]);
  }, 30_000);
});
