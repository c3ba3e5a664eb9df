import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { FrameCounter, type FrameFlow } from '../../src/stats/frame-counter.ts';
import { frameStats } from '../../src/stats/frame-stats.ts';
import { ManualClock } from '../support/manual-clock.ts';

it('accounts for every frame of a minute in which there was a connection', () => {
  const changes = fc.array(fc.tuple(fc.constantFrom<FrameFlow>('sent', 'nulled'), fc.integer({ min: 1, max: 30_000 })));
  fc.assert(
    fc.property(changes, (changes) => {
      const clock = new ManualClock(0);
      const counter = new FrameCounter(() => clock.now());
      counter.flow('sent');
      counter.started();
      for (const [flow, ms] of changes) {
        counter.flow(flow);
        clock.advance(ms);
      }
      clock.advance(120_000);
      const count = counter.lastMinute();
      expect((count?.sent ?? 0) + (count?.nulled ?? 0)).toBe(3_000);
    }),
  );
});

it('forgets a player that stopped, but not one between two tracks', () => {
  const clock = new ManualClock(0);
  const counter = new FrameCounter(() => clock.now());
  counter.flow('sent');
  counter.started();
  clock.advance(150_000);
  counter.ended();
  expect(counter.lastMinute()).toBeUndefined();
  clock.advance(50);
  counter.started();
  expect(counter.lastMinute()).toEqual({ sent: 3_000, nulled: 0 });
  counter.ended();
  clock.advance(500);
  counter.started();
  expect(counter.lastMinute()).toBeUndefined();
});

it('averages over players, deficit included, and is null without any', () => {
  expect(frameStats([])).toBeNull();
  expect(
    frameStats([
      { sent: 3_000, nulled: 0 },
      { sent: 1_000, nulled: 500 },
    ]),
  ).toEqual({ sent: 2_000, nulled: 250, deficit: 750 });
});
