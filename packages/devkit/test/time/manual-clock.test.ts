import { ManualClock } from '@reprise/devkit';
import { describe, expect, it } from 'vitest';

describe('ManualClock', () => {
  it('fires what comes due at its time and in its order, also what is set on the way', () => {
    const clock = new ManualClock(1_000);
    const fired: [string, number][] = [];
    const note = (name: string) => (): void => void fired.push([name, clock.now()]);
    clock.after(30, note('late'));
    clock.after(10, note('first'));
    clock.after(10, () => {
      note('second')();
      clock.after(5, note('on the way'));
    });
    clock.every(12, note('every'));

    clock.advance(30);

    expect(fired).toEqual([
      ['first', 1_010],
      ['second', 1_010],
      ['every', 1_012],
      ['on the way', 1_015],
      ['every', 1_024],
      ['late', 1_030],
    ]);
    expect(clock.now()).toBe(1_030);
    expect(clock.pending).toBe(1);
  });

  it('forgets a timer that is cancelled, also by a timer of the same moment', () => {
    const clock = new ManualClock();
    let fired = 0;
    const count = (): void => {
      fired += 1;
    };
    clock.after(1, () => cancel());
    const cancel = clock.after(1, count);
    const stop = clock.every(1, count);
    stop();
    stop();

    clock.advance(10);

    expect([fired, clock.pending]).toEqual([0, 0]);
  });

  it('stands still between moves', () => {
    const clock = new ManualClock(5);
    clock.advance(0);

    expect(clock.now()).toBe(5);
  });
});
