import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type Tone, toneWav } from './tone.ts';

/** What a {@link BreakingSite} does to whoever listens to it, by the path of the song. */
export type SiteFault =
  /** Holds the connection, and sends nothing more. */
  | 'stalls'
  /** The same, but the next time all is well. */
  | 'stalls-once'
  /** Cuts the connection, and is well when it is asked again. */
  | 'breaks-once'
  /** Cuts the connection, and then has no such song. */
  | 'breaks'
  | 'sound';

/** A site in the web, whose songs break in the middle of their second step. */
export interface BreakingSite extends AsyncDisposable {
  /** The address of a song. */
  song(fault: SiteFault): string;
  /** Places, in bytes, from which a song was asked for, but for its beginning. */
  readonly asked: ReadonlyMap<SiteFault, readonly number[]>;
}

const STEPS: readonly Tone[] = [
  { hz: 500, ms: 3_000 },
  { hz: 1_000, ms: 5_000 },
  { hz: 1_500, ms: 4_000 },
];
/** Where a song breaks, in milliseconds. */
export const BREAKS_AT_MS = 5_500;
/** Something has come by then: a reset takes what is under way. */
const BREAKS_AFTER_MS = 300;
const BYTES_PER_MS = 192;
const HEADER_BYTES = 44;
const BREAKS_AT = HEADER_BYTES + BREAKS_AT_MS * BYTES_PER_MS;

/** Starts a {@link BreakingSite} on loopback. */
export async function breakingSite(): Promise<BreakingSite> {
  const file = toneWav(STEPS);
  const asked = new Map<SiteFault, number[]>();
  const server = createServer((request, response) => {
    const fault = faultOf(request.url);
    const range = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '');
    if (fault === undefined) {
      response.writeHead(404).end();
      return;
    }
    // Without a range somebody looks for the title, with one byte whether it is there.
    if (range === null || range[2] !== '') {
      send(request, response, file, 0, range === null ? file.length : 1);
      return;
    }
    const start = Number(range[1]);
    if (start === 0) {
      // Only the beginning of it is taken, to see what it is.
      send(request, response, file, start, file.length);
      return;
    }
    const places = asked.get(fault) ?? [];
    asked.set(fault, [...places, start]);
    const isAgain = places.length > 0;
    if (fault === 'sound' || (isAgain && fault.endsWith('-once'))) send(request, response, file, start, file.length);
    else if (isAgain && fault === 'breaks') response.writeHead(404).end();
    else sendUntilItBreaks(response, file, start, fault);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    asked,
    song: (fault) => `http://127.0.0.1:${port}/${fault}.wav`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function faultOf(url: string | undefined): SiteFault | undefined {
  const name = /^\/([a-z-]+)\.wav$/.exec(url ?? '')?.[1];
  return (['stalls', 'stalls-once', 'breaks-once', 'breaks', 'sound'] as const).find((fault) => fault === name);
}

function head(response: ServerResponse, file: Buffer, start: number, end: number): void {
  response.writeHead(206, {
    'content-type': 'audio/wav',
    'accept-ranges': 'bytes',
    'content-length': end - start,
    'content-range': `bytes ${start}-${end - 1}/${file.length}`,
  });
}

function send(request: IncomingMessage, response: ServerResponse, file: Buffer, start: number, end: number): void {
  if (request.headers.range === undefined) {
    response.writeHead(200, { 'content-type': 'audio/wav', 'accept-ranges': 'bytes', 'content-length': file.length });
  } else {
    head(response, file, start, end);
  }
  response.end(file.subarray(start, end));
}

function sendUntilItBreaks(response: ServerResponse, file: Buffer, start: number, fault: SiteFault): void {
  head(response, file, start, file.length);
  response.write(file.subarray(start, Math.max(start, BREAKS_AT)));
  if (fault.startsWith('breaks')) setTimeout(() => response.socket?.resetAndDestroy(), BREAKS_AFTER_MS);
}
