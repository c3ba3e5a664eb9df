import { describe, expect, it } from 'vitest';
import { NotationError, parseMelody } from '../../../src/sources/catalogue/notation.ts';
import { TUNES } from '../../../src/sources/catalogue/tunes/index.ts';

const read = (melody: string, key = 'C'): (number | undefined)[] =>
  parseMelody({ key, unit: 1 / 4, melody }).map(({ midi }) => midi);
const lengths = (melody: string): number[] =>
  parseMelody({ key: 'C', unit: 1 / 8, melody }).map(({ length }) => length * 8);

describe('parseMelody', () => {
  it('reads letters, octaves and rests', () => {
    expect(read("C,CEcc'z")).toEqual([48, 60, 64, 72, 84, undefined]);
  });

  it('sharpens and flattens by key, and by signs until the bar line', () => {
    expect(read('FCB', 'D')).toEqual([66, 61, 71]);
    expect(read('BE', 'Cm')).toEqual([70, 63]);
    expect(read('F^FFf|F_B=BB')).toEqual([65, 66, 66, 77, 65, 70, 71, 71]);
  });

  it('reads lengths, ties and triplets', () => {
    expect(lengths('C2C/C3/2C/4')).toEqual([2, 0.5, 1.5, 0.25]);
    expect(lengths('C2-C')).toEqual([3]);
    expect(lengths('C2-D')).toEqual([2, 1]);
    expect(lengths('(3CDEF').map((length) => Math.round(length * 3))).toEqual([2, 2, 2, 3]);
  });

  it('names what it cannot read', () => {
    expect(() => read('CDx')).toThrow(NotationError);
    expect(() => read('CDx')).toThrow('"x"');
    expect(() => read('C', 'H')).toThrow('"H"');
  });
});

it.for(TUNES)('$slug has bars of one length, but for the first and last of a part', (tune) => {
  const bars = tune.melody
    .split('|')
    .map((melody) => parseMelody({ ...tune, melody }).reduce((sum, note) => sum + note.length, 0))
    .filter((length) => length > 0);
  const usual = Math.max(...bars);
  const short = bars.filter((length) => length < usual - 1e-9);

  expect(bars.length).toBeGreaterThan(8);
  expect(short.length).toBeLessThanOrEqual(bars.length / 4 + 2);
});
