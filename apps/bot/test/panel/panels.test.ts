import { AudioNode } from '@reprise/node';
import { NodePool } from 'reprise';
import { describe, expect, it } from 'vitest';
import { Panels } from '../../src/panel/panels.ts';
import { type PanelStage, panelStage, until } from '../support/panel-stage.ts';
import { HARMFUL, HOSTILE_TITLES, queued } from '../support/queued.ts';
import { scripted } from '../support/song-stage.ts';

/** Requests that write something into a channel. */
function writes({ discord }: PanelStage): readonly string[] {
  return discord.rest.requests
    .filter(({ path, method }) => /^\/channels\/\d+\/messages/.test(path) && method !== 'GET')
    .map(({ method }) => method);
}

/** Lets everything that is under way arrive. */
async function settled(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 60));
}

describe('the message that tells what plays', () => {
  it('tells it once, and changes only when something has changed, at most every two seconds', async () => {
    await using stage = await panelStage();
    const player = await stage.asked('one', 'two');
    const message = await stage.until(({ text }) => text.includes('one 1'));
    expect(message.text).toContain('Now playing\n**[one 1](<https://soundcloud.com/x/one>)** · Somebody');
    expect(message.text).toContain('asked for by <@7>');
    expect(player.data.panelMessageId).toBe(message.id);
    await settled();
    const before = writes(stage).length;
    await player.pause();
    await player.setVolume(50);
    await player.resume();
    await player.pause();
    await settled();
    expect(writes(stage)).toHaveLength(before);
    stage.clock.advance(2_000);
    await stage.until(({ text }) => text.startsWith('Paused') && text.includes('50 %'));
    expect(writes(stage)).toHaveLength(before + 1);
    stage.clock.advance(60_000);
    await settled();
    expect(writes(stage)).toHaveLength(before + 1);
    expect(message.pings).toEqual([]);
  });

  it('asks Discord for one thing at a time, and shows the newest when that took long', async () => {
    await using stage = await panelStage();
    const player = await stage.asked('one');
    await stage.until(({ text }) => text.includes('one 1'));
    await settled();
    const isSlow = stage.discord.rest.fail({ kind: 'slow', ms: 150 });
    stage.clock.advance(2_000);
    await player.pause();
    for (const volume of [10, 20, 30, 40]) {
      await player.setVolume(volume);
      await player.resume();
      await player.pause();
      stage.clock.advance(2_000);
    }
    await until(() => (writes(stage).length > 0 ? true : undefined));
    await new Promise((resolve) => setTimeout(resolve, 400));
    isSlow();
    stage.clock.advance(2_000);
    await stage.until(({ text }) => text.includes('40 %'));
    expect(writes(stage).filter((method) => method === 'PATCH').length).toBeLessThanOrEqual(3);
  });

  it('is at the end of the channel for each song', async () => {
    await using stage = await panelStage();
    const player = await stage.asked('one', 'two');
    const first = await stage.until(({ text }) => text.includes('one 1'));
    await settled();
    const channel = await stage.client.channels.fetch(stage.guild.channel('general'));
    if (channel?.isSendable() !== true) throw new Error('There is no such channel.');
    const other = await channel.send('something else');
    stage.clock.advance(2_000);
    await player.skip();
    const last = await until(() => stage.shown.find(({ text }) => text.includes('two 1')));
    expect(last.id).not.toBe(first.id);
    expect([first.isDeleted, ...stage.shown.map(({ id }) => id)]).toEqual([true, other.id, last.id]);
  });

  it('is changed where it is for another song when it is at the end already', async () => {
    await using stage = await panelStage();
    const player = await stage.asked('one', 'two');
    const first = await stage.until(({ text }) => text.includes('one 1'));
    await settled();
    const before = writes(stage).length;
    stage.clock.advance(2_000);
    await player.skip();
    const second = await stage.until(({ text }) => text.includes('two 1'));
    expect(second.id).toBe(first.id);
    expect(writes(stage).slice(before)).not.toContain('POST');
  });

  it('stays where it is while the same song repeats', async () => {
    await using stage = await panelStage();
    const player = await stage.asked('one');
    const first = await stage.until(({ text }) => text.includes('one 1'));
    await settled();
    player.queue.mode = 'queue';
    const again = new Promise((resolve) => stage.services.pool.once('trackStart', resolve));
    await player.skip();
    await again;
    stage.clock.advance(2_000);
    await stage.until(({ text }) => text.includes('the queue'));
    await settled();
    expect(stage.shown.map(({ id }) => id)).toEqual([first.id]);
  });

  it('comes back when somebody deletes it', async () => {
    await using stage = await panelStage();
    const player = await stage.asked('one');
    const first = await stage.until(({ text }) => text.includes('one 1'));
    await settled();
    stage.guild.deleteMessage(first);
    stage.clock.advance(2_000);
    await player.pause();
    const second = await stage.until(({ text }) => text.startsWith('Paused'));
    expect(second.id).not.toBe(first.id);
    // People see it before the bot is told its id.
    await until(() => (player.data.panelMessageId === second.id ? true : undefined));
  });

  it.each([50_001, 50_013])(
    'is given up without permission (%i), told once in the log, and tried again for the next song',
    async (code) => {
      await using stage = await panelStage();
      const isAllowed = stage.discord.rest.fail(
        { kind: 'error', code },
        { method: 'POST', path: '/channels/*/messages' },
      );
      const player = await stage.asked('one', 'two', 'three');
      const told = () => stage.log.filter(({ message }) => message === 'What plays could not be shown.');
      await until(() => told()[0]);
      for (const [i, change] of [() => player.pause(), () => player.resume()].entries()) {
        await change();
        stage.clock.advance(2_000 * (i + 1));
        await settled();
      }
      expect(told()).toHaveLength(1);
      await player.skip();
      stage.clock.advance(2_000);
      await until(() => told()[1]);
      expect(told().map(({ level }) => level)).toEqual(['info', 'debug']);
      isAllowed();
      await player.skip();
      stage.clock.advance(2_000);
      await stage.until(({ text }) => text.includes('three 1'));
    },
  );

  it('is shown late when Discord was away for a moment', async () => {
    await using stage = await panelStage();
    const isBack = stage.discord.rest.fail(
      { kind: 'status', status: 503 },
      { method: 'POST', path: '/channels/*/messages' },
    );
    const player = await stage.asked('one');
    await until(() => stage.log.find(({ message }) => message === 'What plays could not be shown.'));
    isBack();
    stage.clock.advance(2_000);
    await player.pause();
    await stage.until(({ text }) => text.includes('one 1'));
  });

  it('loses its buttons when nothing is left to play, but not where the bot stays', async () => {
    await using stage = await panelStage();
    const player = await stage.asked('one');
    await stage.until(({ buttons }) => buttons.length === 7);
    await settled();
    stage.clock.advance(2_000);
    await player.skip();
    const over = await stage.until(({ text }) => text.startsWith('Nothing plays'));
    expect(over.buttons).toEqual([]);
    await stage.services.settings.change(stage.guild.id, { stay: true });
    stage.clock.advance(2_000);
    await stage.playing('two');
    await stage.until(({ text }) => text.includes('two 1'));
    await settled();
    stage.clock.advance(2_000);
    await player.skip();
    expect((await stage.until(({ text }) => text.startsWith('Nothing plays'))).buttons).toHaveLength(7);
  });

  it('is in the language of the guild, or the one that its settings say', async () => {
    await using stage = await panelStage({ locale: 'de' });
    const player = await stage.asked('one');
    const message = await stage.until(({ text }) => text.startsWith('Es läuft'));
    expect(message.buttons.map(({ label }) => label)).toContain('Überspringen');
    await stage.services.settings.change(stage.guild.id, { locale: 'en' });
    await settled();
    stage.clock.advance(2_000);
    await player.pause();
    await stage.until(({ text }) => text.startsWith('Paused'));
  });

  it('is not there where nobody wants it', async () => {
    await using stage = await panelStage({ settings: { announce: false } });
    const heard = new Promise((resolve) => stage.services.pool.once('trackStart', resolve));
    await stage.asked('one');
    await heard;
    await settled();
    expect(writes(stage)).toEqual([]);
  });

  it('goes on after a restart, and is not changed for nothing', async () => {
    await using stage = await panelStage();
    const player = await stage.asked('one', 'two');
    const message = await stage.until(({ text }) => text.includes('Queue\n1 song'));
    await settled();
    await stage.panels.close();
    const before = writes(stage).length;
    const next = new Panels({ ...stage.services, clock: stage.clock });
    next.start();
    await settled();
    expect(writes(stage)).toHaveLength(before);
    await player.pause();
    await until(() => (message.text.startsWith('Paused') ? true : undefined));
    expect(stage.shown).toHaveLength(1);
    await next.close();
  });

  it.each(HOSTILE_TITLES.map((title) => [title.slice(0, 30), title]))('shows %j as what it is', async (_, title) => {
    await using stage = await panelStage();
    const player = await stage.asked('one');
    await stage.until(({ text }) => text.includes('one 1'));
    await settled();
    queued(player, [{ title, author: title }]);
    stage.clock.advance(2_000);
    await player.skip();
    const message = await stage.until(({ text }) => !text.includes('one 1'));
    expect(message.text.slice('Now playing\n'.length)).not.toMatch(HARMFUL);
    expect(message.pings).toEqual([]);
  });
});

