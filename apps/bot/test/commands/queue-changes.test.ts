import { PermissionFlagsBits } from 'discord.js';
import type { Player } from 'reprise';
import { describe, expect, it } from 'vitest';
import { clear } from '../../src/commands/clear.ts';
import { loop } from '../../src/commands/loop.ts';
import { move } from '../../src/commands/move.ts';
import { remove } from '../../src/commands/remove.ts';
import { shuffle } from '../../src/commands/shuffle.ts';
import { botStage } from '../support/bot-stage.ts';
import { HARMFUL, HOSTILE_TITLES, many, queued } from '../support/queued.ts';

const stageOf = (locale = 'en-US') => botStage({ commands: { clear, loop, move, remove, shuffle }, locale });

function titles({ queue }: Player): readonly string[] {
  return [...queue].map(({ title }) => title);
}

const five = ['a', 'b', 'c', 'd', 'e'].map((title) => ({ title }));

describe('/loop', () => {
  it('repeats the song, the queue or nothing, and says which without being told one', async () => {
    await using stage = await stageOf();
    const player = await stage.playing('one');
    const ada = stage.listener('ada');
    expect((await ada.slash('loop').reply()).text).toBe('Nothing repeats.');
    expect((await ada.slash('loop', { mode: 'track' }).reply()).text).toBe('The song repeats.');
    expect(player.queue.mode).toBe('track');
    expect((await ada.slash('loop', { mode: 'queue' }).reply()).text).toBe('The queue repeats.');
    expect((await ada.slash('loop').reply()).text).toBe('The queue repeats.');
    expect(player.queue.mode).toBe('queue');
  });
});

describe('/shuffle', () => {
  it('brings what waits into another order, and loses nothing', async () => {
    await using stage = await stageOf();
    const player = await stage.playing('one');
    queued(player, many(200));
    const before = titles(player);
    const { text } = await stage.listener('ada').slash('shuffle').reply();
    expect(text).toBe('The 200 songs that wait are in a new order.');
    expect(titles(player)).not.toEqual(before);
    expect(titles(player).toSorted()).toEqual(before.toSorted());
  });

  it('needs two songs', async () => {
    await using stage = await stageOf();
    await stage.playing('one', 'two');
    const { text } = await stage.listener('ada').slash('shuffle').reply();
    expect(text).toBe('It takes two songs in the queue to shuffle them.');
  });
});

describe('/move', () => {
  it('moves a song, and names it', async () => {
    await using stage = await stageOf();
    const player = await stage.playing('one');
    queued(player, five);
    const { text } = await stage.listener('ada').slash('move', { from: 4, to: 1 }).reply();
    expect(text).toBe('**[d](<https://soundcloud.com/x/w4>)** · Somebody is number 1 in the queue now');
    expect(titles(player)).toEqual(['d', 'a', 'b', 'c', 'e']);
  });

  it.each([
    { from: 6, to: 1, missing: 6 },
    { from: 1, to: 7, missing: 7 },
  ])('changes nothing when there is no number $missing', async ({ from, to, missing }) => {
    await using stage = await stageOf();
    const player = await stage.playing('one');
    queued(player, five);
    const { text } = await stage.listener('ada').slash('move', { from, to }).reply();
    expect(text).toBe(`There is no number ${missing} in the queue: 5 songs wait.`);
    expect(titles(player)).toEqual(['a', 'b', 'c', 'd', 'e']);
  });
});

describe('/clear', () => {
  it('takes out all that waits, and lets go on what plays', async () => {
    await using stage = await stageOf();
    const player = await stage.playing('one');
    queued(player, five);
    const ada = stage.listener('ada');
    expect((await ada.slash('clear').reply()).text).toBe('Removed all 5 songs that waited.');
    expect(player.queue.isEmpty).toBe(true);
    expect(player.current?.title).toBe('one 1');
    expect((await ada.slash('clear').reply()).text).toBe('No songs wait in the queue.');
  });
});

