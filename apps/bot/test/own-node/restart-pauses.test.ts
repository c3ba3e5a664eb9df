import { describe, expect, it } from 'vitest';
import { RestartPauses } from '../../src/own-node/restart-pauses.ts';

describe('RestartPauses', () => {
  it('restarts at once, then after longer and longer pauses up to 30 s', () => {
    const pauses = new RestartPauses();
    const waited = Array.from({ length: 9 }, () => pauses.next(100));
    expect(waited).toEqual([0, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000]);
  });

  it('begins anew after a minute of life', () => {
    const pauses = new RestartPauses();
    for (let n = 0; n < 5; n++) pauses.next(59_999);
    expect(pauses.next(59_999)).toBe(16_000);
    expect(pauses.next(60_000)).toBe(0);
    expect(pauses.next(0)).toBe(1_000);
  });
});
