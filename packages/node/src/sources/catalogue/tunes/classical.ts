import type { Tune } from '../tune.ts';

const SONATA = [
  "c8e4g4|B6cdc8|a8g4c'4|g4f4e8",
  'ABcdefgagfedcBAG|GABcdefgfedcBAGF|FGABcdefedcBAGFE|EFGABcdedcBAGFED|C8z8',
].join('|');

const TURCA_THEME = "BA^GA|c4dcBc|e4fe^de|ba^gabaga|c'4a2c'2|b2a2g2a2|b2a2g2a2|b2a2g2^f2|e4";
const TURCA_MIDDLE = '|e2f2|g2g2agfe|d4e2f2|g2g2agfe|d4c2d2|e2e2fedc|B4c2d2|e2e2fedc|B4|';

const TELL = '|GG|G2GGG2GG|c2d2e2GG|G2GGc2ee|d2B2G2GG|G2GGG2GG|c2d2e2ce|g3fe2d2|c2e2c2';
const CANCAN_LOW = '|D4|EGFE|A2A2|ABFG|E2E2|EGFE|DdcB|AGFE|';
const CANCAN_HIGH = "|d4|egfe|a2a2|abfg|e2e2|egfe|dd'c'b|agfe|";
const MORNING = "|BGFEFG|BGFEF/G/F/G/|BGBcGc|BGFE3|bgfefg|bgfef/g/f/g/|bgbc'gc'|bgfe3|";
const KING = '|B,CDEFDF2|^E^CE2=E=CE2|B,CDEFDFB|AFDFA4|F^G^ABcAc2|d^Ad2cAc2|F^G^ABcAc2|d^Ad2c4|';
const SWAN = '|f4Bcde|f3df3d|f3BdBGd|B8';
const BRIDAL = '|G4c3c|c8|G4d3B|c8|G4c3f|f4e3d|c4B3c|d8|';

