/** Frames a second: the only rate Discord plays. */
export const SAMPLE_RATE = 48_000;

/** Holds a sample within full scale. What is not a number becomes silence. */
export function clip(sample: number): number {
  if (sample > 1) return 1;
  if (sample >= -1) return sample;
  // NaN compares with nothing, and would stay in every feedback it gets into.
  return sample < -1 ? -1 : 0;
}

/** Holds a value of a filter between two others. What is missing or not a number becomes `fallback`. */
export function held(value: number | undefined, min: number, max: number, fallback: number): number {
  if (value === undefined || Number.isNaN(value)) return fallback;
  return Math.max(min, Math.min(max, value));
}

/** A feedback that fades towards zero ends in denormal numbers, which are many times slower to reckon with. */
export function settled(state: number): number {
  return Math.abs(state) < 1e-20 ? 0 : state;
}
