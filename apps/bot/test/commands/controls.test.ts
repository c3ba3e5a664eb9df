import { PermissionFlagsBits } from 'discord.js';
import { describe, expect, it } from 'vitest';
import { autoplay } from '../../src/commands/autoplay.ts';
import { pause } from '../../src/commands/pause.ts';
import { previous } from '../../src/commands/previous.ts';
import { resume } from '../../src/commands/resume.ts';
import { stop } from '../../src/commands/stop.ts';
import { volume } from '../../src/commands/volume.ts';
import { type BotStageOptions, botStage } from '../support/bot-stage.ts';

const commands = { autoplay, pause, previous, resume, stop, volume };
const stageOf = (options: BotStageOptions = {}) => botStage({ commands, ...options });
const permissions = PermissionFlagsBits.ManageGuild;

describe('/pause and /resume', () => {
  it('hold the music and let it go on, and say so when there is nothing to do', async () => {
    await using stage = await stageOf();
    const ada = stage.listener('ada');
    expect((await ada.slash('pause').reply()).text).toBe('The bot is in no voice channel.');
    const player = await stage.playing('one');
    expect((await ada.slash('resume').reply()).text).toBe('It is not paused.');
    expect((await ada.slash('pause').reply()).text).toBe('Paused.');
    expect([player.paused, player.current?.title]).toEqual([true, 'one 1']);
    expect((await ada.slash('pause').reply()).text).toBe('It is paused already.');
    expect((await ada.slash('resume').reply()).text).toBe('It goes on.');
    expect(player.paused).toBe(false);
  });

  it('say in German what they say in English', async () => {
    await using stage = await stageOf({ locale: 'de' });
    const ada = stage.listener('ada');
    await stage.playing('one');
    expect((await ada.slash('resume').reply()).text).toBe('Es ist nicht angehalten.');
    expect((await ada.slash('pause').reply()).text).toBe('Angehalten.');
    expect((await ada.slash('resume').reply()).text).toBe('Es geht weiter.');
  });

  it('are for DJs while others listen', async () => {
    await using stage = await stageOf();
    const role = stage.guild.role('DJ');
    await stage.services.settings.change(stage.guild.id, { djRoleId: role });
    const [ada, dj] = [stage.listener('ada'), stage.listener('dj', { roles: ['DJ'] })];
    const player = await stage.playing('one');
    expect((await ada.slash('pause').reply()).text).toBe(`Only <@&${role}> can do that while others listen.`);
    expect(player.paused).toBe(false);
    expect((await dj.slash('pause').reply()).text).toBe('Paused.');
  });
});

describe('/stop', () => {
  it('ends the music, empties the queue, and leaves the bot where it is', async () => {
    await using stage = await stageOf();
    const ada = stage.listener('ada');
    const player = await stage.playing('one', 'two', 'three');
    expect((await ada.slash('stop').reply()).text).toBe('Stopped, and the queue is empty.');
    expect([player.current, player.queue.length, player.state]).toEqual([undefined, 0, 'idle']);
    expect(stage.guild.botChannelId).toBe(stage.guild.channel('Music'));
  });
});

describe('/previous', () => {
  it('goes back to the song before, from which one comes back to this one', async () => {
    await using stage = await stageOf();
    const ada = stage.listener('ada');
    const player = await stage.playing('one', 'two');
    const started = (title: string) =>
      new Promise<void>((resolve) => {
        stage.services.pool.on('trackStart', (_, track) => track.title === title && resolve());
      });
    const two = started('two 1');
    await player.skip();
    await two;
    const { text } = await ada.slash('previous').reply();
    expect(text).toBe('Back to **[one 1](<https://soundcloud.com/x/one>)** · Somebody');
    expect([player.current?.title, player.queue.peek()?.title]).toEqual(['one 1', 'two 1']);
  });

  it('says that nothing was before the first one', async () => {
    await using stage = await stageOf();
    const ada = stage.listener('ada');
    const heard = new Promise((resolve) => stage.services.pool.once('trackStart', resolve));
    const player = await stage.playing('one');
    await heard;
    expect((await ada.slash('previous').reply()).text).toBe('Nothing was played before.');
    expect(player.current?.title).toBe('one 1');
  });
});

describe('/volume', () => {
  it('shows the volume, and changes it', async () => {
    await using stage = await stageOf();
    const ada = stage.listener('ada');
    const player = await stage.playing('one');
    expect((await ada.slash('volume').reply()).text).toBe('The volume is 100 %.');
    expect((await ada.slash('volume', { percent: 0 }).reply()).text).toBe('The volume is 0 %.');
    expect(player.volume).toBe(0);
    expect(() => ada.slash('volume', { percent: 201 })).toThrow('at most 200');
  });
});

describe('/autoplay', () => {
  it('is shown, changed, and remembered for the next player', async () => {
    await using stage = await stageOf();
    const ada = stage.listener('ada', { permissions });
    const player = await stage.playing('one', 'two');
    expect((await ada.slash('autoplay').reply()).text).toBe('Autoplay is off.');
    expect((await ada.slash('autoplay', { mode: 'on' }).reply()).text).toMatch(/^Autoplay is on/);
    expect(player.autoplay.mode).toBe('enabled');
    expect((await stage.services.settings.get(stage.guild.id)).autoplay).toBe(true);
    await ada.slash('autoplay', { mode: 'off' }).reply();
    expect(player.autoplay.mode).toBe('disabled');
    expect((await stage.services.settings.get(stage.guild.id)).autoplay).toBe(false);
  });
});
