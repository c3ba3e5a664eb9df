import { ManualClock } from '@reprise/devkit';
import { describe, expect, it } from 'vitest';
import { LoginTurns } from '../../src/shards/login-turns.ts';

/** When the turn of each shard came, in seconds after it was asked for. */
async function turns(atOnce: number, shards: readonly number[]): Promise<ReadonlyMap<number, number>> {
  const clock = new ManualClock();
  const startedAt = clock.now();
  const line = new LoginTurns(atOnce, clock);
  const came = new Map<number, number>();
  for (const shard of shards) void line.take(shard).then(() => came.set(shard, (clock.now() - startedAt) / 1_000));
  // Those that come at once come before any time passes.
  await Promise.resolve();
  for (let i = 0; i < 40; i += 1) await clock.advance(500);
  return came;
}

describe('turns to log in', () => {
  it('come one in five seconds and a half where Discord takes one at a time, in the order they are asked for', async () => {
    expect([...(await turns(1, [0, 2, 1]))]).toEqual([
      [0, 0],
      [2, 5.5],
      [1, 11],
    ]);
  });

  it('come at once for shards that Discord counts apart', async () => {
    const came = await turns(2, [0, 1, 2, 3, 4]);
    expect([0, 1, 2, 3, 4].map((shard) => came.get(shard))).toEqual([0, 0, 5.5, 5.5, 11]);
  });

  it('do not come any more when it is closed, and leave no timer', async () => {
    const clock = new ManualClock();
    const line = new LoginTurns(1, clock);
    const came: number[] = [];
    for (const shard of [0, 1]) void line.take(shard).then(() => came.push(shard));
    line.close();
    await clock.advance(60_000);
    expect(came).toEqual([0]);
  });
});
