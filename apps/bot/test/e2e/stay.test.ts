import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { MemoryStore, type Store } from '@reprise/cache';
import { type DiscordGuild, ManualClock } from '@reprise/devkit';
import { PermissionFlagsBits } from 'discord.js';
import { describe, expect, it } from 'vitest';
import { SettingsBook } from '../../src/settings/settings-book.ts';
import { Stays } from '../../src/stay/stays.ts';
import type { WholeBot } from '../support/whole-bot.ts';
import { aWhile, pass, until } from './support/until.ts';
import { isAnswer, logged, playerOf, tenAtOnce, type World, type WorldOptions, world } from './support/world.ts';

const permissions = PermissionFlagsBits.ManageGuild;
const BACK_MS = 10_000;

/** A world in which a bot plays, and stays in Music day and night. */
async function staying(options: WorldOptions = {}) {
  const all = await world(options);
  const clock = new ManualClock();
  const run = await all.bot({ clock });
  const boss = all.listener(undefined, { permissions });
  await boss.slash('play', { query: 'my song' }).until(isAnswer);
  expect((await boss.slash('247', { mode: 'on' }).reply()).text).toMatch(/^Day and night/);
  const { pool } = run.bot.services;
  const isGone = () => pool.getPlayer(all.guild.id) === undefined;
  return {
    ...all,
    clock,
    run,
    boss,
    pool,
    /** A moderator throws it out, and the bot knows. */
    kicked: async () => {
      all.guild.kickBot();
      await until('the end of the player', isGone);
      // It looks up the settings of the guild before it decides.
      await run.bot.services.settings.get(all.guild.id);
      await new Promise(setImmediate);
    },
    [Symbol.asyncDispose]: async () => {
      await run[Symbol.asyncDispose]();
      await all[Symbol.asyncDispose]();
    },
  };
}

const isIn = ({ guild }: Pick<World, 'guild'>, channel: string): boolean =>
  guild.botChannelId === guild.channel(channel);

/** Moves the clock until the bot asks to be let in, and no further: its answer takes its moment. */
async function passToTry({ clock, discord }: Pick<World, 'discord'> & { readonly clock: ManualClock }): Promise<void> {
  discord.clearSent();
  await until('a try', () => {
    const isTried = discord.sent.some(({ channelId }) => channelId !== null);
    if (!isTried) clock.advance(1_000);
    return isTried;
  });
}

/** What the log says of staying. */
function told(run: WholeBot): readonly object[] {
  return logged(run, 'warn', 'error').filter(({ msg }) => msg.includes('day and night'));
}

