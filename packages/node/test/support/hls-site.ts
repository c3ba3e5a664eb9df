import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import { extname, join } from 'node:path';
import { promisify } from 'node:util';
import { ffmpeg } from '../sound/support/ffmpeg.ts';
import { makeFolder } from './folder.ts';

const run = promisify(execFile);

const TYPES: Readonly<Record<string, string>> = {
  '.m3u8': 'application/vnd.apple.mpegurl',
  '.ts': 'video/mp2t',
  '.m4s': 'video/iso.segment',
  '.mp4': 'video/mp4',
  '.aac': 'audio/aac',
};

/** What an address answers. */
export interface Page {
  readonly type?: string;
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: Buffer | string;
}

/** One request. */
export interface Asked {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
}

/** A web site on loopback with a stream in parts, which may change while it is played. */
export interface HlsSite extends AsyncDisposable {
  readonly url: string;
  /** Requests so far. */
  readonly asked: Asked[];
  /** By path; may be changed at any time. A function makes an answer anew for each request. */
  readonly pages: Map<string, Page | (() => Page)>;
  /** Text of the list that ffmpeg made. */
  readonly list: string;
}

/** Cuts sound into parts, by ffmpeg, and starts a {@link HlsSite} with them, the list being `/list.m3u8`. */
export async function startHlsSite(wav: Buffer, ...options: readonly string[]): Promise<HlsSite> {
  if (ffmpeg === undefined) throw new Error('There is no ffmpeg.');
  await using folder = await makeFolder({ 'sound.wav': wav, 'key.bin': Buffer.alloc(16, 7), 'key.txt': KEY });
  const made = ['-c:a', 'aac', '-b:a', '128k', '-hls_time', '2', '-hls_playlist_type', 'vod', ...options, 'list.m3u8'];
  await run(ffmpeg, ['-nostdin', '-loglevel', 'error', '-i', 'sound.wav', ...made], { cwd: folder.path });
  const names = await readdir(folder.path);
  const files = await Promise.all(
    names.map(async (name): Promise<[string, Page]> => {
      const type = TYPES[extname(name)] ?? 'application/octet-stream';
      return [`/${name}`, { type, body: await readFile(join(folder.path, name)) }];
    }),
  );
  return serve(new Map(files));
}

/** For `-hls_key_info_file`: the address of the key, and its file. */
const KEY = 'key.bin\nkey.bin\n';

/** Starts a {@link HlsSite} with pages of one's own. */
export async function serve(given: Iterable<readonly [string, Page | (() => Page)]>): Promise<HlsSite> {
  const pages = new Map(given);
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    const path = request.url ?? '/';
    asked.push({ path, headers: request.headers });
    const page = pages.get(path);
    answer(request, response, typeof page === 'function' ? page() : page);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The site has no port.');
  return {
    url: `http://127.0.0.1:${address.port}`,
    asked,
    pages,
    get list() {
      const page = pages.get('/list.m3u8');
      return page === undefined || typeof page === 'function' ? '' : page.body.toString();
    },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function answer(request: IncomingMessage, response: ServerResponse, page: Page | undefined): void {
  if (page === undefined) {
    response.writeHead(404).end('nope');
    return;
  }
  const { type = 'text/plain', status = 200, headers = {} } = page;
  const body = Buffer.from(page.body);
  const [, start, end] = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '') ?? [];
  if (status !== 200 || start === undefined) {
    response.writeHead(status, { 'content-type': type, 'content-length': body.length, ...headers }).end(body);
    return;
  }
  const part = body.subarray(Number(start), end === '' ? body.length : Number(end) + 1);
  const range = `bytes ${start}-${Number(start) + part.length - 1}/${body.length}`;
  const told = { 'content-type': type, 'content-length': part.length, 'content-range': range };
  response.writeHead(206, { ...told, ...headers }).end(part);
}
