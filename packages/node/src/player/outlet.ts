import type { FrameSink } from '../voice/voice-connector.ts';
import type { Beaten, FramePump } from './frame-pump.ts';

/** A frame of silence in Opus. After five of them a listener does not fill the gap with guesses. */
const SILENCE = Uint8Array.of(0xf8, 0xff, 0xfe);
const SILENCE_FRAMES = 5;

/**
 * Where the frames of one player leave: fifty a second while it plays, five of silence when it stops, and then none.
 */
export class Outlet implements Beaten {
  readonly #pump: FramePump;
  readonly #sinkOf: () => FrameSink | undefined;
  #next: (() => Uint8Array | undefined) | undefined;
  /** The one that was told that somebody speaks. */
  #speakingTo: FrameSink | undefined;
  #silenceLeft = 0;

  /** @param sinkOf - Where frames go now; undefined when they are only counted. */
  constructor(pump: FramePump, sinkOf: () => FrameSink | undefined) {
    this.#pump = pump;
    this.#sinkOf = sinkOf;
  }

  /** Sends what `next` gives, turn for turn; undefined is a turn without a frame. */
  play(next: () => Uint8Array | undefined): void {
    this.#next = next;
    this.#silenceLeft = 0;
    this.#pump.add(this);
  }

  /** Sends no more, but the silence that ends what was sent. */
  halt(): void {
    if (this.#next === undefined) return;
    this.#next = undefined;
    this.#silenceLeft = this.#speakingTo === undefined ? 0 : SILENCE_FRAMES;
    if (this.#silenceLeft === 0) this.#pump.delete(this);
  }

  /** Sends nothing any more, not even silence. */
  close(): void {
    this.#next = undefined;
    this.#speakingTo = undefined;
    this.#pump.delete(this);
  }

  /** For the pump. */
  beat(): void {
    const frame = this.#next?.();
    if (frame !== undefined) this.#send(frame);
    else if (this.#next === undefined) this.#fallSilent();
  }

  #send(frame: Uint8Array): void {
    const sink = this.#sinkOf();
    if (sink !== this.#speakingTo) sink?.setSpeaking(true);
    this.#speakingTo = sink;
    sink?.send(frame);
  }

  #fallSilent(): void {
    const sink = this.#sinkOf();
    if (this.#silenceLeft > 0 && sink !== undefined && sink === this.#speakingTo) {
      this.#silenceLeft -= 1;
      sink.send(SILENCE);
      return;
    }
    if (sink !== undefined && sink === this.#speakingTo) sink.setSpeaking(false);
    this.#speakingTo = undefined;
    this.#pump.delete(this);
  }
}
