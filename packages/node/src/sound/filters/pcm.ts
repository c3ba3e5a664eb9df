/** Holds samples within full scale, in place. What is not a number becomes silence: it would stay in every feedback. */
export function clipped(samples: Float32Array): Float32Array {
  for (let i = 0; i < samples.length; i++) {
    const sample = samples[i] ?? 0;
    if (sample > 1) samples[i] = 1;
    else if (sample < -1) samples[i] = -1;
    else if (Number.isNaN(sample)) samples[i] = 0;
  }
  return samples;
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
