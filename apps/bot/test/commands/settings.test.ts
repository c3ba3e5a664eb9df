import { PermissionFlagsBits } from 'discord.js';
import { describe, expect, it } from 'vitest';
import { settingsReset } from '../../src/commands/settings/reset.ts';
import { settingsSet } from '../../src/commands/settings/set.ts';
import { settingsShow } from '../../src/commands/settings/show.ts';
import { TroubledStore } from '../settings/troubled-store.ts';
import { type BotStage, type BotStageOptions, botStage } from '../support/bot-stage.ts';

const commands = { 'settings show': settingsShow, 'settings set': settingsSet, 'settings reset': settingsReset };
const stageOf = (options: BotStageOptions = {}) => botStage({ commands, ...options });
const managerOf = (stage: BotStage) => stage.member('ada', { permissions: PermissionFlagsBits.ManageGuild });

describe('/settings show', () => {
  it('shows every setting in words, and which of them are the default of whoever runs the bot', async () => {
    await using stage = await stageOf({ settings: { idleLeaveMs: 90_000, maxPerUser: 1 } });
    const role = stage.guild.role('DJ');
    await stage.services.settings.change(stage.guild.id, {
      djRoleId: role,
      maxSongMs: 600_000,
      aloneLeaveMs: 0,
      stay: true,
      stayChannelId: stage.guild.channel('Other'),
    });
    const { text, isEphemeral, pings } = await managerOf(stage).slash('settings show').reply();
    expect(text.split('\n')).toEqual([
      'Settings of this server',
      `**DJ role:** <@&${role}>`,
      '**Volume to begin with:** 100 % · *default*',
      '**Message with buttons:** on · *default*',
      '**Longest queue:** 2,000 songs · *default*',
      '**Taken of a playlist:** 500 songs · *default*',
      '**Waiting per person:** 1 song · *default*',
      '**Longest song:** 10 minutes',
      '**Leaves without music after:** 1.5 minutes · *default*',
      '**Leaves without listeners after:** never',
      '**Stays day and night:** on',
      `**Stays in:** <#${stage.guild.channel('Other')}>`,
      '**Listeners who skip a song:** 50 % · *default*',
      '**Plays on by itself:** off · *default*',
      '**Language:** as the server · *default*',
      'Change them with /settings set',
    ]);
    expect(isEphemeral).toBe(true);
    expect(pings).toEqual([]);
  });

  it('is for those who may manage the server', async () => {
    await using stage = await stageOf();
    for (const name of Object.keys(commands)) {
      const use = stage.member('bob').slash(name, {}, { isForced: true });
      expect((await use.reply()).text).toBe('Only those who may manage the server can do that.');
    }
  });
});

