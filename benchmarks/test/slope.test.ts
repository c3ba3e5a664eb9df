import { expect, it } from 'vitest';
import { slopeOf } from '../src/sound/slope.ts';

it('is the growth of a line, whatever is scattered evenly around it', () => {
  expect(slopeOf([0, 1, 2, 3].map((x) => [x, 5 + 2 * x]))).toBeCloseTo(2);
  expect(
    slopeOf([
      [0, 101],
      [1, 99],
      [2, 99],
      [3, 101],
    ]),
  ).toBeCloseTo(0);
});
