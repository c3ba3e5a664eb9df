import type { MediaReader } from '../media/media-reader.ts';
import type { SoundUnit } from '../media/sound-unit.ts';
import type { SoundSettings } from '../messages.ts';
import { SAMPLES_PER_MS } from '../samples.ts';
import { Renderer } from './renderer.ts';
import type { Turns, TurnTaker } from './turns.ts';

/** Frames that are made ahead of the one that is taken next: 600 ms. */
const FRAMES_AHEAD = 30;
/** Frames made in one turn. */
const FRAMES_A_TURN = 10;
/** Frames made in a turn that somebody waits for. */
const FRAMES_AT_ONCE = 3;
/** With so few frames ahead it is about to be late: what was taken is only told now and then. */
const FEW_FRAMES = 12;
/** Pieces of the track that are read ahead. */
const UNITS_AHEAD = 10;
/** Packets before the place of a seek that let a decoder find in: 80 ms. */
const LEAD_IN_SAMPLES = 3_840;

/** Told what a stream has made. */
export interface StreamListener {
  frames(run: number, version: number, first: number, frames: readonly Uint8Array[]): void;
  ended(run: number, version: number, count: number): void;
  failed(error: unknown): void;
}

/** Where a stream begins, and how it sounds. */
export interface StreamStart {
  readonly positionMs: number;
  readonly settings: SoundSettings;
  readonly version: number;
}

/** Makes the frames of one stream, some of them ahead. */
export class StreamMaker implements TurnTaker {
  readonly #reader: MediaReader;
  readonly #turns: Turns;
  readonly #listener: StreamListener;
  readonly #renderer: Renderer;
  #run = 0;
  #version: number;
  #taken = 0;
  #change: { readonly settings: SoundSettings; readonly from: number } | undefined;
  #units: AsyncIterator<readonly SoundUnit[]> | undefined;
  #reading = new AbortController();
  #isFetching = false;
  #hasAll = false;
  /** Why the track broke off, until what was there of it is made. */
  #error: { readonly cause: unknown } | undefined;
  #isDone = false;

  constructor(reader: MediaReader, start: StreamStart, turns: Turns, listener: StreamListener) {
    this.#reader = reader;
    this.#turns = turns;
    this.#listener = listener;
    this.#renderer = new Renderer(start.settings);
    this.#version = start.version;
    this.#begin(start.positionMs);
  }

  /** Whether what is made is about to be used up. */
  get isUrgent(): boolean {
    return this.#renderer.next < this.#taken + FEW_FRAMES;
  }

  /** All frames before number `next` of this run were taken. */
  taken(run: number, next: number): void {
    if (run !== this.#run) return;
    this.#taken = next;
    this.#turns.ask(this);
  }

  /** Goes on from another place. */
  seek(run: number, positionMs: number): void {
    this.#applyChange();
    this.#run = run;
    this.#begin(positionMs);
  }

  /** Sounds differently from frame number `from` on. Of several changes before the next turn the last one counts. */
  change(settings: SoundSettings, version: number, from: number): void {
    this.#change = { settings, from: Math.min(from, this.#change?.from ?? from) };
    this.#version = version;
    this.#turns.ask(this);
  }

  /** Ends it. */
  close(): void {
    this.#isDone = true;
    this.#turns.leave(this);
    this.#stopReading();
  }

  /** For {@link Turns}. */
  turn(): void {
    if (this.#isDone) return;
    try {
      this.#work();
    } catch (error) {
      this.#fail(error);
    }
  }

  #begin(positionMs: number): void {
    const place = Math.round(positionMs * SAMPLES_PER_MS);
    this.#stopReading();
    this.#reading = new AbortController();
    this.#renderer.start(place);
    this.#taken = 0;
    this.#hasAll = false;
    this.#error = undefined;
    this.#isFetching = false;
    const from = Math.max(0, place - LEAD_IN_SAMPLES);
    this.#units = this.#reader.units(from, this.#reading.signal)[Symbol.asyncIterator]();
    this.#turns.ask(this);
  }

  /** Ends what is read, without waiting for it. */
  #stopReading(): void {
    this.#reading.abort();
    // Aborting ends only a reader that waits. One whose last piece was taken stands there, with all it has open, until it is
    // told that nobody asks again. How it ends concerns nobody any more.
    this.#units?.return?.().catch(() => undefined);
    this.#units = undefined;
  }

  #work(): void {
    this.#applyChange();
    this.#renderer.forget(this.#taken);
    const first = this.#renderer.next;
    const frames: Uint8Array[] = [];
    const most = this.isUrgent ? FRAMES_AT_ONCE : FRAMES_A_TURN;
    let hasEnded = false;
    while (frames.length < most && this.#renderer.next < this.#taken + FRAMES_AHEAD) {
      const frame = this.#renderer.make();
      hasEnded = frame === 'ended';
      if (frame === undefined || frame === 'ended') break;
      frames.push(frame);
    }
    if (frames.length > 0) this.#listener.frames(this.#run, this.#version, first, frames);
    if (hasEnded) {
      if (this.#error !== undefined) {
        this.#fail(this.#error.cause);
        return;
      }
      this.#listener.ended(this.#run, this.#version, this.#renderer.next);
    }
    if (frames.length === most) this.#turns.ask(this);
    this.#fetch();
  }

  #applyChange(): void {
    const change = this.#change;
    this.#change = undefined;
    if (change !== undefined) this.#renderer.change(change.settings, change.from);
  }

  #fetch(): void {
    if (this.#isFetching || this.#hasAll || this.#units === undefined) return;
    if (this.#renderer.ahead >= UNITS_AHEAD) return;
    this.#isFetching = true;
    const { signal } = this.#reading;
    this.#units.next().then(
      (result) => {
        if (signal.aborted) return;
        this.#isFetching = false;
        if (result.done) this.#end();
        else this.#renderer.push(result.value);
        this.#turns.ask(this);
      },
      (error: unknown) => {
        if (signal.aborted) return;
        this.#error = { cause: error };
        this.#end();
        this.#turns.ask(this);
      },
    );
  }

  #end(): void {
    this.#hasAll = true;
    this.#renderer.end();
  }

  #fail(error: unknown): void {
    this.close();
    this.#listener.failed(error);
  }
}