/** Tunes of the classical and romantic ages. */
export const CLASSICAL: readonly Tune[] = [
  {
    slug: 'sonata-facile',
    title: 'Piano Sonata No. 16 in C major',
    author: 'Wolfgang Amadeus Mozart',
    tags: ['facile', 'k545', 'easy', 'piano', 'classical'],
    key: 'C',
    unit: 1 / 16,
    tempo: 128,
    melody: `${SONATA}|${SONATA}`,
  },
  {
    slug: 'rondo-alla-turca',
    title: 'Rondo alla Turca',
    author: 'Wolfgang Amadeus Mozart',
    tags: ['turkish', 'march', 'k331', 'piano', 'classical'],
    key: 'Am',
    unit: 1 / 16,
    tempo: 124,
    melody: `${TURCA_THEME}|${TURCA_THEME}${TURCA_MIDDLE}${TURCA_THEME}`,
  },
  {
    slug: 'william-tell',
    title: 'William Tell Overture',
    author: 'Gioachino Rossini',
    tags: ['guillaume', 'finale', 'gallop', 'opera', 'classical'],
    key: 'C',
    unit: 1 / 16,
    tempo: 140,
    melody: TELL + TELL + TELL + TELL,
  },
  {
    slug: 'can-can',
    title: 'Can-Can (Galop infernal)',
    author: 'Jacques Offenbach',
    tags: ['cancan', 'orpheus', 'opera', 'dance', 'classical'],
    key: 'D',
    unit: 1 / 8,
    tempo: 156,
    melody: `${CANCAN_LOW}${CANCAN_HIGH}${CANCAN_LOW}${CANCAN_HIGH}d4`,
  },
  {
    slug: 'blue-danube',
    title: 'The Blue Danube',
    author: 'Johann Strauss II',
    tags: ['waltz', 'walzer', 'donau', 'vienna', 'classical'],
    key: 'D',
    unit: 1 / 4,
    tempo: 160,
    melody: [
      'D|DFA|A2a|azf|fzD|DFA|A2a|azg|gzC|CEB|B2b|bzg|gzC|CEB|B2b|bzf|fzD',
      "DFA|d2d'|d'za|azD|DFA|d2d'|d'zb|bzE|EGB|B3-|B^GA|f3-|fdF|F2E|B2A|D2",
    ].join('|'),
  },
  {
    slug: 'lullaby',
    title: 'Lullaby (Wiegenlied)',
    author: 'Johannes Brahms',
    tags: ['cradle', 'song', 'guten', 'abend', 'sleep', 'calm', 'classical'],
    key: 'C',
    unit: 1 / 8,
    tempo: 92,
    melody: 'EE|G4EE|G4EG|c2B3A|A2G2DE|F2D2DE|F4DF|BAG2B2|c4CC|c4AF|G4EC|F2G2A2|G4CC|c4AF|G4EC|F2E2D2|C4',
  },
  {
    slug: 'swan-lake',
    title: 'Swan Lake',
    author: 'Pyotr Ilyich Tchaikovsky',
    tags: ['ballet', 'scene', 'lebedinoye', 'classical'],
    key: 'Bm',
    unit: 1 / 8,
    tempo: 92,
    melody: SWAN + SWAN + SWAN,
  },
  {
    slug: 'mountain-king',
    title: 'In the Hall of the Mountain King',
    author: 'Edvard Grieg',
    tags: ['peer', 'gynt', 'dovregubben', 'classical'],
    key: 'Bm',
    unit: 1 / 8,
    tempo: 138,
    melody: KING + KING,
  },
  {
    slug: 'morning-mood',
    title: 'Morning Mood',
    author: 'Edvard Grieg',
    tags: ['peer', 'gynt', 'morgenstemning', 'calm', 'classical'],
    key: 'E',
    unit: 1 / 8,
    tempo: 92,
    melody: MORNING + MORNING,
  },
  {
    slug: 'new-world-largo',
    title: 'Largo (From the New World)',
    author: 'Antonín Dvořák',
    tags: ['symphony', 'ninth', '9', 'going', 'home', 'calm', 'classical'],
    key: 'C',
    unit: 1 / 8,
    tempo: 72,
    melody: ['E3GG4|E3DC4|D2E2G3E|D8|E3GG4|E3DC4|D2E2D3C|C8', 'A3cc4|B2G2A4|A2c2B2G2|A8|E3GG4|E3DC4|D2E2D3C|C8'].join(
      '|',
    ),
  },
  {
    slug: 'vltava',
    title: 'Vltava (The Moldau)',
    author: 'Bedřich Smetana',
    tags: ['ma', 'vlast', 'my', 'country', 'river', 'classical'],
    key: 'Em',
    unit: 1 / 8,
    tempo: 108,
    melody: ['B,|E2FG2A|B3B3|c3c3|B6|A3A2A|G3G3|F3G2F|E5', 'B,|E2FG2A|B3B3|c3c3|B6|A3A2A|G3G3|F3G2F|E5'].join('|'),
  },
  {
    slug: 'gymnopedie-no-1',
    title: 'Gymnopédie No. 1',
    author: 'Erik Satie',
    tags: ['piano', 'slow', 'calm', 'classical'],
    key: 'D',
    unit: 1 / 4,
    tempo: 78,
    melody: 'zfa|gfc|Bcd|A3|F3-|F3-|F3|zfa|gfc|Bcd|A3|c3|f3|E3-|E3-|E3',
  },
  {
    slug: 'bridal-chorus',
    title: 'Bridal Chorus (Lohengrin)',
    author: 'Richard Wagner',
    tags: ['wedding', 'march', 'here', 'comes', 'bride', 'opera', 'classical'],
    key: 'C',
    unit: 1 / 8,
    tempo: 96,
    melody: BRIDAL + BRIDAL,
  },
  {
    slug: 'the-entertainer',
    title: 'The Entertainer',
    author: 'Scott Joplin',
    tags: ['ragtime', 'rag', 'piano', 'classical'],
    key: 'C',
    unit: 1 / 16,
    tempo: 76,
    melody: [
      'D^D|Ec2Ec2Ec-|c5cd^d|ecde2Bd2|c6D^D|Ec2Ec2Ec-|c6AG|^FAce2dcA|d6D^D',
      'Ec2Ec2Ec-|c5cd^d|ecde2Bd2|c6cd|ecde2cdc|ecde2cdc|ecde2Bd2|c8',
    ].join('|'),
  },
];