describe('/settings set', () => {
  it('changes what is named and nothing else, and tells what it was before', async () => {
    await using stage = await stageOf();
    const ada = managerOf(stage);
    const role = stage.guild.role('DJ');
    const all = {
      dj_role: role,
      announce: false,
      volume: 80,
      max_queue: 300,
      max_playlist: 50,
      max_per_user: 10,
      max_song_minutes: 20,
      idle_minutes: 0,
      alone_minutes: 1,
      vote_percent: 60,
    };
    const { text } = await ada.slash('settings set', all).reply();
    expect(text.split('\n')).toEqual([
      `DJ role: none, everybody may → **<@&${role}>**`,
      'Volume to begin with: 100 % → **80 %**',
      'Message with buttons: on → **off**',
      'Longest queue: 2,000 songs → **300 songs**',
      'Taken of a playlist: 500 songs → **50 songs**',
      'Waiting per person: no limit → **10 songs**',
      'Longest song: no limit → **20 minutes**',
      'Leaves without music after: 5 minutes → **never**',
      'Leaves without listeners after: stays 1 minute',
      'Listeners who skip a song: 50 % → **60 %**',
    ]);
    expect((await ada.slash('settings set', { language: 'de' }).reply()).text).toBe(
      'Sprache: wie der Server → **Deutsch**',
    );
    expect(await stage.services.settings.get(stage.guild.id)).toMatchObject({
      djRoleId: role,
      announce: false,
      defaultVolume: 80,
      maxQueue: 300,
      maxPlaylist: 50,
      maxPerUser: 10,
      maxSongMs: 1_200_000,
      idleLeaveMs: 0,
      aloneLeaveMs: 60_000,
      voteSkipPercent: 60,
      locale: 'de',
    });
    await ada.slash('settings set', { language: 'auto', dj_role: stage.guild.id }).reply();
    expect(await stage.services.settings.get(stage.guild.id)).toMatchObject({
      djRoleId: undefined,
      locale: undefined,
      defaultVolume: 80,
    });
  });

  it('says so when nothing is named', async () => {
    await using stage = await stageOf();
    const { text } = await managerOf(stage).slash('settings set').reply();
    expect(text).toBe('Name at least one setting to change. `/settings show` tells what they are now.');
  });

  it('takes no number out of its range, which Discord shows already', async () => {
    await using stage = await stageOf();
    const ada = managerOf(stage);
    for (const wrong of [{ volume: 201 }, { max_queue: 0 }, { max_song_minutes: 1_441 }, { vote_percent: 0 }]) {
      expect(() => ada.slash('settings set', wrong)).toThrow(/is at (most|least)/);
    }
  });

  it('lets the player that plays follow, but for its volume', async () => {
    await using stage = await stageOf();
    const player = await stage.playing('one');
    const ada = managerOf(stage);
    await ada.slash('settings set', { idle_minutes: 7, alone_minutes: 8, volume: 20 }).reply();
    expect(player).toMatchObject({
      inactivePlayerTimeoutMs: 420_000,
      inactiveChannelTimeoutMs: 480_000,
      volume: 100,
    });
    await stage.services.settings.change(stage.guild.id, { stay: true });
    await ada.slash('settings set', { idle_minutes: 9 }).reply();
    expect(player).toMatchObject({ inactivePlayerTimeoutMs: 0, inactiveChannelTimeoutMs: 0 });
  });

  it('tells plainly that the store does not take it, and changes nothing', async () => {
    const store = new TroubledStore({ tellsOfChanges: true });
    await using stage = await stageOf({ store });
    const player = await stage.playing('one');
    const ada = managerOf(stage);
    await ada.slash('settings set', { volume: 90 }).reply();
    store.isAway = true;
    const { text } = await ada.slash('settings set', { volume: 50, idle_minutes: 1 }).reply();
    expect(text).toBe(
      'That could not be saved: the store of the bot does not answer. Nothing has changed; try again in a minute.',
    );
    expect((await ada.slash('settings reset').reply()).text).toBe(text);
    expect((await ada.slash('settings show').reply()).text).toContain('**Volume to begin with:** 90 %\n');
    expect(player.inactivePlayerTimeoutMs).toBe(300_000);
    expect(stage.log.filter(({ fields }) => fields.code === 'NOT_KEPT')).toHaveLength(2);
  });
});

describe('/settings reset', () => {
  it('sets everything back, for the player that plays as well', async () => {
    await using stage = await stageOf({ settings: { defaultVolume: 70 } });
    const player = await stage.playing('one', 'two');
    const ada = managerOf(stage);
    await stage.services.settings.change(stage.guild.id, { stay: true, autoplay: true });
    player.autoplay.mode = 'enabled';
    await ada.slash('settings set', { volume: 80, idle_minutes: 1 }).reply();
    const { text } = await ada.slash('settings reset').reply();
    expect(text).toBe('All settings are back to what they were at first.');
    expect(await stage.services.settings.get(stage.guild.id)).toEqual(stage.services.settings.defaults);
    expect(stage.services.settings.defaults.defaultVolume).toBe(70);
    expect(player).toMatchObject({ inactivePlayerTimeoutMs: 300_000, inactiveChannelTimeoutMs: 60_000 });
    expect(player.autoplay.mode).toBe('disabled');
  });
});

describe('the settings of a German guild', () => {
  it('are shown and changed in German', async () => {
    await using stage = await stageOf({ locale: 'de' });
    const ada = managerOf(stage);
    const { text } = await ada.slash('settings show').reply();
    expect(text).toContain('Einstellungen dieses Servers');
    expect(text).toContain('**Längste Warteschlange:** 2.000 Lieder · *Standard*');
    expect((await ada.slash('settings set', { announce: false }).reply()).text).toBe(
      'Nachricht mit Knöpfen: an → **aus**',
    );
  });
});
