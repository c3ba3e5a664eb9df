/** One change to the sound: interleaved stereo at 48 kHz. It remembers what it needs from one call to the next. */
export interface SoundFilter {
  /**
   * Changes the next samples. May write into `samples` and answer it, or answer others, of another length.
   *
   * @param samples - Finite, whole frames.
   */
  process(samples: Float32Array): Float32Array;
  /** What was held back, when no more samples come. Absent where nothing is held back. */
  flush?(): Float32Array;
  /** Frames held back at most, counted in frames that went in. @defaultValue 0 */
  readonly latencyFrames?: number;
  /** Frames that go in for each that comes out. @defaultValue 1 */
  readonly speed?: number;
}