describe('/remove', () => {
  it('removes the song at a place, and names it', async () => {
    await using stage = await stageOf();
    const player = await stage.playing('one');
    queued(player, five);
    const { text } = await stage.listener('ada').slash('remove', { position: 2 }).reply();
    expect(text).toBe('Removed **[b](<https://soundcloud.com/x/w2>)** · Somebody');
    expect(titles(player)).toEqual(['a', 'c', 'd', 'e']);
  });

  it('removes several, in whatever order they are named, and those there are when there are fewer', async () => {
    await using stage = await stageOf();
    const player = await stage.playing('one');
    queued(player, five);
    const ada = stage.listener('ada');
    const { text } = await ada.slash('remove', { position: 3, to: 2 }).reply();
    expect(text.split('\n').map((line) => line.replace(/\(.*/, ''))).toEqual([
      'Removed 2 songs:',
      '- **[b]',
      '- **[c]',
    ]);
    await ada.slash('remove', { position: 2, to: 99 }).reply();
    expect(titles(player)).toEqual(['a']);
    expect((await ada.slash('remove', { position: 2 }).reply()).text).toBe(
      'There is no number 2 in the queue, only one song waits.',
    );
    player.queue.clear();
    expect((await ada.slash('remove', { position: 1 }).reply()).text).toBe('No songs wait in the queue.');
  });

  it('removes 2,000 at once, and tells the first of them', async () => {
    await using stage = await stageOf();
    const player = await stage.playing('one');
    queued(player, many(2_000));
    const use = stage.listener('ada').slash('remove', { position: 1, to: 2_000 });
    const { text } = await use.reply();
    expect(text).toMatch(/^Removed 2,000 songs:\n- .*waiting 1\]/);
    expect(text).toMatch(/and 1,995 more$/);
    expect(player.queue.isEmpty).toBe(true);
    expect(use.tookMs).toBeLessThan(1_000);
  });

  it('lets everybody remove their own songs, but only DJs those of others', async () => {
    await using stage = await stageOf();
    const player = await stage.playing('one');
    const role = stage.guild.role('DJ');
    await stage.services.settings.change(stage.guild.id, { djRoleId: role });
    const ada = stage.listener('ada');
    const dj = stage.listener('bob', { roles: ['DJ'] });
    const manager = stage.listener('eve', { permissions: PermissionFlagsBits.ManageGuild });
    queued(player, [{ title: 'hers', by: ada.user.id }, ...five.map((song) => ({ ...song, by: dj.user.id }))]);
    expect((await ada.slash('remove', { position: 1, to: 2 }).reply()).text).toBe(
      `Only <@&${role}> can remove songs that others asked for.`,
    );
    expect(player.queue.length).toBe(6);
    expect((await ada.slash('remove', { position: 1 }).reply()).text).toContain('[hers]');
    expect((await ada.slash('remove', { position: 1 }).reply()).text).toContain('Only <@&');
    expect((await dj.slash('remove', { position: 1 }).reply()).text).toContain('[a]');
    expect((await manager.slash('remove', { position: 1 }).reply()).text).toContain('[b]');
    expect(titles(player)).toEqual(['c', 'd', 'e']);
  });

  it('names hostile songs harmlessly, within what a message may have', async () => {
    await using stage = await stageOf();
    const player = await stage.playing('one');
    queued(
      player,
      HOSTILE_TITLES.map((title) => ({ title, author: title, uri: `https://x.example/${'y'.repeat(370)}` })),
    );
    const ada = stage.listener('ada');
    const several = await ada.slash('remove', { position: 2, to: 20 }).reply();
    expect(several.text).not.toMatch(HARMFUL);
    expect(several.text).toMatch(/and 5 more$/);
    const single = await ada.slash('remove', { position: 1 }).reply();
    expect(single.text).not.toMatch(HARMFUL);
    expect([...several.pings, ...single.pings]).toEqual([]);
  });
});

describe('commands for the queue', () => {
  it('refuse whom the music is not for', async () => {
    await using stage = await stageOf();
    for (const name of ['clear', 'loop', 'shuffle']) {
      expect((await stage.listener('ada').slash(name).reply()).text).toBe('The bot is in no voice channel.');
    }
    queued(await stage.playing('one'), five);
    const { text } = await stage.member('bob').slash('clear').reply();
    expect(text).toBe('Join a voice channel first.');
  });

  it('speak German in a German guild', async () => {
    await using stage = await stageOf('de');
    queued(await stage.playing('eins'), five);
    const ada = stage.listener('ada');
    expect((await ada.slash('loop', { mode: 'track' }).reply()).text).toBe('Das Lied wiederholt sich.');
    expect((await ada.slash('move', { from: 9, to: 1 }).reply()).text).toBe(
      'In der Warteschlange gibt es keine Nummer 9: 5 Lieder warten.',
    );
    expect((await ada.slash('remove', { position: 1 }).reply()).text).toMatch(/^Entfernt: \*\*\[a]/);
    expect((await ada.slash('clear').reply()).text).toBe('Alle 4 wartenden Lieder sind entfernt.');
  });
});
