import type { MediaPlace } from '../sound-input.ts';
import { ByteCursor } from './byte-cursor.ts';
import type { ByteSource } from './byte-source.ts';

/** The bytes of one track. Hands out cursors; what was read to tell the format is not read again. */
export class MediaBytes {
  readonly #source: ByteSource;
  /** Used while the format is told, and then by whoever asks first. */
  readonly first: ByteCursor;
  #isFirstTaken = false;

  constructor(source: ByteSource) {
    this.#source = source;
    this.first = new ByteCursor(source);
  }

  get size(): number | undefined {
    return this.#source.size;
  }

  get isLocal(): boolean {
    return this.#source.isLocal;
  }

  get places(): readonly MediaPlace[] {
    return this.#source.places;
  }

  /** A cursor that is closed when `signal` is aborted. */
  cursor(signal: AbortSignal): ByteCursor {
    const cursor = this.#isFirstTaken ? new ByteCursor(this.#source) : this.first;
    this.#isFirstTaken = true;
    const close = (): void => cursor.close();
    if (signal.aborted) close();
    signal.addEventListener('abort', close, { once: true });
    return cursor;
  }

  /** Another cursor, for a look elsewhere; whoever asked closes it. */
  aside(): ByteCursor {
    return new ByteCursor(this.#source);
  }

  close(): void {
    this.first.close();
    this.#source.close();
  }
}