describe('what goes wrong', () => {
  it('is told of a song that could not be played, in one line, until the song after the next', async () => {
    await using stage = await panelStage();
    stage.script.broken.add('two 1');
    stage.script.broken.add('two 2');
    const player = await stage.asked('one', 'two', 'three', 'four');
    await stage.until(({ text }) => text.includes('one 1'));
    await settled();
    stage.clock.advance(2_000);
    stage.script.edition = 2;
    await player.skip();
    await stage.until(({ text }) => text.includes('[three 1]'));
    // What is told after the song it is told with waits for the next change.
    await settled();
    stage.clock.advance(2_000);
    const told = /⚠️ \*\*\[two [12]\]\(.*\)\*\* · Somebody could not be played: .+/;
    expect((await stage.until(({ text }) => told.test(text))).text).toContain('[three 1]');
    await settled();
    stage.clock.advance(2_000);
    await player.skip();
    expect((await stage.until(({ text }) => text.includes('[four 1]'))).text).not.toContain('⚠️');
  });

  it('is not told of a song that was found anew and goes on', async () => {
    await using stage = await panelStage();
    stage.script.broken.add('two 1');
    const player = await stage.asked('one', 'two', 'three');
    await stage.until(({ text }) => text.includes('one 1'));
    await settled();
    stage.script.edition = 2;
    stage.clock.advance(2_000);
    await player.skip();
    await until(() => (player.current?.title === 'two 2' ? true : undefined));
    await stage.until(({ text }) => text.includes('[two '));
    await settled();
    stage.clock.advance(2_000);
    await player.skip();
    expect((await stage.until(({ text }) => text.includes('[three 1]'))).text).not.toContain('⚠️');
  });

  it('is told when nothing more is tried, with what waits left in the queue', async () => {
    await using stage = await panelStage();
    const broken = ['two', 'three', 'four'];
    for (const name of broken) for (const edition of [1, 2]) stage.script.broken.add(`${name} ${edition}`);
    const player = await stage.asked('one', ...broken, 'five');
    await stage.until(({ text }) => text.includes('one 1'));
    await player.skip();
    const message = await stage.until(({ text }) => text.includes('One song after the other failed'));
    expect(message.text).toMatch(/^Nothing plays/);
    expect(message.buttons).toHaveLength(7);
    expect(player.queue.length).toBeGreaterThan(0);
  });

  it('is told while no audio node can be reached', async () => {
    await using stage = await panelStage();
    const { client, clock, discord, guild, services, script } = stage;
    const node = new AudioNode({
      port: 0,
      password: 'secret',
      sources: [scripted(script)],
      voice: discord.voice.at('B'),
    });
    await node.start();
    const pool = new NodePool();
    const nodes = [{ identifier: 'B', uri: node.url, password: 'secret' }];
    await pool.connect({ client, nodes, logger: null, defaultSearchSource: 'scsearch' });
    const panels = new Panels({ ...services, pool, clock });
    panels.start();
    const data = { textChannelId: guild.channel('general') };
    const player = await pool.createPlayer({ guildId: guild.id, voiceChannelId: guild.channel('Music'), data });
    const [track] = await pool.fetchTracks('one');
    if (track !== undefined) await player.play(track);
    await stage.until(({ text }) => text.includes('one 1'));
    await node.close();
    await stage.until(({ text }) => text.includes('⏳ Waiting for an audio node'));
    await panels.close();
    await pool.close();
  });
});

