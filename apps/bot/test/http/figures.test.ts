import { describe, expect, it } from 'vitest';
import { bytes, duration, many, percent, place, span } from '../../src/http/page/figures.ts';

describe('figures of the page', () => {
  it('are in the unit in which they are read', () => {
    expect([0, 0.02, 1.44, 99.6, 850, 2_460, 900_000].map(duration)).toEqual([
      ...['0 µs', '20 µs', '1.4 ms', '100 ms', '850 ms', '2.5 s', '15 min'],
    ]);
    expect([5_400, 61_000, 7_260_000, 90_000_000, 259_200_000].map(span)).toEqual([
      ...['5 s', '1 min', '2 h 1 min', '25 h 0 min', '3 d 0 h'],
    ]);
    expect([0, 1_023, 1_536, 64 * 1_024 ** 2, 5e15].map(bytes)).toEqual([
      '0 B',
      '1,023 B',
      '1.5 KiB',
      '64 MiB',
      '4,547 TiB',
    ]);
    expect([-1, 59_999, 187_000, 3_729_000].map(place)).toEqual(['0:00', '0:59', '3:07', '1:02:09']);
    expect([0.051, 0.954, 1].map(percent)).toEqual(['5.1 %', '95 %', '100 %']);
    expect([0, 1, 2_000].map((number) => many(number, 'player'))).toEqual(['0 players', '1 player', '2,000 players']);
  });

  it('that were not measured are said not to be', () => {
    expect([duration(undefined), bytes(undefined), percent(undefined)]).toEqual(Array(3).fill('no data yet'));
  });
});
