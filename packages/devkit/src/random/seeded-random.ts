/**
 * A source of random numbers that gives the same ones for the same seed (mulberry32), in place of `Math.random`.
 *
 * @example
 * ```ts
 * import { seededRandom } from '@reprise/devkit';
 *
 * const random = seededRandom(42);
 * console.log(random()); // 0.6011037519201636, every time
 * ```
 *
 * @param seed - A whole number; only its lowest 32 bits count.
 * @returns Numbers from 0 up to, but not including, 1.
 */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