describe('a bot that nobody needs', () => {
  it.each([
    ['inactivePlayer', 'nothing was played for a while'],
    ['inactiveChannel', 'nobody listened'],
  ] as const)('leaves (%s), and says why, once', async (event, why) => {
    await using stage = await panelStage();
    const player = await stage.asked('one');
    await stage.until(({ text }) => text.includes('one 1'));
    await settled();
    await player.stop();
    stage.services.pool.emit(event, player);
    await until(() => (player.state === 'destroyed' ? true : undefined));
    stage.clock.advance(2_000);
    const message = await stage.until(({ text }) => text.includes(why));
    expect(message.buttons).toEqual([]);
    expect(stage.guild.botChannelId).toBeNull();
    const before = writes(stage).length;
    stage.clock.advance(60_000);
    await settled();
    expect(writes(stage)).toHaveLength(before);
  });

  it('stays where it is to stay', async () => {
    await using stage = await panelStage({ settings: { stay: true } });
    const player = await stage.asked('one');
    await player.stop();
    stage.services.pool.emit('inactivePlayer', player);
    stage.services.pool.emit('inactiveChannel', player);
    await settled();
    expect(player.state).toBe('idle');
  });

  it('holds players of a former process to the times of their guild', async () => {
    await using stage = await panelStage({ settings: { idleLeaveMs: 77_000, aloneLeaveMs: 33_000 } });
    const player = await stage.playing('one');
    expect(player.inactivePlayerTimeoutMs).not.toBe(77_000);
    await stage.panels.close();
    stage.panels.start();
    await until(() => (player.inactivePlayerTimeoutMs === 77_000 ? true : undefined));
    expect(player.inactiveChannelTimeoutMs).toBe(33_000);
  });

  it('takes its buttons along when it is thrown out', async () => {
    await using stage = await panelStage();
    await stage.asked('one');
    await stage.until(({ text }) => text.includes('one 1'));
    await settled();
    stage.guild.kickBot();
    await until(() => (stage.services.pool.getPlayer(stage.guild.id) === undefined ? true : undefined));
    stage.clock.advance(2_000);
    expect((await stage.until(({ text }) => text.includes('Left the voice channel'))).buttons).toEqual([]);
  });
});
