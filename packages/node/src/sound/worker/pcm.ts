import { FRAME_SAMPLES } from '../samples.ts';

/** Amplifies in place. */
export function amplify(pcm: Float32Array, gain: number): Float32Array {
  if (gain !== 1) for (let i = 0; i < pcm.length; i += 1) pcm[i] = (pcm[i] ?? 0) * gain;
  return pcm;
}

/** Fades from what would have been to what is, in place. */
export function fade(before: Float32Array, pcm: Float32Array): void {
  for (let i = 0; i < pcm.length; i += 1) {
    const share = (i >> 1) / FRAME_SAMPLES;
    pcm[i] = (before[i] ?? 0) * (1 - share) + (pcm[i] ?? 0) * share;
  }
}
