import { callable, knownOptions, wholeNumber } from '@reprise/options';

/** Options of {@link Queue.shuffle}. */
export interface ShuffleOptions {
  /** A whole number: the same one gives the same order. */
  readonly seed?: number;
  /** Numbers from 0 to below 1, when there is no `seed`. @defaultValue `Math.random` */
  readonly random?: () => number;
}

/** Another order of the items, each as likely as any other (Fisher and Yates). @throws TypeError naming the option that is wrong. */
export function shuffled<T extends object>(items: readonly T[], options: ShuffleOptions): T[] {
  knownOptions('Queue.shuffle', options, ['seed', 'random']);
  const { seed, random = Math.random } = options;
  const draw = seed === undefined ? callable('random', random) : seeded(wholeNumber('seed', seed));
  const pool = [...items];
  for (let last = pool.length - 1; last > 0; last -= 1) swap(pool, last, Math.floor(draw() * (last + 1)));
  return pool;
}

function swap<T extends object>(items: T[], first: number, second: number): void {
  const one = items[first];
  const other = items[second];
  if (one === undefined || other === undefined) return;
  items[first] = other;
  items[second] = one;
}

/** mulberry32: the whole state is the seed. */
function seeded(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
