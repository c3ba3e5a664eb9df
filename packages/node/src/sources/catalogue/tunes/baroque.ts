import type { Tune } from '../tune.ts';

/** The prelude is one figure over changing chords: the five notes of each, low to high, played 1 2 3 4 5 3 4 5 twice. */
const PRELUDE_CHORDS = [
  ['C', 'E', 'G', 'c', 'e'],
  ['C', 'D', 'A', 'd', 'f'],
  ['B,', 'D', 'G', 'd', 'f'],
  ['C', 'E', 'G', 'c', 'e'],
  ['C', 'E', 'A', 'e', 'a'],
  ['C', 'D', '^F', 'A', 'd'],
  ['B,', 'D', 'G', 'd', 'g'],
  ['B,', 'C', 'E', 'G', 'c'],
  ['A,', 'C', 'E', 'G', 'c'],
  ['D,', 'A,', 'D', '^F', 'c'],
  ['G,', 'B,', 'D', 'G', 'B'],
  ['G,', '_B,', 'E', 'G', '^c'],
  ['F,', 'A,', 'D', 'A', 'd'],
  ['F,', '_A,', 'D', 'F', 'B'],
  ['E,', 'G,', 'C', 'G', 'c'],
  ['E,', 'F,', 'A,', 'C', 'F'],
  ['D,', 'F,', 'A,', 'C', 'F'],
  ['G,,', 'D,', 'G,', 'B,', 'F'],
  ['C,', 'E,', 'G,', 'C', 'E'],
];

const JESU = '|zGABdcced|dgfgdBGAB|cdedcBABG|FGADFAcBA|BGABdcced|dgfgdBGAB|EdcBAGDGF|G6z3|';
const SPRING_FIRST = '|E2|G2G2G2FE|B6BA|G2G2G2FE|B6BA|G2ABA2G2|F4z2';
const SPRING_SECOND = '|E2|BAGAB2c2|B4z2E2|BAGAB2c2|B4z2E2|c2B2A2G2|FEDEF4|E6';

/** Tunes of the baroque age. */
export const BAROQUE: readonly Tune[] = [
  {
    slug: 'minuet-in-g',
    title: 'Minuet in G major',
    author: 'Christian Petzold',
    tags: ['bach', 'anna', 'magdalena', 'notebook', 'menuet', 'baroque', 'classical'],
    key: 'G',
    unit: 1 / 8,
    tempo: 132,
    melody: [
      'd2GABc|d2G2G2|e2cdef|g2G2G2|c2dcBA|B2cBAG|F2GABG|A6',
      'd2GABc|d2G2G2|e2cdef|g2G2G2|c2dcBA|B2cBAG|A2BAGF|G6',
      'b2gabg|a2defd|g2efgd|^c2BcA2|AB^cdef|g2f2e2|f2A2^c2|d6',
      'd2GFG2|e2GFG2|d2c2B2|AGFGA2|DEFGAB|c2B2A2|BdG2F2|G6',
    ].join('|'),
  },
  {
    slug: 'jesu-joy',
    title: "Jesu, Joy of Man's Desiring",
    author: 'Johann Sebastian Bach',
    tags: ['cantata', 'bwv', '147', 'baroque', 'classical', 'wedding'],
    key: 'G',
    unit: 1 / 8,
    tempo: 104,
    melody: JESU + JESU,
  },
  {
    slug: 'prelude-in-c',
    title: 'Prelude in C major, BWV 846',
    author: 'Johann Sebastian Bach',
    tags: ['well', 'tempered', 'clavier', 'baroque', 'piano', 'classical', 'calm'],
    key: 'C',
    unit: 1 / 16,
    tempo: 76,
    melody: `${PRELUDE_CHORDS.map(preludeBar).join('|')}|C,16`,
  },
  {
    slug: 'canon-in-d',
    title: 'Canon in D',
    author: 'Johann Pachelbel',
    tags: ['baroque', 'wedding', 'classical', 'calm'],
    key: 'D',
    unit: 1 / 16,
    tempo: 62,
    melody: [
      'f4e4d4c4|B4A4B4c4|d4c4B4A4|G4F4G4E4',
      'D2F2A2G2F2D2F2E2|D2B,2D2A2G2B2A2G2',
      'a2fga2fgaABcdefg|f2def2FGABAGAFGA|G2BAG2FEFEDEFGAB|G2BAB2cdABcdefga|f8',
    ].join('|'),
  },
  {
    slug: 'spring',
    title: 'Spring (The Four Seasons)',
    author: 'Antonio Vivaldi',
    tags: ['primavera', 'quattro', 'stagioni', 'violin', 'concerto', 'baroque', 'classical'],
    key: 'E',
    unit: 1 / 16,
    tempo: 96,
    melody: SPRING_FIRST + SPRING_FIRST + SPRING_SECOND + SPRING_SECOND,
  },
];

function preludeBar(chord: readonly string[]): string {
  const [first, second, third, fourth, fifth] = chord;
  const figure = [first, second, third, fourth, fifth, third, fourth, fifth].join('');
  return figure + figure;
}
