import { SourceError } from '../../errors.ts';
import type { PinnedAddress } from './address-policy.ts';
import { type GuardedAnswer, guardedFetch } from './guarded-fetch.ts';

/** How a {@link WebReader} reads. */
export interface WebReaderOptions {
  /** Finds and judges the addresses of a host; rejects for one that may not be reached. */
  readonly resolve: (hostname: string) => Promise<readonly PinnedAddress[]>;
  /** Sent with each request. @defaultValue none */
  readonly headers?: Readonly<Record<string, string>>;
  /** Proxy that reads, and decides what may be read. @defaultValue none */
  readonly proxy?: string | undefined;
}

/** Something that was read to its end. */
export interface WebBytes {
  /** The address that answered in the end. */
  readonly url: string;
  readonly bytes: Buffer;
}

/** Request Timeout, Too Early, Too Many Requests. */
const PASSING: ReadonlySet<number> = new Set([408, 425, 429]);

/** An address answered with a status that is no success. */
export class StatusError extends SourceError {
  readonly status: number;

  constructor(status: number) {
    super(`The address answers with ${status}.`, 'suspicious');
    this.status = status;
  }

  override get isPassing(): boolean {
    return this.status >= 500 || PASSING.has(this.status);
  }
}

/** Reads addresses that somebody else chose; each is judged. */
export class WebReader {
  readonly #options: WebReaderOptions;

  constructor(options: WebReaderOptions) {
    this.#options = options;
  }

  /**
   * Asks for an address, or for a part of what is there.
   *
   * @param range - As in `Range`, such as `bytes=0-0`.
   * @throws {@link SourceError} for an address that may not be read; {@link StatusError} when it does not give it.
   */
  async fetch(address: string, signal: AbortSignal, range?: string): Promise<GuardedAnswer> {
    const { resolve, headers = {}, proxy } = this.#options;
    const answer = await guardedFetch(address, {
      resolve,
      signal,
      headers: range === undefined ? headers : { ...headers, range },
      ...(proxy !== undefined && { proxy }),
    });
    if (answer.status >= 200 && answer.status < 300) return answer;
    await answer[Symbol.asyncDispose]();
    throw new StatusError(answer.status);
  }

  /**
   * Reads an address to its end, or a part of what is there.
   *
   * @param most - Bytes that are taken.
   * @throws As {@link WebReader.fetch}, and {@link SourceError} for more than that.
   */
  async read(
    address: string,
    most: number,
    signal: AbortSignal,
    part?: { readonly start: number; readonly length: number },
  ): Promise<WebBytes> {
    const range = part === undefined ? undefined : `bytes=${part.start}-${part.start + part.length - 1}`;
    await using answer = await this.fetch(address, signal, range);
    const { url, body, status } = answer;
    if (part === undefined) return { url, bytes: await readAll(body, most) };
    const end = part.start + part.length;
    const bytes = status === 206 ? await readAll(body, most) : await readPart(body, part.start, end, most);
    if (bytes.length < part.length) throw new Error(`It ended before byte ${end}.`);
    return { url, bytes };
  }
}

/** @throws {@link SourceError} when there is more than `most`. */
export async function readAll(body: AsyncIterable<Uint8Array>, most: number): Promise<Buffer> {
  const bytes = await readSome(body, most + 1);
  if (bytes.length > most) throw new SourceError('There is more at the address than belongs there.', 'suspicious');
  return bytes;
}

/** Who does not know of parts gives everything from the beginning. */
async function readPart(body: AsyncIterable<Uint8Array>, start: number, end: number, most: number): Promise<Buffer> {
  if (end > most) throw new SourceError('The address gives no parts of what is there.', 'suspicious');
  return (await readSome(body, end)).subarray(start, end);
}

async function readSome(body: AsyncIterable<Uint8Array>, enough: number): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    chunks.push(chunk);
    size += chunk.length;
    if (size >= enough) break;
  }
  return Buffer.concat(chunks);
}