describe('a bot that stays day and night', () => {
  it('comes into its channel at the next start, though nothing of its players was kept, and plays there', async () => {
    await using all = await world();
    const { guild } = all;
    {
      await using _former = await all.bot();
      const boss = all.listener(undefined, { permissions });
      await boss.slash('247', { mode: 'on' }).reply();
      expect(isIn(all, 'Music')).toBe(true);
    }
    guild.kickBot();
    await rm(join(all.dataDir, 'players.snapshot'));
    await using run = await all.bot();
    await until('the bot in its channel', () => isIn(all, 'Music'));
    await until('a player', () => run.bot.services.pool.getPlayer(guild.id)?.voiceChannelId);
    const player = run.bot.services.pool.getPlayer(guild.id);
    expect([player?.inactivePlayerTimeoutMs, player?.inactiveChannelTimeoutMs]).toEqual([0, 0]);
    await all.listener().slash('play', { query: 'my song' }).until(isAnswer);
    await until('the message that tells what plays', () =>
      guild.messages('general').find(({ text }) => text.includes('Now playing')),
    );
    expect(logged(run, 'warn', 'error')).toEqual([]);
  });

  it('joins one channel after the other at the start, so that Discord takes what people ask for, too', async () => {
    await using all = await world();
    const guilds = [all.guild, all.another(), all.another(), all.another()];
    const clock = new ManualClock();
    {
      await using former = await all.bot();
      for (const guild of guilds) {
        const stayChannelId = guild.channel('Music');
        await former.bot.services.settings.change(guild.id, { stay: true, stayChannelId });
      }
    }
    await using _run = await all.bot({ clock });
    const joined = () => guilds.filter(({ botChannelId }) => botChannelId !== null).length;
    for (const count of [1, 2, 3, 4]) {
      await until(`${count} channels`, () => joined() === count);
      await aWhile();
      expect(joined()).toBe(count);
      clock.advance(750);
    }
  });

  it('comes back when it is thrown out, once: who does it again means it', async () => {
    await using all = await staying();
    await all.kicked();
    all.clock.advance(BACK_MS - 1);
    await aWhile();
    expect(all.guild.botChannelId).toBeNull();
    all.clock.advance(1);
    await until('the bot in its channel', () => isIn(all, 'Music'));
    await until('its player', () => all.pool.getPlayer(all.guild.id)?.voiceChannelId);
    await all.kicked();
    await pass(all.clock, 1_200_000);
    await aWhile();
    expect(all.guild.botChannelId).toBeNull();
    expect((await all.listener().slash('join').reply()).text).toMatch(/^Here I am/);
    expect(told(all.run)).toEqual([]);
  });

  it('comes back again when it is thrown out a long time later', async () => {
    await using all = await staying();
    for (const _ of [1, 2, 3]) {
      await all.kicked();
      await passToTry(all);
      await until('the bot in its channel', () => isIn(all, 'Music'));
      await until('its player', () => all.pool.getPlayer(all.guild.id)?.voiceChannelId);
      await pass(all.clock, 660_000);
    }
  });

  it('does not come back from where somebody sent it away, until it is called or started anew', async () => {
    await using all = await staying();
    const { text } = await all.boss.slash('leave').reply();
    expect(text).toMatch(/^Left the voice channel. I come when I am called/);
    await pass(all.clock, 1_200_000);
    await aWhile();
    expect(all.guild.botChannelId).toBeNull();
    await all.run[Symbol.asyncDispose]();
    await using _run = await all.bot();
    await until('the bot in its channel', () => isIn(all, 'Music'));
  });

  it('is where somebody called it to meanwhile, and not where it would have come back to', async () => {
    await using all = await staying();
    await all.kicked();
    const bob = all.outsider();
    bob.joinVoice('Other');
    await bob.slash('join').reply();
    all.clock.advance(BACK_MS);
    await aWhile();
    expect(isIn(all, 'Other')).toBe(true);
  });

  it('tells once that its channel is gone, keeps the setting and does not try', async () => {
    await using all = await staying();
    const { discord, guild, run } = all;
    discord.deleteChannel(guild.id, guild.channel('Music'));
    await until('the end of the player', () => all.pool.getPlayer(guild.id) === undefined);
    await aWhile();
    discord.clearSent();
    for (const _ of [1, 2, 3]) {
      await pass(all.clock, BACK_MS * 20);
      await aWhile();
    }
    expect(discord.sent).toEqual([]);
    expect(told(run)).toMatchObject([{ why: 'the channel is gone' }]);
    expect((await run.bot.services.settings.get(guild.id)).stay).toBe(true);
  });

  it('tries again with longer and longer pauses while it is not let in, and tells of it once', async () => {
    await using all = await staying();
    const { discord, run, clock } = all;
    await all.kicked();
    discord.isSilent = true;
    for (const pauseMs of [BACK_MS, 10_000, 30_000, 60_000]) {
      discord.clearSent();
      await pass(clock, pauseMs - 1);
      await aWhile();
      expect(discord.sent).toEqual([]);
      clock.advance(1);
      await until('a try', () => discord.sent.length > 0);
      await pass(clock, 11_000);
      await until('the end of it', () => all.pool.getPlayer(all.guild.id) === undefined);
      await aWhile();
    }
    discord.isSilent = false;
    await pass(clock, 120_000);
    await until('the bot in its channel', () => isIn(all, 'Music'));
    expect(told(run)).toHaveLength(1);
  });

  it('goes on with its song when Discord refused its voice for a while', async () => {
    await using all = await staying();
    const { discord, guild, pool, clock } = all;
    const player = playerOf(all.run, guild);
    await player.seek(60_000);
    const open = () => discord.voice.connections.filter(({ state }) => state === 'open').length;
    discord.voice.close(guild.id, 4021);
    await until('words in the log', () => told(all.run).length === 1);
    expect(open()).toBe(0);
    await pass(clock, 10_000);
    await until('another voice', () => open() === 1);
    await until('the song', () => player.state === 'playing');
    expect([player.current?.title, pool.getPlayer(guild.id)]).toEqual(['my song', player]);
    expect(player.position).toBeGreaterThanOrEqual(60_000);
  });

  it('goes on with its song also when Discord first refuses another voice, too', async () => {
    await using all = await staying();
    const { discord, guild, pool, clock } = all;
    const player = playerOf(all.run, guild);
    await player.seek(60_000);
    discord.voice.close(guild.id, 4021);
    await until('words in the log', () => told(all.run).length === 1);
    discord.isSilent = true;
    await passToTry(all);
    expect(player.current).toBeUndefined();
    await pass(clock, 11_000);
    await aWhile();
    discord.isSilent = false;
    await passToTry(all);
    await until('the song', () => pool.getPlayer(guild.id)?.state === 'playing');
    expect(pool.getPlayer(guild.id)?.current?.title).toBe('my song');
    expect(pool.getPlayer(guild.id)?.position).toBeGreaterThanOrEqual(60_000);
  });

  it('waits for a guild that an outage of Discord took away, and comes then', async () => {
    await using all = await world();
    const { discord } = all;
    const guilds = [all.guild, all.another()];
    const clock = new ManualClock();
    {
      await using former = await all.bot();
      for (const guild of guilds) {
        const stayChannelId = guild.channel('Music');
        await former.bot.services.settings.change(guild.id, { stay: true, stayChannelId });
      }
    }
    await using run = await all.bot({ clock });
    await until('the first channel', () => guilds.some(({ botChannelId }) => botChannelId !== null));
    const late = guilds.find(({ botChannelId }) => botChannelId === null);
    const { client } = run.bot.services;
    discord.startGuildOutage(late?.id ?? '');
    const seen = await until('the outage', () => {
      const guild = client.guilds.cache.get(late?.id ?? '');
      return guild?.available === false && guild;
    });
    // Of a guild that was not there at the start nothing else is known.
    seen.channels.cache.clear();
    await pass(clock, 8_000);
    await aWhile();
    expect([late?.botChannelId, told(run)]).toEqual([null, []]);
    discord.endGuildOutage(late?.id ?? '');
    await until('the guild', () => client.guilds.cache.get(late?.id ?? '')?.available);
    await aWhile();
    clock.advance(750);
    await until('the late channel', () => late?.botChannelId === late?.channel('Music'));
  });

  it('lets a player of before enter its own channel in its turn', async () => {
    await using all = await world();
    const guilds = [...Array.from({ length: 100 }, () => all.another()), all.guild];
    {
      await using former = await all.bot();
      const { pool, settings } = former.bot.services;
      await tenAtOnce(guilds, (guild) =>
        pool.createPlayer({ guildId: guild.id, voiceChannelId: guild.channel('Other') }),
      );
      await settings.change(all.guild.id, { stay: true, stayChannelId: all.guild.channel('Music') });
    }
    all.guild.kickBot();
    const clock = new ManualClock();
    await using _run = await all.bot({ clock });
    for (const _ of [1, 2, 3]) {
      await aWhile();
      clock.advance(750);
    }
    // A hundred enter at once. The one that stays waits, and is not fetched into another channel meanwhile.
    const isInOther = (guild: DiscordGuild) => guild.botChannelId === guild.channel('Other');
    expect([guilds.filter(isInOther).length, all.guild.botChannelId]).toEqual([100, null]);
  }, 30_000);

  it('comes back after it was thrown out, though somebody called it in vain before', async () => {
    await using all = await staying();
    await all.kicked();
    all.discord.isSilent = true;
    const asked = all.listener().slash('play', { query: 'my song' }).until(isAnswer);
    await until('a try', () => all.pool.getPlayer(all.guild.id));
    await pass(all.clock, 16_000);
    await until('the end of it', () => all.pool.getPlayer(all.guild.id) === undefined);
    await asked;
    all.discord.isSilent = false;
    await aWhile();
    await passToTry(all);
    await until('the bot in its channel', () => isIn(all, 'Music'));
  });

  it('says nothing of trying again when it is sent away while it comes', async () => {
    await using all = await staying();
    await all.kicked();
    all.discord.isSilent = true;
    await pass(all.clock, BACK_MS);
    await until('a try', () => all.pool.getPlayer(all.guild.id));
    all.boss.joinVoice('Music');
    const left = all.boss.slash('leave').reply();
    await pass(all.clock, 11_000);
    await left;
    await aWhile();
    expect(told(all.run)).toEqual([]);
    all.discord.isSilent = false;
    await pass(all.clock, 60_000);
    expect(all.guild.botChannelId).toBeNull();
  });

  it('asks nobody for players any more when the bot ends while it reads settings', async () => {
    await using all = await world();
    await using run = await all.bot();
    const { guild } = all;
    const { client, pool, log, clock } = run.bot.services;
    const memory = new MemoryStore();
    const stayChannelId = guild.channel('Music');
    await new SettingsBook({ store: memory }).change(guild.id, { stay: true, stayChannelId });
    const gate = Promise.withResolvers<void>();
    const get = (key: string) => gate.promise.then(() => memory.get(key));
    const store: Store = Object.create(memory, { get: { value: get } });
    const settings = new SettingsBook({ store, clock: new ManualClock() });
    const stays = new Stays({ client, pool, settings, log, clock });
    const started = stays.start();
    stays.close();
    await run.bot.stop();
    gate.resolve();
    await expect(started).resolves.toBeUndefined();
  });
});
