import type { Tune } from '../tune.ts';

const ODE_VERSE = 'FFGA|AGFE|DDEF|F3/2E/E2|FFGA|AGFE|DDEF|E3/2D/D2|';
const ODE_CHORUS = 'EEFD|EF/G/FD|EF/G/FE|DEA,2|FFGA|AGFE|DDEF|E3/2D/D2|';

const ELISE_THEME = 'e^d|e^deB=dc|A2zCEA|B2zE^GB|c2zEe^d|e^deB=dc|A2zCEA|B2zEcB|A4';
const ELISE_MIDDLE = '|A2zBcd|e3Gfe|d3Fed|c3Edc|B2zEez|ze^deze|';

const FATE = 'zGGG|E4|zFFF|D4-|D4|zGGG|EAAA|Geee|c4-|czGG|GDAA|AGff|d4-|d4|';
const FATE_HORN = "|zBBB|E2F2|B,4|B2e2|d2e2|f2c2|c2B2|B2e2|d2e2|f2c2|c2B2|b2e'2|d'2e'2|f'2c'2|c'2b2|";

/** Tunes by Ludwig van Beethoven. */
export const BEETHOVEN: readonly Tune[] = [
  {
    slug: 'ode-to-joy',
    title: 'Ode to Joy',
    author: 'Ludwig van Beethoven',
    tags: ['symphony', 'ninth', '9', 'freude', 'anthem', 'classical'],
    key: 'D',
    unit: 1 / 4,
    tempo: 120,
    melody: ODE_VERSE + ODE_CHORUS + ODE_CHORUS,
  },
  {
    slug: 'fur-elise',
    title: 'Für Elise',
    author: 'Ludwig van Beethoven',
    tags: ['bagatelle', 'piano', 'fuer', 'classical'],
    key: 'Am',
    unit: 1 / 16,
    tempo: 70,
    melody: `${ELISE_THEME}${ELISE_THEME}${ELISE_MIDDLE}${ELISE_THEME}z2`,
  },
  {
    slug: 'moonlight-sonata',
    title: 'Moonlight Sonata',
    author: 'Ludwig van Beethoven',
    tags: ['piano', 'adagio', 'sostenuto', 'classical', 'calm'],
    key: 'C#m',
    unit: 1 / 8,
    tempo: 56,
    melody: [
      ...Array<string>(2).fill('(3G,CE(3G,CE(3G,CE(3G,CE'),
      '(3A,CE(3A,CE(3A,=DF(3A,DF',
      '(3G,^B,F(3G,CE(3G,CD(3F,^B,D',
      '(3E,G,C(3G,CE(3G,CE(3G,CE',
      ...Array<string>(2).fill('(3G,DF(3G,DF(3G,DF(3G,DF'),
      '(3G,CE(3G,CE(3G,CE(3G,CE',
      '(3A,CF(3A,CF(3G,B,E(3A,B,D',
      '(3G,B,E(3G,B,EE4',
    ].join('|'),
  },
  {
    slug: 'symphony-no-5',
    title: 'Symphony No. 5 in C minor',
    author: 'Ludwig van Beethoven',
    tags: ['fifth', 'fate', 'orchestra', 'classical'],
    key: 'Cm',
    unit: 1 / 8,
    tempo: 150,
    melody: FATE + FATE_HORN + FATE,
  },
];
