import { PermissionFlagsBits } from 'discord.js';
import { describe, expect, it } from 'vitest';
import { play } from '../../src/commands/play.ts';
import { skip } from '../../src/commands/skip.ts';
import { type BotStageOptions, botStage } from '../support/bot-stage.ts';

const commands = { play, skip };
const stageOf = (options: BotStageOptions = {}) => botStage({ commands, ...options });
const ONE = '**[one 1](<https://soundcloud.com/x/one>)** · Somebody';

describe('/skip', () => {
  it('is for the only listener to say', async () => {
    await using stage = await stageOf();
    const ada = stage.listener('ada');
    const player = await stage.playing('one', 'two');
    expect((await ada.slash('skip').reply()).text).toBe(`Skipped ${ONE}`);
    expect(player.current?.title).toBe('two 1');
  });

  it('is a vote when others listen: one a person, and gone with the song', async () => {
    await using stage = await stageOf({ settings: { voteSkipPercent: 60 } });
    const [ada, bob] = [stage.listener('ada'), stage.listener('bob')];
    stage.listener('eve');
    const player = await stage.playing('one', 'two', 'three');
    expect((await ada.slash('skip').reply()).text).toBe('1 of 2 votes to skip this song.');
    expect((await ada.slash('skip').reply()).text).toBe('1 of 2 votes to skip this song.');
    expect(player.current?.title).toBe('one 1');
    expect((await bob.slash('skip').reply()).text).toBe(`Skipped ${ONE}`);
    expect(player.current?.title).toBe('two 1');
    expect((await bob.slash('skip').reply()).text).toBe('1 of 2 votes to skip this song.');
    expect(player.current?.title).toBe('two 1');
  });

  it('counts the votes anew when the same song comes again', async () => {
    await using stage = await stageOf();
    const [ada, bob] = [stage.listener('ada'), stage.listener('bob')];
    for (const name of ['eve', 'dan']) stage.listener(name);
    const player = await stage.playing('one');
    player.queue.mode = 'queue';
    expect((await ada.slash('skip').reply()).text).toMatch('1 of 2');
    const over = new Promise((resolve) => stage.services.pool.once('trackEnd', resolve));
    await player.skip();
    await over;
    expect(player.current?.title).toBe('one 1');
    expect((await bob.slash('skip').reply()).text).toMatch('1 of 2');
  });

  it('counts neither who is deafened, nor who has left, nor other bots', async () => {
    await using stage = await stageOf({ settings: { voteSkipPercent: 100 } });
    const [ada, bob] = [stage.listener('ada'), stage.listener('bob')];
    const deaf = stage.member('deaf');
    deaf.joinVoice('Music', { isDeaf: true });
    stage.discord.memberJoins(stage.guild.id, stage.guild.channel('Music'), { isBot: true });
    const player = await stage.playing('one', 'two');
    expect((await deaf.slash('skip').reply()).text).toMatch(/^Only those who hear the song/);
    expect((await ada.slash('skip').reply()).text).toMatch('1 of 2');
    ada.leaveVoice();
    const eve = stage.listener('eve');
    expect((await eve.slash('skip').reply()).text).toMatch('1 of 2');
    expect(player.current?.title).toBe('one 1');
    await bob.slash('skip').reply();
    expect(player.current?.title).toBe('two 1');
  });

  it('is at once for who asked for the song, for DJs, and for who manages the server', async () => {
    await using stage = await stageOf({ settings: { voteSkipPercent: 100 } });
    await stage.services.settings.change(stage.guild.id, { djRoleId: stage.guild.role('DJ') });
    const ada = stage.listener('ada');
    const dj = stage.listener('dj', { roles: ['DJ'] });
    const boss = stage.listener('boss', { permissions: PermissionFlagsBits.ManageGuild });
    for (const query of ['one', 'two', 'three']) await ada.slash('play', { query }).reply();
    expect((await ada.slash('skip').reply()).text).toMatch(/^Skipped .*one 1/);
    expect((await dj.slash('skip').reply()).text).toMatch(/^Skipped .*two 1/);
    expect((await boss.slash('skip').reply()).text).toMatch(/^Skipped .*three 1/);
  });

  it('tells how the vote stands in German too', async () => {
    await using stage = await stageOf({ locale: 'de', settings: { voteSkipPercent: 100 } });
    const ada = stage.listener('ada');
    stage.listener('bob');
    await stage.playing('one');
    expect((await ada.slash('skip').reply()).text).toBe('1 von 2 Stimmen, um dieses Lied zu überspringen.');
  });
});
