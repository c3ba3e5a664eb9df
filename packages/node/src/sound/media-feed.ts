import type { Clock } from '@reprise/clock';
import { SourceError } from '../errors.ts';
import type { MediaInput } from './sound-input.ts';

/** Bytes of media, as far as reading them goes. */
export type ReadableMedia = Pick<MediaInput, 'size' | 'read'>;

/** Bytes that are on their way to a thread and not used yet. */
const MOST_UNUSED_BYTES = 256 * 1024;
/** In parts of this size, so that none is too long on its own. */
const PART_BYTES = 64 * 1024;
/** Pauses before a reading that broke off is taken up again. */
const RETRY_PAUSES_MS = [250, 1_000, 3_000];
/** What is live is back when it has held so long: a station in trouble gives what it has in store, and breaks off again. */
const STEADY_MS = 10_000;

/** Told what a feed reads. */
export interface FeedListener {
  /** @param bytes - Belong to nobody else. */
  bytes(bytes: Uint8Array<ArrayBuffer>): void;
  ended(): void;
  failed(error: SourceError): void;
}

/** Reads media as fast as they are used, and takes the reading up again where it broke off. */
export class MediaFeed {
  readonly #media: ReadableMedia;
  readonly #clock: Clock;
  readonly #listener: FeedListener;
  readonly #closing = new AbortController();
  #at: number;
  #unused = 0;
  #triesFailed = 0;
  #wake: (() => void) | undefined;
  #endPause: (() => void) | undefined;

  constructor(media: ReadableMedia, start: number, clock: Clock, listener: FeedListener) {
    this.#media = media;
    this.#at = start;
    this.#clock = clock;
    this.#listener = listener;
    void this.#run();
  }

  /** So many bytes were used. */
  used(bytes: number): void {
    this.#unused -= bytes;
    if (this.#unused < MOST_UNUSED_BYTES) this.#wake?.();
  }

  close(): void {
    this.#closing.abort();
    this.#endPause?.();
    this.#wake?.();
  }

  get #isClosed(): boolean {
    return this.#closing.signal.aborted;
  }

  get #isComplete(): boolean {
    return this.#media.size !== undefined && this.#at >= this.#media.size;
  }

  async #run(): Promise<void> {
    while (!this.#isClosed) {
      const cause = await this.#readToEnd();
      if (this.#isClosed) return;
      if (cause === undefined) {
        this.#listener.ended();
        return;
      }
      const pauseMs = RETRY_PAUSES_MS[this.#triesFailed];
      // A source that has an account of its own knows whether it is of use to try again.
      if (isFinal(cause) || pauseMs === undefined) {
        this.#listener.failed(
          cause instanceof SourceError ? cause : new SourceError('The source broke off.', 'suspicious', { cause }),
        );
        return;
      }
      this.#triesFailed += 1;
      await this.#pause(pauseMs);
    }
  }

  /** Answers why it was not the end; undefined when it was. */
  async #readToEnd(): Promise<unknown> {
    const { size } = this.#media;
    try {
      if (!this.#isComplete) await this.#readOn();
      return size === undefined || this.#isComplete ? undefined : new Error(`It ended at byte ${this.#at} of ${size}.`);
    } catch (error) {
      return error ?? new Error('It broke off without a reason.');
    }
  }

  async #readOn(): Promise<void> {
    const { signal } = this.#closing;
    const media = await this.#media.read(this.#at, signal);
    const since = this.#clock.now();
    for await (const bytes of media) {
      if (signal.aborted) return;
      if (bytes.length > 0 && this.#isBack(since)) this.#triesFailed = 0;
      for (let from = 0; from < bytes.length; from += PART_BYTES) {
        await this.#room();
        if (signal.aborted) return;
        // A copy: the rest of what it lies in must not go to the other thread.
        const part = new Uint8Array(bytes.subarray(from, from + PART_BYTES));
        this.#at += part.length;
        this.#unused += part.length;
        this.#listener.bytes(part);
      }
    }
  }

  /** Whether bytes that come now, of a reading that began then, tell that it does not go on breaking off. */
  #isBack(since: number): boolean {
    return this.#media.size !== undefined || this.#clock.now() - since >= STEADY_MS;
  }

  async #room(): Promise<void> {
    while (this.#unused >= MOST_UNUSED_BYTES && !this.#isClosed) await this.#woken();
  }

  #pause(ms: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const cancel = this.#clock.after(ms, resolve);
    this.#endPause = () => {
      cancel();
      resolve();
    };
    return promise;
  }

  #woken(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#wake = resolve;
    return promise;
  }
}

function isFinal(cause: unknown): boolean {
  return cause instanceof SourceError && !cause.isPassing;
}
