import { Readable } from 'node:stream';
import { OggOpusWriter } from './ogg-opus-writer.ts';
import { BLOCK_BYTES } from './padding.ts';

/** How somebody listens. */
export interface ListenOptions {
  /** Whether pages are padded for browsers: 2.6 Mbit/s. @defaultValue false */
  readonly isPadded?: boolean;
}

/** Frames on a page: what is heard is at most 100 ms behind what leaves for the voice server. */
const PAGE_FRAMES = 5;
/** A listener who has not taken so much is cut: some 15 seconds, or 6 that are padded. */
const MOST_UNREAD_BYTES = 256 * 1024;
const MOST_UNREAD_PADDED_BYTES = 64 * BLOCK_BYTES;

/** What a player plays as a stream that goes on for as long as the player does: Ogg Opus. */
export class Listener extends Readable {
  readonly #writer: OggOpusWriter;
  #frames: Uint8Array[] = [];

  constructor({ isPadded = false }: ListenOptions = {}) {
    const highWaterMark = isPadded ? MOST_UNREAD_PADDED_BYTES : MOST_UNREAD_BYTES;
    super({ highWaterMark, read: () => undefined });
    this.#writer = new OggOpusWriter(isPadded);
    this.push(this.#writer.begin());
  }

  /** Takes the next frame. */
  hear(frame: Uint8Array): void {
    if (this.#frames.push(frame) < PAGE_FRAMES) return;
    this.push(this.#writer.page(this.#frames));
    this.#frames = [];
    if (this.readableLength > this.readableHighWaterMark) this.destroy();
  }

  /** There is nothing more to come. */
  finish(): void {
    this.push(this.#writer.page(this.#frames, 'last'));
    this.push(null);
  }
}
