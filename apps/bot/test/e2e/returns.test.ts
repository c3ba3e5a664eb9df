import { ManualClock } from '@reprise/devkit';
import { PermissionFlagsBits } from 'discord.js';
import { describe, expect, it } from 'vitest';
import type { WholeBot } from '../support/whole-bot.ts';
import { aWhile, pass, until } from './support/until.ts';
import { isAnswer, logged, playerOf, type World, world } from './support/world.ts';

/** A world in which a bot plays in Music, and has been stopped. */
async function leftPlaying(options: { readonly isToStay?: boolean } = {}): Promise<World> {
  const all = await world();
  await using _former = await all.bot();
  const boss = all.listener(undefined, { permissions: PermissionFlagsBits.ManageGuild });
  await boss.slash('play', { query: 'my song' }).until(isAnswer);
  if (options.isToStay) await boss.slash('247', { mode: 'on' }).reply();
  return all;
}

/** The bot is in no channel any more, as after a restart that took a while. */
function forgotten({ guild }: World): void {
  guild.kickBot();
}

const isIn = ({ guild }: World, channel: string): boolean => guild.botChannelId === guild.channel(channel);

const isGone = ({ bot }: WholeBot, { guild }: World): boolean => bot.services.pool.getPlayer(guild.id) === undefined;

/** Moves the clock until something is there, and no further: what is written or sent on the way takes its moment. */
function passUntil<T>(clock: ManualClock, what: string, find: () => T | undefined | false): Promise<T> {
  return until(what, () => {
    const found = find();
    if (found === undefined || found === false) clock.advance(1_000);
    return found;
  });
}

/** What the log warns of; a node may be away for a moment where time flies. */
function warned(run: WholeBot): readonly object[] {
  return logged(run, 'warn', 'error').filter(({ msg }) => /started again|day and night|cannot be read/.test(msg));
}

describe('a player of before that Discord does not let back into its channel', () => {
  it('is there and plays on when Discord only took its time', async () => {
    await using all = await leftPlaying();
    forgotten(all);
    const clock = new ManualClock();
    all.discord.isSilent = true;
    await using run = await all.bot({ clock });
    const player = playerOf(run, all.guild);
    await pass(clock, 15_000);
    await aWhile();
    expect([all.guild.botChannelId, player.voiceChannelId]).toEqual([null, undefined]);
    all.discord.isSilent = false;
    await passUntil(clock, 'the bot in its channel', () => isIn(all, 'Music'));
    await until('music', () => player.state === 'playing' && all.discord.voice.nodesHeardIn(all.guild.id).length === 1);
    expect(player.current?.title).toBe('my song');
    await pass(clock, 300_000);
    expect([isIn(all, 'Music'), isGone(run, all), warned(run)]).toEqual([true, false, []]);
  });

  it('is ended after a few tries, told of once', async () => {
    await using all = await leftPlaying();
    forgotten(all);
    const clock = new ManualClock();
    all.discord.isSilent = true;
    await using run = await all.bot({ clock });
    const asked = () => all.discord.sent.filter(({ channelId }) => channelId !== null).length;
    all.discord.clearSent();
    const from = clock.now();
    await passUntil(clock, 'the end of the player', () => isGone(run, all));
    // Once by the pool and three times after that, and each join asks twice.
    expect(asked()).toBe(8);
    expect(clock.now() - from).toBeLessThan(180_000);
    expect(warned(run)).toMatchObject([{ why: 'Discord did not let it in' }]);
  });

  it('is ended where the channel is gone, told of once, and is not there at the next start either', async () => {
    await using all = await leftPlaying();
    all.discord.deleteChannel(all.guild.id, all.guild.channel('Music'));
    {
      const clock = new ManualClock();
      await using run = await all.bot({ clock });
      expect(playerOf(run, all.guild).current?.title).toBe('my song');
      await passUntil(clock, 'the end of the player', () => isGone(run, all));
      // What is being written must not seem to take longer than it does.
      await aWhile();
      expect(warned(run)).toMatchObject([{ guild: all.guild.id, why: 'the channel is gone' }]);
    }
    await using run = await all.bot();
    expect([isGone(run, all), warned(run)]).toEqual([true, []]);
  });

  it('is ended where the bot was removed from the guild meanwhile', async () => {
    await using all = await leftPlaying();
    all.discord.removeFromGuild(all.guild.id);
    const clock = new ManualClock();
    await using run = await all.bot({ clock });
    await passUntil(clock, 'the end of the player', () => isGone(run, all));
    expect(warned(run)).toMatchObject([{ why: 'the bot is not in the guild any more' }]);
  });

  it('is left to who calls it meanwhile', async () => {
    await using all = await leftPlaying();
    all.discord.deleteChannel(all.guild.id, all.guild.channel('Music'));
    const clock = new ManualClock();
    await using run = await all.bot({ clock });
    const player = playerOf(run, all.guild);
    const bob = all.outsider();
    bob.joinVoice('Other');
    const joined = bob.slash('join').reply();
    await passUntil(clock, 'the bot where it is called', () => isIn(all, 'Other'));
    expect((await joined).text).toMatch(/^Here I am/);
    await pass(clock, 300_000);
    await aWhile();
    expect([isIn(all, 'Other'), player.state, warned(run)]).toEqual([true, 'playing', []]);
  });

  it('comes back to where it was called when it is thrown out there, though it stays day and night where no channel is', async () => {
    await using all = await leftPlaying({ isToStay: true });
    const { discord, guild } = all;
    discord.deleteChannel(guild.id, guild.channel('Music'));
    const clock = new ManualClock();
    await using run = await all.bot({ clock });
    await passUntil(clock, 'the end of the player', () => isGone(run, all));
    expect(warned(run)).toMatchObject([{}, { why: 'the channel is gone' }]);
    const bob = all.outsider(undefined, { permissions: PermissionFlagsBits.ManageGuild });
    bob.joinVoice('Other');
    expect((await bob.slash('join').reply()).text).toMatch(/^Here I am/);
    expect((await bob.slash('247', { mode: 'on' }).reply()).text).toMatch(/^Day and night/);
    guild.kickBot();
    await until('the end of the player', () => isGone(run, all));
    await run.bot.services.settings.get(guild.id);
    await new Promise(setImmediate);
    clock.advance(10_000);
    await until('the bot in its channel', () => isIn(all, 'Other'));
  });
});
