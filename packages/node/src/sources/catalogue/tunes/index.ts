import type { Tune } from '../tune.ts';
import { BAROQUE } from './baroque.ts';
import { BEETHOVEN } from './beethoven.ts';
import { CLASSICAL } from './classical.ts';
import { FOLK } from './folk.ts';

/** All tunes of the catalogue. */
export const TUNES: readonly Tune[] = [...BEETHOVEN, ...BAROQUE, ...CLASSICAL, ...FOLK];
