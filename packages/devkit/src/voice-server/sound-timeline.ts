import { HeardAudio, SAMPLE_RATE } from './heard-audio.ts';

/** Discord's clients hold sound back for about as long, so that nobody hears a packet that was a little late. */
export const ABSORBED_MS = 60;
/** What came too early is heard in its turn, unless it is earlier than this: then the sound skips. */
const LONGEST_LEAD_MS = 1_000;
const SAMPLES_PER_MS = SAMPLE_RATE / 1_000;

/** What a frame holds. */
export interface FrameSound {
  readonly lengthMs: number;
  /** `undefined`: not decoded. */
  readonly samples: Int16Array | undefined;
  /** A frame of silence, which belongs to no song. */
  readonly isSilence: boolean;
}

interface Piece {
  readonly fromAt: number;
  readonly toAt: number;
  readonly samples: Int16Array;
  readonly isSilence: boolean;
}

/** Sound as somebody in the channel hears it, as much of it as is kept. */
export class SoundTimeline {
  readonly #keepMs: number;
  readonly #pieces: Piece[] = [];
  #endAt = 0;
  #musicMs = 0;

  constructor(keepMs: number) {
    this.#keepMs = keepMs;
  }

  /** When the last of it is over, in milliseconds since 1970. */
  get endAt(): number {
    return this.#endAt;
  }

  /** How much music there was in all, in milliseconds. */
  get musicMs(): number {
    return this.#musicMs;
  }

  /** Puts a frame that came at that time behind those before it. Without samples it is heard as silence. */
  add(at: number, { lengthMs, samples, isSilence }: FrameSound): void {
    const isInTurn = at <= this.#endAt + ABSORBED_MS && this.#endAt <= at + LONGEST_LEAD_MS;
    const fromAt = isInTurn ? this.#endAt : at;
    this.#endAt = fromAt + lengthMs;
    if (samples === undefined) return;
    if (!isSilence) this.#musicMs += lengthMs;
    this.#pieces.push({ fromAt, toAt: this.#endAt, samples, isSilence });
    while ((this.#pieces[0]?.toAt ?? this.#endAt) < this.#endAt - this.#keepMs) this.#pieces.shift();
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

  /** The last of the music, its frames one after the other, whenever they came. */
  music(lastMs: number): HeardAudio {
    const wanted = 2 * Math.round(lastMs * SAMPLES_PER_MS);
    const frames: Int16Array[] = [];
    let length = 0;
    for (let i = this.#pieces.length - 1; i >= 0 && length < wanted; i -= 1) {
      const piece = this.#pieces[i];
      if (piece === undefined || piece.isSilence) continue;
      frames.unshift(piece.samples);
      length += piece.samples.length;
    }
    const samples = new Int16Array(length);
    let offset = 0;
    for (const frame of frames) {
      samples.set(frame, offset);
      offset += frame.length;
    }
    return new HeardAudio(samples.subarray(Math.max(0, length - wanted)));
  }

  /** When what is kept begins, or what there is of the last `lastMs`. */
  startOf(lastMs: number): number {
    return Math.max(this.#pieces[0]?.fromAt ?? this.#endAt, this.#endAt - lastMs);
  }

  clear(): void {
    this.#pieces.length = 0;
  }
}
