import { type Playable, type QueueMode, UnresolvedTrack } from 'reprise';
import { describe, expect, it } from 'vitest';
import { CHANNEL, GUILD, next, stage, until } from '../support/stage.ts';
import { type CalmWorld, calmWorld } from '../support/world/calm-world.ts';

const SONG_MS = 1_000;
const REPEAT_DISTANCE = 50;

describe('when a track ends by itself', () => {
  it.each<[QueueMode, readonly string[]]>([
    ['off', ['one', 'two', 'three']],
    ['track', ['one', 'one', 'one', 'one']],
    ['queue', ['one', 'two', 'three', 'one']],
  ])('mode %s goes on as it says', async (mode, heard) => {
    await using set = await calmWorld();
    const { world, player, after } = set;
    player.queue.mode = mode;
    player.queue.put(['two', 'three'].map((name) => world.newTrack(String(SONG_MS), name)));
    await after(player.play(world.newTrack(String(SONG_MS), 'one')));
    await world.pass(3.5 * SONG_MS);
    expect(started(set)).toEqual(heard);
    expect(world.told('queueEnd')).toHaveLength(mode === 'off' ? 1 : 0);
  });

  it('the next three of the queue have been resolved by then, in their places', async () => {
    await using set = await stage();
    const player = await set.pool.createPlayer({ guildId: GUILD, voiceChannelId: CHANNEL });
    const names = ['one', 'two', 'three', 'four'];
    player.queue.put(names.map((title) => new UnresolvedTrack({ title, uri: `test:60000:${title}` })));
    const isResolved = (): boolean[] => [...player.queue].map((track) => !(track instanceof UnresolvedTrack));
    await player.play(await set.track(60_000, 'song'));
    await until(() => isResolved().filter(Boolean).length >= 3);
    expect(isResolved()).toEqual([true, true, true, false]);
    expect([...player.queue].map(({ title }) => title)).toEqual(names);
    const [started] = [next(set.pool, 'trackStart'), await player.skip()];
    expect((await started)[1].title).toBe('one');
    await until(() => isResolved().every(Boolean));
    player.queue.put(new UnresolvedTrack({ title: 'five', uri: 'test:60000:five' }));
    await player.queue.move(player.queue.length - 1, 0);
    await until(() => isResolved().every(Boolean));
    expect(player.queue.peek()?.title).toBe('five');
  });
});

describe('autoplay', () => {
  it('plays on from what this guild heard last when the queue is empty, and after what users have put', async () => {
    const seeds: string[][] = [];
    const found: Playable[] = [];
    await using set = await calmWorld({
      recommend: async (heard) => {
        seeds.push(heard.map(({ title }) => title));
        return found;
      },
    });
    const { world, player, after } = set;
    found.push(world.newTrack('60000', 'like them'), world.newTrack('60000', 'like them too'));
    player.autoplay.mode = 'enabled';
    player.queue.put([world.newTrack(String(SONG_MS), 'two')]);
    await after(player.play(world.newTrack(String(SONG_MS), 'one')));
    await world.pass(2.5 * SONG_MS);
    expect(started(set)).toEqual(['one', 'two', 'like them']);
    expect(player.current?.recommended).toBe(true);
    expect(seeds[0]).toEqual(['two', 'one']);
    player.queue.put([world.newTrack('60000', 'wanted')]);
    await after(player.skip());
    await after(player.skip());
    expect(started(set).slice(3)).toEqual(['wanted', 'like them too']);
    expect(world.told('queueEnd')).toEqual([]);
  });

  it('asks for what is like it where the last track is from, when the bot has no way of its own', async () => {
    await using set = await stage();
    const player = await set.pool.createPlayer({ guildId: GUILD, voiceChannelId: CHANNEL, autoplay: 'enabled' });
    const [first] = [...(await set.pool.fetchTracks('demosearch:ode to joy'))];
    if (first === undefined) throw new Error('The catalogue has no Ode to Joy.');
    const second = next(set.pool, 'trackStart', (_player, { title }) => title !== first.title);
    await player.play(first, { startMs: first.length - 100 });
    expect((await second)[1]).toMatchObject({ author: first.author, recommended: true });
  });

  it('never plays one of the last 50, however often it is recommended', async () => {
    const catalogue: Playable[] = [];
    let asked = 0;
    await using set = await calmWorld({
      // Those that were heard before come first, as with sources that know few songs.
      recommend: async () => catalogue.slice(0, REPEAT_DISTANCE + 5 * (1 + (asked++ % 3))),
    });
    const { world, player, after } = set;
    catalogue.push(...Array.from({ length: 65 }, (_, i) => world.newTrack('60000', `song ${i}`)));
    player.autoplay.mode = 'enabled';
    await after(player.play(world.newTrack('60000', 'the first')));
    for (let i = 0; i < 130; i += 1) {
      await after(player.skip());
      await world.pass(100);
    }
    const heard = started(set);
    expect(heard.length).toBeGreaterThan(2 * REPEAT_DISTANCE);
    const again = heard.filter((title, i) => heard.slice(Math.max(0, i - REPEAT_DISTANCE), i).includes(title));
    expect(again).toEqual([]);
  });
});

function started({ world }: CalmWorld): string[] {
  return world.told('trackStart').map((told) => told.replace('trackStart ', ''));
}
