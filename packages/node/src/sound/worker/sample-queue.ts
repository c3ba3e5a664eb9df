/** Interleaved stereo on its way from one length of pieces to another. */
export class SampleQueue {
  readonly #pieces: Float32Array[] = [];
  #length = 0;
  #toDrop = 0;

  /** Samples of each channel that can be taken. */
  get length(): number {
    return this.#length;
  }

  push(piece: Float32Array): void {
    const dropped = Math.min(this.#toDrop, piece.length / 2);
    this.#toDrop -= dropped;
    if (dropped * 2 === piece.length) return;
    this.#pieces.push(dropped === 0 ? piece : piece.subarray(dropped * 2));
    this.#length += piece.length / 2 - dropped;
  }

  /** Puts silence in. */
  pushSilence(samples: number): void {
    this.#pieces.push(new Float32Array(samples * 2));
    this.#length += samples;
  }

  /** Leaves out the next ones that are put in. */
  dropNext(samples: number): void {
    this.#toDrop = samples;
  }

  /** Takes so many samples; what is missing is silence. */
  take(samples: number): Float32Array {
    const taken = new Float32Array(samples * 2);
    let filled = 0;
    while (filled < taken.length) {
      const piece = this.#pieces[0];
      if (piece === undefined) break;
      const part = piece.subarray(0, taken.length - filled);
      taken.set(part, filled);
      filled += part.length;
      if (part.length === piece.length) this.#pieces.shift();
      else this.#pieces[0] = piece.subarray(part.length);
    }
    this.#length -= filled / 2;
    return taken;
  }

  clear(): void {
    this.#pieces.length = 0;
    this.#length = 0;
    this.#toDrop = 0;
  }
}
