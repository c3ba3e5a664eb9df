import { createDecipheriv } from 'node:crypto';
import type { Clock } from '@reprise/clock';
import { SourceError } from '../../errors.ts';
import { withDeadline } from '../deadline.ts';
import { StatusError, type WebReader } from '../http/web-reader.ts';
import { pause } from '../pause.ts';
import type { Resource } from './media-playlist.ts';

/** Ten seconds of a film of 13 Mbit/s. For each player two of them are held, and a copy while one is decrypted. */
const MOST_BYTES = 16 * 1024 * 1024;
const KEY_BYTES = 16;
const TIMEOUT_MS = 20_000;
/** Pauses before a piece is asked for again. */
const RETRY_PAUSES_MS = [250, 1_000];

/** Fetches the pieces of a stream, one at a time. */
export class SegmentFetcher {
  readonly #reader: WebReader;
  readonly #clock: Clock;
  /** The last one: most streams have a single key, others use one after the other. */
  #key: { readonly url: string; readonly bytes: Buffer } | undefined;

  constructor(reader: WebReader, clock: Clock) {
    this.#reader = reader;
    this.#clock = clock;
  }

  /**
   * The bytes of a piece, as they were before they were encrypted.
   *
   * @throws {@link SourceError} for one that may not be read; other errors when it cannot be had, also when asked again.
   */
  async fetch(resource: Resource, signal: AbortSignal): Promise<Buffer> {
    for (const pauseMs of RETRY_PAUSES_MS) {
      try {
        return await this.#fetchOnce(resource, signal);
      } catch (error) {
        signal.throwIfAborted();
        if (isFinal(error)) throw error;
      }
      await pause(pauseMs, this.#clock, signal);
    }
    return this.#fetchOnce(resource, signal);
  }

  #fetchOnce({ url, range, key }: Resource, signal: AbortSignal): Promise<Buffer> {
    return withDeadline(TIMEOUT_MS, signal, async (limited) => {
      const { bytes } = await this.#reader.read(url, MOST_BYTES, limited, range);
      if (key === undefined) return bytes;
      const decipher = createDecipheriv('aes-128-cbc', await this.#keyAt(key.url, limited), key.iv);
      const [most, last] = [decipher.update(bytes), decipher.final()];
      return last.length === 0 ? most : Buffer.concat([most, last]);
    });
  }

  async #keyAt(url: string, signal: AbortSignal): Promise<Buffer> {
    if (this.#key?.url === url) return this.#key.bytes;
    const { bytes } = await this.#reader.read(url, KEY_BYTES, signal);
    this.#key = { url, bytes };
    return bytes;
  }
}

/** Whether asking again is of no use, nor asking for another piece: it may not be read. */
export function isFinal(error: unknown): boolean {
  return error instanceof SourceError && !(error instanceof StatusError);
}
