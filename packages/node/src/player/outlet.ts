import type { Readable } from 'node:stream';
import type { FrameSink } from '../voice/voice-connector.ts';
import type { Beaten, FramePump } from './frame-pump.ts';
import { Audience } from './listening/audience.ts';
import type { ListenOptions } from './listening/listener.ts';

/** A frame of silence in Opus. After five of them a listener does not fill the gap with guesses. */
const SILENCE = Uint8Array.of(0xf8, 0xff, 0xfe);
const SILENCE_FRAMES = 5;

/**
 * Where the frames of one player leave: fifty a second while it plays, five of silence when it stops, and then none. Those
 * who listen over HTTP hear the same ones, and silence whenever there are none.
 */
export class Outlet implements Beaten {
  readonly #pump: FramePump;
  readonly #sinkOf: () => FrameSink | undefined;
  readonly #audience = new Audience();
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
    this.#rest();
  }

  /** Lets somebody listen, from now on and until this is closed or the stream is destroyed. */
  listen(options?: ListenOptions): Readable {
    const stream = this.#audience.join(options);
    this.#pump.add(this);
    return stream;
  }

  /** Sends nothing any more, not even silence. */
  close(): void {
    this.#next = undefined;
    this.#speakingTo = undefined;
    this.#audience.close();
    this.#pump.delete(this);
  }

  /** For the pump. */
  beat(): void {
    const frame = this.#next?.();
    if (frame !== undefined) this.#send(frame);
    else if (this.#next === undefined) this.#fallSilent();
    this.#audience.hear(frame ?? SILENCE);
    this.#rest();
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
    this.#silenceLeft = 0;
  }

  /** Takes no turns that nobody needs. */
  #rest(): void {
    if (this.#next !== undefined || this.#speakingTo !== undefined || !this.#audience.isEmpty) return;
    this.#pump.delete(this);
  }
}
