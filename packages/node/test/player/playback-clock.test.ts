import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FRAME_MS, PlaybackClock } from '../../src/player/playback-clock.ts';
import { ManualClock } from '../support/manual-clock.ts';

type Step = { readonly kind: 'pass' | 'speed' | 'run' | 'halt'; readonly amount: number };

const steps = fc.array(
  fc.record<Step>({
    kind: fc.constantFrom('pass', 'speed', 'run', 'halt'),
    amount: fc.integer({ min: 1, max: 5_000 }),
  }),
);

describe('PlaybackClock', () => {
  it('never runs backwards, stays on frames, and never gets ahead of the time it ran', () => {
    fc.assert(
      fc.property(steps, fc.nat(100_000), (steps, start) => {
        const time = new ManualClock(0);
        const clock = new PlaybackClock(() => time.now(), start, 1);
        let ran = 0;
        let last = clock.position;
        for (const { kind, amount } of steps) {
          if (kind === 'run') clock.run();
          if (kind === 'halt') clock.halt();
          if (kind === 'speed') clock.changeSpeed(amount / 1_000);
          if (kind === 'pass') {
            if (clock.isRunning) ran += amount;
            time.advance(amount);
          }
          expect(clock.position).toBeGreaterThanOrEqual(last);
          expect((clock.position - start) % FRAME_MS).toBe(0);
          expect(clock.position - start).toBeLessThanOrEqual(ran);
          last = clock.position;
        }
      }),
    );
  });

  it('has no frames beyond the end of the track, however late one looks', () => {
    const time = new ManualClock(0);
    const clock = new PlaybackClock(() => time.now(), 0, 2, 10_000);
    clock.run();
    time.advance(60_000);

    expect([clock.position, clock.place]).toEqual([4_980, 10_000]);
    clock.seek(99_999, 99_999);
    time.advance(1_000);
    expect(clock.position).toBe(99_999);
  });

  it('tells exactly when a place is reached, whatever the speed', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 50_000 }), fc.integer({ min: 250, max: 4_000 }), (length, thousandths) => {
        const time = new ManualClock(0);
        const clock = new PlaybackClock(() => time.now(), 0, thousandths / 1_000);
        clock.run();
        time.advance(clock.untilPlace(length) - 1);
        expect(clock.place).toBeLessThan(length);
        time.advance(1);
        expect(clock.place).toBeGreaterThanOrEqual(length - 1e-6);
      }),
    );
  });
});
