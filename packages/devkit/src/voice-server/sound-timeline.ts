import { HeardAudio, SAMPLE_RATE } from './heard-audio.ts';

/** Discord's clients hold sound back for about as long, so that nobody hears a packet that was a little late. */
const ABSORBED_MS = 60;
const SAMPLES_PER_MS = SAMPLE_RATE / 1_000;

interface Piece {
  readonly fromAt: number;
  readonly toAt: number;
  readonly samples: Int16Array;
}

/** Sound as somebody in the channel hears it, as much of it as is kept. */
export class SoundTimeline {
  readonly #keepMs: number;
  readonly #pieces: Piece[] = [];
  #endAt = 0;

  constructor(keepMs: number) {
    this.#keepMs = keepMs;
  }

  /** When the last of it is over, in milliseconds since 1970. */
  get endAt(): number {
    return this.#endAt;
  }

  /** Puts a frame that came at that time behind those before it, and answers when it begins to be heard. */
  add(at: number, lengthMs: number, samples: Int16Array | undefined): number {
    const fromAt = at <= this.#endAt + ABSORBED_MS ? this.#endAt : at;
    this.#endAt = fromAt + lengthMs;
    if (samples === undefined) return fromAt;
    this.#pieces.push({ fromAt, toAt: this.#endAt, samples });
    while ((this.#pieces[0]?.toAt ?? this.#endAt) < this.#endAt - this.#keepMs) this.#pieces.shift();
    return fromAt;
  }

  /** What was heard between two times, with silence where there was nothing. */
  between(fromAt: number, toAt: number): HeardAudio {
    const length = Math.max(0, Math.round((toAt - fromAt) * SAMPLES_PER_MS));
    const samples = new Int16Array(2 * length);
    for (const piece of this.#pieces) {
      const start = 2 * Math.round((piece.fromAt - fromAt) * SAMPLES_PER_MS);
      const [first, end] = [Math.max(0, -start), Math.min(piece.samples.length, samples.length - start)];
      if (first < end) samples.set(piece.samples.subarray(first, end), start + first);
    }
    return new HeardAudio(samples);
  }

  /** When what is kept begins, or what there is of the last `lastMs`. */
  startOf(lastMs: number): number {
    return Math.max(this.#pieces[0]?.fromAt ?? this.#endAt, this.#endAt - lastMs);
  }

  clear(): void {
    this.#pieces.length = 0;
  }
}
