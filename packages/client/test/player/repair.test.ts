import type { Playable, RepairContext } from 'reprise';
import { describe, expect, it } from 'vitest';
import { CHANNEL, GUILD, next, record, type Stage, stage } from '../support/stage.ts';

type Asked = Pick<RepairContext, 'placeMs' | 'why'> & { readonly title: string };

/** A stage whose bot knows another track of a song that broke, and the questions it was asked. */
async function repairing(answer: (set: Stage, signal: AbortSignal) => Promise<Playable | undefined>) {
  const asked: Asked[] = [];
  const set: Stage = await stage({
    pool: {
      repairTrack: ({ title }, { placeMs, why, signal }) => {
        asked.push({ title, placeMs, why });
        return answer(set, signal);
      },
    },
  });
  const player = await set.pool.createPlayer({ guildId: GUILD, voiceChannelId: CHANNEL });
  return { set, player, asked, [Symbol.asyncDispose]: () => set[Symbol.asyncDispose]() };
}

describe('a track that breaks', () => {
  it('is gone on with at its place by what the bot finds for it, and stands in the history once', async () => {
    await using all = await repairing((set) => set.track(60_000, 'whole'));
    const { set, player, asked } = all;
    const started = next(set.pool, 'trackStart', (_player, { title }) => title === 'whole');
    await player.play(await set.track('broken', 'song'), { startMs: 5_000 });
    await started;
    expect(asked).toEqual([
      { title: 'song', placeMs: expect.closeTo(5_000, -2), why: expect.stringContaining('broke') },
    ]);
    expect([player.current?.title, player.queue.history.length]).toEqual(['whole', 1]);
    expect(player.position).toBeGreaterThanOrEqual(5_000);
    expect(player.position).toBeLessThan(6_500);
  });

  it('is left behind when the bot finds nothing, fails, or finds what breaks as well', async () => {
    for (const answer of [
      async () => undefined,
      async () => Promise.reject(new Error('The bot has a bug.')),
      (set: Stage) => set.track('broken', 'too'),
    ]) {
      await using all = await repairing(answer);
      const { set, player, asked } = all;
      player.queue.put(await set.track(60_000, 'next'));
      const started = next(set.pool, 'trackStart', (_player, { title }) => title === 'next');
      await player.play(await set.track('broken', 'song'));
      await started;
      expect(asked.length).toBe(1);
    }
  });

  it('is not waited for any more when a user plays something else', async () => {
    const looking = Promise.withResolvers<AbortSignal>();
    await using all = await repairing((_set, signal) => {
      looking.resolve(signal);
      return new Promise(() => undefined);
    });
    const { set, player } = all;
    const seen = record(set.pool, 'playerError');
    await player.play(await set.track('broken', 'song'));
    const signal = await looking.promise;
    await player.play(await set.track(60_000, 'other'));
    expect([signal.aborted, player.current?.title, seen]).toEqual([true, 'other', []]);
  });
});
