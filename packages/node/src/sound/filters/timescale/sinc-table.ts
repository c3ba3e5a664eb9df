/** Zero crossings of the sinc on each side: more are sharper and slower. */
const CROSSINGS = 12;
/** Places between two frames for which the sinc is reckoned beforehand; a line is drawn between two of them. */
export const PHASES = 256;
/** Where the highs end, of the highest frequency there can be: the rest is for the slope. */
const CUTOFF = 0.92;
/** How far the window of Kaiser presses the sidelobes down: about 60 dB. */
const KAISER_BETA = 6;

/** Tables kept for the next who wants the same: players mostly use the same few presets. */
const KEPT = 4;
const kept = new Map<number, SincTable>();

/** What each of the frames around a place counts for the sound there. */
export interface SincTable {
  /** Frames that count, half of them on each side. */
  readonly taps: number;
  /** A row of `taps` weights for each place between two frames, and one for the next frame itself. */
  readonly weights: Float64Array;
}

/**
 * Weights that draw a sound between its frames and take away what would be mirrored.
 *
 * @param ratio - Frames that go in for each that comes out.
 */
export function sincTable(ratio: number): SincTable {
  // Slower, nothing is mirrored, so that all slow ratios share a table.
  const width = Math.max(1, ratio);
  const table = kept.get(width) ?? makeTable(Math.ceil(CROSSINGS * width), CUTOFF / width);
  kept.delete(width);
  kept.set(width, table);
  for (const oldest of kept.keys()) if (kept.size > KEPT) kept.delete(oldest);
  return table;
}

function makeTable(half: number, cutoff: number): SincTable {
  const taps = 2 * half;
  const weights = new Float64Array((PHASES + 1) * taps);
  for (let phase = 0; phase <= PHASES; phase++) {
    const row = weights.subarray(phase * taps, (phase + 1) * taps);
    let sum = 0;
    for (let tap = 0; tap < taps; tap++) {
      const distance = tap - half + 1 - phase / PHASES;
      const weight = sinc(cutoff * distance) * kaiser(distance / half);
      row[tap] = weight;
      sum += weight;
    }
    // Without this the level would ripple with the place.
    for (let tap = 0; tap < taps; tap++) row[tap] = (row[tap] ?? 0) / sum;
  }
  return { taps, weights };
}

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
}

function kaiser(x: number): number {
  // Its height does not matter, since a row is brought to 1.
  return Math.abs(x) >= 1 ? 0 : bessel(KAISER_BETA * Math.sqrt(1 - x * x));
}

/** The modified Bessel function of order 0, by its series. */
function bessel(x: number): number {
  let sum = 1;
  let term = 1;
  for (let k = 1; term > sum * 1e-12; k++) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}
