import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { MediaBytes } from '../media/media-bytes.ts';

/**
 * Gives the bytes of one track to a program on this machine, any part of them when it asks: many files cannot be played
 * without their end, and none can be played from the middle without leaving something out.
 */
export class ByteServer {
  readonly #bytes: MediaBytes;
  readonly #size: number;
  readonly #onError: (error: unknown) => void;
  /** Others on this machine cannot guess it. */
  readonly #path = `/${randomUUID()}`;

  /** @param onError - Told when the bytes cannot be had any more. */
  constructor(bytes: MediaBytes, size: number, onError: (error: unknown) => void) {
    this.#bytes = bytes;
    this.#size = size;
    this.#onError = onError;
  }

  /** Listens until `signal` is aborted. Answers the address. */
  async listen(signal: AbortSignal): Promise<string> {
    const server = createServer((request, response) => {
      this.#answer(request, response, signal).catch((error: unknown) => {
        if (!signal.aborted && !response.destroyed) this.#onError(error);
        response.destroy();
      });
    });
    const close = (): void => {
      server.close();
      server.closeAllConnections();
    };
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    signal.addEventListener('abort', close, { once: true });
    if (signal.aborted) close();
    const address = server.address();
    return `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}${this.#path}`;
  }

  async #answer(request: IncomingMessage, response: ServerResponse, signal: AbortSignal): Promise<void> {
    const start = Number(/^bytes=(\d{1,15})-/.exec(request.headers.range ?? '')?.[1] ?? 0);
    if (request.url !== this.#path || start >= this.#size) {
      response.writeHead(request.url === this.#path ? 416 : 404).end();
      return;
    }
    response.writeHead(request.headers.range === undefined ? 200 : 206, {
      'accept-ranges': 'bytes',
      'content-length': this.#size - start,
      'content-range': `bytes ${start}-${this.#size - 1}/${this.#size}`,
    });
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    const cursor = this.#bytes.cursor(AbortSignal.any([signal, gone.signal]));
    cursor.seek(start);
    for (let bytes = await cursor.some(); bytes !== undefined; bytes = await cursor.some()) {
      if (!response.write(bytes)) await once(response, 'drain', { signal: gone.signal });
    }
    response.end();
  }
}
