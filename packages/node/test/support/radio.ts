import { createServer, type Server, type ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';

/** A radio station on loopback: what it plays never ends, and everybody hears it from now on. */
export interface Radio extends AsyncDisposable {
  readonly url: string;
  /** What listeners have asked for, by header. */
  readonly asked: readonly NodeJS.Dict<string | string[]>[];
  /** Cuts all who listen. */
  cut(): void;
}

/** How a {@link Radio} is heard. */
export interface RadioOptions {
  readonly type: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Bytes a millisecond. */
  readonly bytesAMs: number;
}

/** What a listener is given at once, so that it can begin. */
const BURST_MS = 1_000;

/** Starts a {@link Radio} that plays something over and over. */
export async function startRadio(music: Buffer, { type, headers = {}, bytesAMs }: RadioOptions): Promise<Radio> {
  const asked: NodeJS.Dict<string | string[]>[] = [];
  const beganAt = performance.now();
  const answer = async (response: ServerResponse): Promise<void> => {
    response.writeHead(200, { 'content-type': type, ...headers });
    let at = Math.round((performance.now() - beganAt) * bytesAMs);
    while (!response.destroyed) {
      const to = Math.round((performance.now() - beganAt + BURST_MS) * bytesAMs);
      const parts = Array.from({ length: Math.ceil((to - at) / music.length) + 1 }, () => music);
      const from = at % music.length;
      response.write(Buffer.concat(parts).subarray(from, from + to - at));
      at = to;
      await pause(20);
    }
  };
  const server: Server = createServer((request, response) => {
    asked.push(request.headers);
    void answer(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The station has no port.');
  return {
    url: `http://127.0.0.1:${address.port}`,
    asked,
    cut: () => server.closeAllConnections(),
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
