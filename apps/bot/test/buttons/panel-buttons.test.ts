import type { DiscordMember, DiscordMessage } from '@reprise/devkit';
import { describe, expect, it } from 'vitest';
import { favourite } from '../../src/buttons/favourite.ts';
import { loop } from '../../src/buttons/loop.ts';
import { pause } from '../../src/buttons/pause.ts';
import { previous } from '../../src/buttons/previous.ts';
import { shuffle } from '../../src/buttons/shuffle.ts';
import { skip } from '../../src/buttons/skip.ts';
import { stop } from '../../src/buttons/stop.ts';
import { nowplaying } from '../../src/commands/nowplaying.ts';
import type { BotStageOptions } from '../support/bot-stage.ts';
import { panelStage, until } from '../support/panel-stage.ts';
import { many, queued } from '../support/queued.ts';
import { restarted } from '../support/restarted.ts';

const commands = { nowplaying };
const buttons = { favourite, loop, pause, previous, shuffle, skip, stop };
const stageOf = (options: BotStageOptions = {}) => panelStage({ commands, buttons, ...options });
const isPanel = ({ buttons: { length } }: DiscordMessage) => length === 7;

/** What somebody is told who clicks. */
async function told(who: DiscordMember, message: DiscordMessage, name: string): Promise<string> {
  const click = who.click(message, `reprise:${name}`);
  return (await until(() => click.followUps[0])).text;
}

/** Waits until a message says something. */
async function says(message: DiscordMessage, text: string): Promise<void> {
  await until(() => message.text.includes(text) || undefined);
}

describe('the buttons under what plays', () => {
  it('do after a restart what they say, on the same message', async () => {
    await using stage = await stageOf();
    const ada = stage.listener('ada');
    const player = await stage.asked('one', 'two', 'three', 'four');
    const panel = await stage.until(isPanel);
    await restarted(stage, buttons);

    ada.click(panel, 'reprise:pause');
    await says(panel, 'Paused');
    expect(player.paused).toBe(true);
    expect(panel.buttons.map(({ label }) => label)).toContain('Go on');
    ada.click(panel, 'reprise:pause');
    await says(panel, 'Now playing');
    expect(player.paused).toBe(false);

    ada.click(panel, 'reprise:loop');
    await says(panel, 'Repeats\nthe song');
    ada.click(panel, 'reprise:loop');
    await says(panel, 'Repeats\nthe queue');
    ada.click(panel, 'reprise:loop');
    await until(() => !panel.text.includes('Repeats') || undefined);
    expect(player.queue.mode).toBe('off');

    const started = new Promise((resolve) => stage.services.pool.once('trackStart', resolve));
    ada.click(panel, 'reprise:skip');
    await started;
    expect(player.current?.title).toBe('two 1');
  });

  it('skip by vote, tell who clicked how it stands, and go back and stop', async () => {
    await using stage = await stageOf({ settings: { announce: false, voteSkipPercent: 100 } });
    const [ada, bob] = [stage.listener('ada'), stage.listener('bob')];
    const player = await stage.asked('one', 'two');
    const message = await ada.slash('nowplaying').reply();
    expect(await told(ada, message, 'skip')).toBe('1 of 2 votes to skip this song.');
    expect(player.current?.title).toBe('one 1');
    const started = new Promise((resolve) => stage.services.pool.once('trackStart', resolve));
    bob.click(message, 'reprise:skip');
    await says(message, 'two 1');
    await started;
    ada.click(message, 'reprise:previous');
    await says(message, 'one 1');
    expect(player.queue.peek()?.title).toBe('two 1');
    ada.click(message, 'reprise:stop');
    await says(message, 'Nothing plays');
    expect([message.buttons, player.queue.length, player.current]).toEqual([[], 0, undefined]);
  });

  it('shuffle what waits, if there is something to shuffle', async () => {
    await using stage = await stageOf();
    const ada = stage.listener('ada');
    const player = await stage.asked('one');
    const panel = await stage.until(isPanel);
    expect(await told(ada, panel, 'shuffle')).toMatch(/shuffle/i);
    queued(player, many(40));
    const before = [...player.queue].map(({ title }) => title);
    await told(ada, panel, 'shuffle');
    const after = [...player.queue].map(({ title }) => title);
    expect(after).not.toEqual(before);
    expect([...after].sort()).toEqual([...before].sort());
    await says(panel, '40 songs');
  });

  it('keep a song among the favourites of who clicks, and nobody else is told', async () => {
    await using stage = await stageOf({ locale: 'de' });
    const ada = stage.member('ada');
    await stage.asked('one');
    const panel = await stage.until(isPanel);
    expect(await told(ada, panel, 'favourite')).toContain('[one 1]');
    await told(ada, panel, 'favourite');
    expect(await stage.services.favourites.list(ada.user.id)).toMatchObject([{ title: 'one 1' }]);
    expect(stage.shown).toHaveLength(1);
  });

  it('are for those who may use the command that does the same', async () => {
    await using stage = await stageOf();
    await stage.services.settings.change(stage.guild.id, { djRoleId: stage.guild.role('DJ') });
    const ada = stage.listener('ada');
    stage.listener('bob');
    const player = await stage.asked('one');
    const panel = await stage.until(isPanel);
    for (const name of ['pause', 'stop', 'loop', 'shuffle', 'previous']) {
      expect(await told(ada, panel, name)).toMatch(/^Only <@&\d+> can do that/);
    }
    expect(await told(stage.member('eve'), panel, 'skip')).toBe('Join a voice channel first.');
    expect([player.paused, player.current?.title]).toEqual([false, 'one 1']);
  });

  it('do not make the panel write what it shows already', async () => {
    await using stage = await stageOf();
    const ada = stage.listener('ada');
    await stage.asked('one');
    const panel = await stage.until(isPanel);
    stage.clock.advance(2_000);
    await new Promise((resolve) => setTimeout(resolve, 60));
    const before = panel.edits.length;
    ada.click(panel, 'reprise:loop');
    await says(panel, 'the song');
    stage.panels.start();
    stage.clock.advance(10_000);
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(panel.edits).toHaveLength(before + 1);
  });
});
