import { ManualClock, madeUpTracks } from '@reprise/devkit';
import { AudioNode } from '@reprise/node';
import { describe, expect, it } from 'vitest';
import { Bot, GUILD, VOICE } from '../support/bot.ts';

async function scene(): Promise<{ clock: ManualClock; bot: Bot } & AsyncDisposable> {
  const clock = new ManualClock();
  const node = new AudioNode({ port: 0, clock, sources: [madeUpTracks(), madeUpTracks('other')] });
  await node.start();
  const bot = await Bot.open(node.url);
  await bot.patch(GUILD, { voice: VOICE });
  await bot.heard();
  return {
    clock,
    bot,
    [Symbol.asyncDispose]: async () => {
      await bot[Symbol.asyncDispose]();
      await node.close();
    },
  };
}

describe('madeUpTracks', () => {
  it('finds tracks of any length, lists and searches, each under its own name', async () => {
    await using all = await scene();
    const load = async (identifier: string): Promise<unknown> => (await all.bot.rest.load(identifier)).json;

    expect(await load('madeup:1234:a:b')).toMatchObject({
      loadType: 'track',
      data: { info: { title: 'a:b', length: 1_234, sourceName: 'madeup', isSeekable: true } },
    });
    expect(await load('madeup:5')).toMatchObject({ data: { info: { title: 'madeup:5', length: 5 } } });
    expect(await load('other:live:radio')).toMatchObject({ data: { info: { isStream: true, sourceName: 'other' } } });
    expect(await load('madeup:list:3')).toMatchObject({ loadType: 'playlist', data: { tracks: { length: 3 } } });
    expect(await load('madeupsearch:words')).toMatchObject({
      loadType: 'search',
      data: { length: 10, 0: { info: { title: 'words 1' } } },
    });
    expect(await load('madeup:error')).toMatchObject({ loadType: 'error', data: { message: 'The source is broken.' } });
    expect(await load('madeup:nothing')).toMatchObject({ loadType: 'empty' });
  });

  it('plays them, found or encoded', async () => {
    await using all = await scene();
    const { data } = (await all.bot.rest.load('madeupsearch:words')).json as { data: { encoded: string }[] };
    await all.bot.patch(GUILD, { track: { encoded: data[2]?.encoded } });
    all.clock.advance(180_000);

    expect(await all.bot.events()).toEqual(['TrackStartEvent', 'TrackEndEvent finished']);
  });

  it('has tracks that fail and tracks that hang', async () => {
    await using all = await scene();
    await all.bot.patch(GUILD, { track: { identifier: 'madeup:gone:x' } });
    expect(await all.bot.events()).toEqual(['TrackStartEvent', 'TrackExceptionEvent', 'TrackEndEvent loadFailed']);

    await all.bot.patch(GUILD, { track: { identifier: 'madeup:stuck:x' } });
    all.clock.advance(10_000);
    expect(await all.bot.events()).toEqual(['TrackStartEvent', 'TrackStuckEvent']);
  });
});
