/** Below it is no tone but a shift of the whole. */
const LOWEST_HZ = 20;
/** Zeros behind the sound give the peak more points, so that its top is found between them. */
const STRETCH = 2;

/** Weight of a sample in a Hann window: without one, a loud tone spreads over all frequencies. */
export function hann(index: number, length: number): number {
  return 0.5 - 0.5 * Math.cos((2 * Math.PI * index) / length);
}

/**
 * The loudest frequency of both channels together; `undefined` when there is none.
 *
 * `pcm` is interleaved stereo. One second is enough to tell it within 0.1 Hz.
 */
export function loudestHz(pcm: Int16Array, sampleRate: number): number | undefined {
  const length = pcm.length / 2;
  if (length < 2) return undefined;
  const size = 2 ** Math.ceil(Math.log2(length * STRETCH));
  // One transform for two channels: the left one as the real part, the right one as the imaginary.
  const re = new Float64Array(size);
  const im = new Float64Array(size);
  for (let i = 0; i < length; i += 1) {
    const weight = hann(i, length);
    re[i] = weight * (pcm[2 * i] ?? 0);
    im[i] = weight * (pcm[2 * i + 1] ?? 0);
  }
  transform(re, im);
  const power = (bin: number): number => squared(re, im, bin) + squared(re, im, size - bin);
  const first = Math.max(1, Math.ceil((LOWEST_HZ * size) / sampleRate));
  let top = first;
  for (let bin = first; bin < size / 2; bin += 1) if (power(bin) > power(top)) top = bin;
  if (power(top) === 0) return undefined;
  return ((top + summit(power(top - 1), power(top), power(top + 1))) * sampleRate) / size;
}

function squared(re: Float64Array, im: Float64Array, bin: number): number {
  return (re[bin] ?? 0) ** 2 + (im[bin] ?? 0) ** 2;
}

/** Where between its neighbours a peak has its top: that of the parabola through their logarithms. */
function summit(before: number, top: number, after: number): number {
  const [a, b, c] = [Math.log(before + 1e-9), Math.log(top + 1e-9), Math.log(after + 1e-9)];
  const bend = a - 2 * b + c;
  return bend === 0 ? 0 : (a - c) / (2 * bend);
}

/** Fast Fourier transform in place, of a length that is a power of two. */
function transform(re: Float64Array, im: Float64Array): void {
  const size = re.length;
  reverseBits(re, im);
  for (let half = 1; half < size; half *= 2) {
    for (let k = 0; k < half; k += 1) {
      const angle = (-Math.PI * k) / half;
      const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
      for (let i = k; i < size; i += 2 * half) {
        const j = i + half;
        const [r, m] = [re[j] ?? 0, im[j] ?? 0];
        const [turnedRe, turnedIm] = [r * cos - m * sin, r * sin + m * cos];
        re[j] = (re[i] ?? 0) - turnedRe;
        im[j] = (im[i] ?? 0) - turnedIm;
        re[i] = (re[i] ?? 0) + turnedRe;
        im[i] = (im[i] ?? 0) + turnedIm;
      }
    }
  }
}

function reverseBits(re: Float64Array, im: Float64Array): void {
  const size = re.length;
  for (let i = 1, j = 0; i < size; i += 1) {
    let bit = size >> 1;
    for (; (j & bit) !== 0; bit >>= 1) j ^= bit;
    j ^= bit;
    if (i >= j) continue;
    swap(re, i, j);
    swap(im, i, j);
  }
}

function swap(values: Float64Array, i: number, j: number): void {
  const kept = values[i] ?? 0;
  values[i] = values[j] ?? 0;
  values[j] = kept;
}
