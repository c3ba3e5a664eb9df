import fc from 'fast-check';
import { expect, it } from 'vitest';
import { mostWithin } from '../src/recovery/most-within.ts';

it('counts the fullest stretch, wherever it begins, and not what is just outside of it', () => {
  expect(mostWithin(100, [])).toBe(0);
  expect(mostWithin(100, [0, 100, 199, 200])).toBe(2);
  expect(mostWithin(100, [990, 5, 950, 1_020])).toBe(3);
});

it('says what counting from each time on says', () => {
  const times = fc.array(fc.nat(1_000), { minLength: 1 });
  fc.assert(
    fc.property(times, (times) => {
      const counts = times.map((from) => times.filter((time) => time >= from && time < from + 100).length);
      expect(mostWithin(100, times)).toBe(Math.max(...counts));
    }),
  );
});
