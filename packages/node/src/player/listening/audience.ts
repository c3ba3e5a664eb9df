import type { Readable } from 'node:stream';
import { Listener, type ListenOptions } from './listener.ts';

/** Those who listen to a player over HTTP. */
export class Audience {
  readonly #listeners = new Set<Listener>();
  #isClosed = false;

  get isEmpty(): boolean {
    return this.#listeners.size === 0;
  }

  /** Lets somebody listen, until the stream is destroyed. */
  join(options?: ListenOptions): Readable {
    const listener = new Listener(options);
    if (this.#isClosed) {
      listener.finish();
      return listener;
    }
    this.#listeners.add(listener);
    listener.once('close', () => this.#listeners.delete(listener));
    return listener;
  }

  /** Lets all hear a frame of 20 ms. */
  hear(frame: Uint8Array): void {
    for (const listener of this.#listeners) listener.hear(frame);
  }

  /** Ends all streams, and those of whoever comes later. */
  close(): void {
    this.#isClosed = true;
    for (const listener of this.#listeners) listener.finish();
    this.#listeners.clear();
  }
}
