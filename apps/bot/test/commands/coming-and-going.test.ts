import { PermissionFlagsBits } from 'discord.js';
import { describe, expect, it } from 'vitest';
import { join } from '../../src/commands/join.ts';
import { leave } from '../../src/commands/leave.ts';
import { stay } from '../../src/commands/stay.ts';
import { TroubledStore } from '../settings/troubled-store.ts';
import { type BotStageOptions, botStage } from '../support/bot-stage.ts';

const commands = { join, leave, 247: stay };
const stageOf = (options: BotStageOptions = {}) => botStage({ commands, ...options });
const permissions = PermissionFlagsBits.ManageGuild;

describe('/join and /leave', () => {
  it('bring the bot into the channel of who asks, to another one while nobody listens, and out', async () => {
    await using stage = await stageOf();
    const { guild, services } = stage;
    const ada = stage.listener('ada');
    expect((await ada.slash('join').reply()).text).toBe(`Here I am: <#${guild.channel('Music')}>`);
    expect(guild.botChannelId).toBe(guild.channel('Music'));
    expect(services.pool.getPlayer(guild.id)?.data.textChannelId).toBe(guild.channel('general'));
    ada.joinVoice('Other');
    await ada.slash('join').reply();
    expect(guild.botChannelId).toBe(guild.channel('Other'));
    expect((await ada.slash('leave').reply()).text).toBe('Left the voice channel.');
    expect([guild.botChannelId, services.pool.getPlayer(guild.id)]).toEqual([null, undefined]);
    expect((await ada.slash('leave').reply()).text).toBe('The bot is in no voice channel.');
  });

  it('take nobody the music they listen to', async () => {
    await using stage = await stageOf();
    stage.listener('ada');
    await stage.playing('one');
    const bob = stage.member('bob');
    bob.joinVoice('Other');
    expect((await bob.slash('join').reply()).text).toMatch(/^Join <#\d+> first/);
    expect((await bob.slash('leave').reply()).text).toMatch(/^Join <#\d+> first/);
    expect(stage.guild.botChannelId).toBe(stage.guild.channel('Music'));
  });
});

describe('/247', () => {
  it('makes the bot stay where it is, and lets it leave as usual again', async () => {
    await using stage = await stageOf({ settings: { idleLeaveMs: 90_000, aloneLeaveMs: 30_000 } });
    const boss = stage.listener('boss', { permissions });
    const player = await stage.playing('one');
    const music = stage.guild.channel('Music');
    expect((await boss.slash('247').reply()).text).toMatch(/^I leave when/);
    expect((await boss.slash('247', { mode: 'on' }).reply()).text).toContain(`Day and night: I stay in <#${music}>.`);
    expect([player.inactivePlayerTimeoutMs, player.inactiveChannelTimeoutMs]).toEqual([0, 0]);
    expect(await stage.services.settings.get(stage.guild.id)).toMatchObject({ stay: true, stayChannelId: music });
    expect((await boss.slash('247').reply()).text).toMatch(/^Day and night/);
    await boss.slash('247', { mode: 'off' }).reply();
    expect([player.inactivePlayerTimeoutMs, player.inactiveChannelTimeoutMs]).toEqual([90_000, 30_000]);
    expect(await stage.services.settings.get(stage.guild.id)).toMatchObject({ stay: false, stayChannelId: undefined });
  });

  it('calls the bot when it is nowhere, and needs to know where to', async () => {
    await using stage = await stageOf();
    const boss = stage.member('boss', { permissions });
    expect((await boss.slash('247', { mode: 'on' }).reply()).text).toBe('Join a voice channel first.');
    expect((await stage.services.settings.get(stage.guild.id)).stay).toBe(false);
    boss.joinVoice('Other');
    await boss.slash('247', { mode: 'on' }).reply();
    expect(stage.guild.botChannelId).toBe(stage.guild.channel('Other'));
    expect(stage.services.pool.getPlayer(stage.guild.id)?.inactivePlayerTimeoutMs).toBe(0);
  });

  it('changes nothing that cannot be kept', async () => {
    const store = new TroubledStore({ tellsOfChanges: true });
    await using stage = await stageOf({ store });
    const boss = stage.listener('boss', { permissions });
    const player = await stage.playing('one');
    store.isAway = true;
    expect((await boss.slash('247', { mode: 'on' }).reply()).text).toMatch(/^That could not be saved/);
    expect(player.inactivePlayerTimeoutMs).toBeGreaterThan(0);
  });

  it('is for who manages the server', async () => {
    await using stage = await stageOf();
    const ada = stage.listener('ada');
    const { text } = await ada.slash('247', { mode: 'on' }, { isForced: true }).reply();
    expect(text).toBe('Only those who may manage the server can do that.');
  });
});
