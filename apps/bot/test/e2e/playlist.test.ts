import { ManualClock } from '@reprise/devkit';
import { describe, expect, it } from 'vitest';
import type { Listed } from './support/site.ts';
import { until } from './support/until.ts';
import { playerOf, type World, world } from './support/world.ts';

/** Two seconds, in which a message is changed once at most. */
const BETWEEN_MS = 2_000;

/** A list of 120 songs that all have to be looked up, so that it takes its time. */
function longList({ site }: World): string {
  const songs: Listed[] = Array.from({ length: 120 }, (_, i) => ({ name: `song ${i + 1}`, isBare: true }));
  return site.list('PL120', songs);
}

describe('a playlist of 120 songs', () => {
  it('plays its first song before the others are there, tells every two seconds how far it is, if it is any further, and then what became of it', async () => {
    await using all = await world();
    const { guild, site } = all;
    const clock = new ManualClock();
    const link = longList(all);
    site.gone.add('song 20').add('song 21');
    const release = site.hold('song 50');
    await using run = await all.bot({ clock, env: { MAX_PLAYLIST: '100' } });

    const play = all.listener().slash('play', { query: link });
    expect((await play.reply()).text).toMatch(/^Playing \*\*\[song 1\]/);
    const player = playerOf(run, guild);
    expect(player.current?.title).toBe('song 1');
    // 48 of the 49 before the one that does not come, without the two that are private and the one that plays.
    await until('what was found before', () => player.queue.length === 46);
    expect(play.edits).toHaveLength(1);

    clock.advance(BETWEEN_MS - 1);
    clock.advance(1);
    const early = await until('a first report', () => play.edits[1]);
    expect(early.text).toBe('**A list**: 47 of 120 added, the rest is loading…');
    clock.advance(BETWEEN_MS - 1);
    clock.advance(1);
    expect(play.edits).toHaveLength(2);

    release();
    const done = await play.until(({ text }) => text.includes('left out'));
    expect(done.text.split('\n')).toEqual([
      '**A list**: 98 added',
      '2 left out: 2 × not available',
      'The playlist has 120 songs; 100 are taken at most.',
    ]);
    const expected = Array.from({ length: 100 }, (_, i) => `song ${i + 1}`).filter((name) => !site.gone.has(name));
    expect([player.current?.title, ...[...player.queue].map(({ title }) => title)]).toEqual(expected);
    expect(play.edits).toHaveLength(3);
  });

  it('of more songs than a queue usually has is taken whole where MAX_QUEUE allows it, and is there after a restart', async () => {
    await using all = await world();
    const { guild, site } = all;
    const songs = Array.from({ length: 2_300 }, (_, i): Listed => ({ name: `song ${i + 1}` }));
    const env = { MAX_PLAYLIST: '3000', MAX_QUEUE: '3000' };
    const former = await all.bot({ env });
    await all
      .listener()
      .slash('play', { query: site.list('PL2300', songs) })
      .until(({ text }) => text.includes('2,300 added') || text.includes('2300 added'));
    expect(playerOf(former, guild).queue.length).toBe(2_299);
    await former.bot.stop();

    await using run = await all.bot({ env });
    await until('the player of before', () => run.bot.services.pool.getPlayer(guild.id)?.state === 'playing');
    expect(playerOf(run, guild).queue.length).toBe(2_299);
  });

  it('comes no further when somebody stops the music in the middle of it', async () => {
    await using all = await world();
    const { guild, site } = all;
    const release = site.hold('song 10');
    const link = longList(all);
    await using run = await all.bot();
    const ada = all.listener();
    const play = ada.slash('play', { query: link });
    await play.reply();
    const player = playerOf(run, guild);
    await until('what was found before', () => player.queue.length === 8);
    expect((await ada.slash('stop').reply()).text).toBe('Stopped, and the queue is empty.');
    release();
    await play.until(({ text }) => text.includes('9 added'));
    expect([...player.queue]).toEqual([]);
    expect(player.current).toBeUndefined();
    expect(site.asked.length).toBeLessThan(20);
  });

  it('comes no further when the bot is thrown out in the middle of it', async () => {
    await using all = await world();
    const { guild, site } = all;
    const release = site.hold('song 10');
    const link = longList(all);
    await using run = await all.bot();
    const play = all.listener().slash('play', { query: link });
    await play.reply();
    await until('what was found before', () => playerOf(run, guild).queue.length === 8);
    guild.kickBot();
    await until('the end of the player', () => run.bot.services.pool.getPlayer(guild.id) === undefined);
    release();
    await play.until(({ text }) => text.includes('9 added'));
    expect(site.asked.length).toBeLessThan(20);
  });

  it('is all known the second time, and no node is asked for any of its songs', async () => {
    await using all = await world();
    const link = longList(all);
    await using _run = await all.bot();
    const first = all.listener().slash('play', { query: link });
    await first.until(({ text }) => text.includes('120 added'));
    const asked = all.site.asked.length;
    const again = all.listener().slash('play', { query: link });
    const done = await again.until(({ text }) => text.includes('120 added'));
    expect(done.text).toBe('**A list**: 120 added, 120 of them ⚡ known');
    expect(all.site.asked.slice(asked).filter((identifier) => identifier !== link)).toEqual([]);
  });
});
