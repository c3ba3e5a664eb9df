import { expect, it } from 'vitest';
import { poissonTimes } from '../src/bot/poisson-times.ts';
import { seededRandom } from '../src/random.ts';

it('comes as often as it is told, in order, and at the same times for the same seed', () => {
  const times = poissonTimes(5, 1_000_000, seededRandom(1));
  expect(times.length).toBeGreaterThan(4_700);
  expect(times.length).toBeLessThan(5_300);
  expect(times).toEqual(times.toSorted((a, b) => a - b));
  expect(times.at(-1)).toBeLessThan(1_000_000);
  expect(poissonTimes(5, 1_000_000, seededRandom(1))).toEqual(times);
});

it('comes in bursts: as often as chance has it, two follow each other closely', () => {
  const times = poissonTimes(5, 1_000_000, seededRandom(2));
  const close = times.filter((time, i) => time - (times[i - 1] ?? Number.NEGATIVE_INFINITY) < 20).length;
  // 1 − e^(−5 × 0.02) of them.
  expect(close / times.length).toBeCloseTo(0.095, 1);
});
