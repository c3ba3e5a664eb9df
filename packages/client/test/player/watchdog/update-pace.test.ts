import { describe, expect, it } from 'vitest';
import { UpdatePace } from '../../../src/player/watchdog/update-pace.ts';

function after(...gaps: number[]): UpdatePace {
  const pace = new UpdatePace();
  for (const gap of gaps) pace.add(gap);
  return pace;
}

describe('the interval of updates', () => {
  it('is five seconds until a node has shown its own', () => {
    expect([after().isKnown, after().intervalMs]).toEqual([false, 5_000]);
    expect(after(2_000, 2_000).intervalMs).toBe(5_000);
  });

  it('is the usual gap, whatever comes out of turn or was held up', () => {
    const pace = after(2_000, 0, 10, 60_000, 2_001, 600, 1_999);
    expect([pace.isKnown, pace.intervalMs]).toEqual([true, 2_000]);
  });

  it('follows a node that comes back with another one', () => {
    const pace = after(2_000, 2_000, 2_000, 2_000, 2_000, 10_000, 10_000, 10_000, 10_000, 10_000);
    expect(pace.intervalMs).toBe(10_000);
  });
});
