import { SAMPLE_RATE } from '../../samples.ts';
import { FrameBuffer } from './frame-buffer.ts';
import { mostAlike } from './most-alike.ts';

/** Two pieces are blended over this long. */
const OVERLAP = 0.008 * SAMPLE_RATE;
/** The tempos between which pieces get shorter and are searched for less far. */
const SLOW = 0.5;
const FAST = 2;
const PIECE_MS = [90, 40] as const;
/** A tone whose period is longer than this is not met in step any more: 40 and 50 Hz. */
const SEARCH_MS = [25, 20] as const;

/**
 * Changes the tempo and leaves the pitch (WSOLA): the sound is cut into pieces that are laid nearer together or further apart,
 * each taken from where it continues best what was played last.
 */
export class Stretcher {
  /** Frames held back at most. */
  readonly latencyFrames: number;
  readonly #tempo: number;
  /** Frames of a piece without the overlap with the next. */
  readonly #piece: number;
  /** Frames a piece may be taken earlier or later than its place. */
  readonly #reach: number;
  readonly #input = new FrameBuffer();
  readonly #output = new FrameBuffer();
  /** What followed the last piece; none at the start. */
  readonly #tail = new Float32Array(2 * OVERLAP);
  #hasTail = false;
  /** Place of the next piece, in frames of the buffer. */
  #place = 0;
  #taken = 0;
  #given = 0;

  /** @param tempo - Frames that go in for each that comes out; above 0. */
  constructor(tempo: number) {
    this.#tempo = tempo;
    this.#piece = framesAt(tempo, PIECE_MS) - OVERLAP;
    this.#reach = Math.round(framesAt(tempo, SEARCH_MS) / 2);
    this.latencyFrames = this.#piece + OVERLAP + this.#reach;
  }

  process(samples: Float32Array): Float32Array {
    this.#taken += samples.length / 2;
    this.#input.append(samples);
    this.#forget();
    while (Math.round(this.#place) + this.latencyFrames <= this.#input.frames) {
      this.#lay(Math.round(this.#place), this.#piece);
      this.#place += this.#tempo * this.#piece;
      this.#forget();
    }
    return this.#output.take();
  }

  flush(): Float32Array {
    let missing = Math.round(this.#taken / this.#tempo) - this.#given;
    this.#input.appendSilence(this.#piece + 2 * this.#reach + OVERLAP - this.#input.frames);
    while (missing > 0) {
      const frames = Math.min(this.#piece, missing);
      // Sound from just before the end is better than silence in the middle of a piece.
      const last = this.#input.frames - frames - OVERLAP - this.#reach;
      this.#lay(Math.min(Math.round(this.#place), last), frames);
      this.#place += this.#tempo * frames;
      missing -= frames;
    }
    return this.#output.take();
  }

  /** Lays the piece that is best around a place after what there is, and keeps what follows it. */
  #lay(place: number, frames: number): void {
    const input = this.#input.samples;
    const first = Math.max(0, place - this.#reach);
    const start = this.#hasTail
      ? first + mostAlike(this.#tail, input.subarray(2 * first), place - first, place - first + this.#reach)
      : place;
    const piece = input.slice(2 * start, 2 * (start + frames));
    if (this.#hasTail) blend(this.#tail, piece);
    this.#output.append(piece);
    this.#given += frames;
    this.#tail.set(input.subarray(2 * (start + frames), 2 * (start + frames + OVERLAP)));
    this.#hasTail = true;
  }

  /** Lets go of what no piece can be taken from any more, not even the last. */
  #forget(): void {
    const before = Math.min(Math.floor(this.#place), this.#input.frames);
    const gone = before - this.#piece - OVERLAP - 2 * this.#reach;
    if (gone <= 0) return;
    this.#input.drop(gone);
    this.#place -= gone;
  }
}

/** Goes over from one sound to another within as many frames as both have. */
function blend(from: Float32Array, to: Float32Array): void {
  const frames = Math.min(OVERLAP, to.length / 2);
  for (let i = 0; i < frames; i++) {
    const share = i / frames;
    to[2 * i] = (from[2 * i] ?? 0) * (1 - share) + (to[2 * i] ?? 0) * share;
    to[2 * i + 1] = (from[2 * i + 1] ?? 0) * (1 - share) + (to[2 * i + 1] ?? 0) * share;
  }
}

function framesAt(tempo: number, [slow, fast]: readonly [number, number]): number {
  const share = (Math.max(SLOW, Math.min(FAST, tempo)) - SLOW) / (FAST - SLOW);
  return Math.round(((slow + (fast - slow) * share) * SAMPLE_RATE) / 1_000);
}
