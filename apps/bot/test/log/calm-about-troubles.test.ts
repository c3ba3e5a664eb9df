import { ManualClock } from '@reprise/devkit';
import { describe, expect, it } from 'vitest';
import { CalmAboutTroubles } from '../../src/log/calm-about-troubles.ts';

describe('a trouble that many run into', () => {
  it('is worth a line at first, and once a minute another with how many there were since', () => {
    const clock = new ManualClock();
    const calm = new CalmAboutTroubles(clock);
    expect([calm.note('node-gone'), calm.note('node-gone'), calm.note('node-gone')]).toEqual([0, undefined, undefined]);
    clock.advance(59_999);
    expect(calm.note('node-gone')).toBeUndefined();
    clock.advance(1);
    expect([calm.note('node-gone'), calm.note('node-gone')]).toEqual([3, undefined]);
  });

  it('hides no other one', () => {
    const calm = new CalmAboutTroubles(new ManualClock());
    expect([calm.note('node-gone'), calm.note('rate-limited')]).toEqual([0, 0]);
  });
});
