/** Samples a second of everything that is played. */
export const SAMPLE_RATE = 48_000;
/** Samples a millisecond. */
export const SAMPLES_PER_MS = 48;
/** Samples of a frame of 20 ms, of each channel. */
export const FRAME_SAMPLES = 960;
