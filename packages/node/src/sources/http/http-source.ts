import { Readable } from 'node:stream';
import type { JsonObject, LoadResult, TrackInfo } from '@reprise/protocol';
import type { SoundInput } from '../../sound/sound-input.ts';
import { withDeadline } from '../deadline.ts';
import { type AudioFile, PLAYLIST_FILE, probeStream } from '../media/audio-file.ts';
import type { Source } from '../source.ts';
import { makeTrack, readProbe } from '../track.ts';
import { type PinnedAddress, resolvePublic } from './address-policy.ts';
import { type GuardedAnswer, guardedFetch } from './guarded-fetch.ts';
import { webMedia } from './web-media.ts';

const ADDRESS = /^https?:\/\//i;
/** Tags and lengths are at the beginning of a file; more than this is not read. */
const MAX_PROBED_BYTES = 16 * 1024 * 1024;
const LOAD_TIMEOUT_MS = 15_000;
const PLAYLIST_START = '#EXTM3U';

/** Audio files and streams by their http or https address. */
export class HttpSource implements Source {
  readonly name = 'http';
  readonly #allowPrivate: boolean;

  constructor(allowPrivate: boolean) {
    this.#allowPrivate = allowPrivate;
  }

  async load(identifier: string, signal: AbortSignal): Promise<LoadResult | undefined> {
    if (!ADDRESS.test(identifier)) return undefined;
    return withDeadline(LOAD_TIMEOUT_MS, signal, (limited) => this.#load(identifier, limited));
  }

  open(info: TrackInfo, signal: AbortSignal): Promise<void> {
    return withDeadline(LOAD_TIMEOUT_MS, signal, async (limited) => {
      await using answer = await this.#fetch(info.identifier, limited, { range: 'bytes=0-0' });
      requireSuccess(answer);
    });
  }

  audio(info: TrackInfo, signal: AbortSignal): Promise<SoundInput> {
    return webMedia(checked(info.identifier), { allowPrivate: this.#allowPrivate }, signal);
  }

  pluginInfo(_info: TrackInfo, sourceDetails: Uint8Array): JsonObject {
    const probe = readProbe(sourceDetails);
    return probe === undefined ? {} : { probeInfo: probe };
  }

  async #load(identifier: string, signal: AbortSignal): Promise<LoadResult> {
    await using answer = await this.#fetch(identifier, signal);
    if (answer.status === 404) return { loadType: 'empty', data: null };
    requireSuccess(answer);
    const audio = await probe(answer);
    const track = makeTrack({
      identifier: answer.url,
      title: audio.title,
      author: audio.author,
      isrc: audio.isrc,
      lengthMs: audio.lengthMs,
      uri: answer.url,
      sourceName: this.name,
      probe: audio.probe,
      pluginInfo: { probeInfo: audio.probe },
    });
    return { loadType: 'track', data: track };
  }

  #fetch(address: string, signal: AbortSignal, headers: Readonly<Record<string, string>> = {}): Promise<GuardedAnswer> {
    const resolve = (hostname: string): Promise<readonly PinnedAddress[]> =>
      resolvePublic(hostname, this.#allowPrivate);
    return guardedFetch(checked(address), { resolve, signal, headers });
  }
}

/** The real server refuses what is not escaped, and so differs from a browser; an address has no other spelling here. */
function checked(address: string): string {
  if (!/[^\x21-\x7e]/.test(address)) return address;
  throw new Error('The address holds characters that must be escaped.');
}

function requireSuccess({ status }: GuardedAnswer): void {
  if (status < 200 || status >= 300) throw new Error(`Not success status code: ${status}`);
}

async function probe({ body, contentType, size, url }: GuardedAnswer): Promise<AudioFile> {
  const parts = limit(body);
  const first = await parts.next();
  if (first.done === true) throw new Error('The file is empty.');
  if (first.value.subarray(0, PLAYLIST_START.length).toString('latin1') === PLAYLIST_START) return PLAYLIST_FILE;
  return probeStream(Readable.from(prepend(first.value, parts), { objectMode: false }), {
    mimeType: contentType,
    size,
    url,
  });
}

async function* limit(body: Readable): AsyncGenerator<Buffer> {
  let left = MAX_PROBED_BYTES;
  for await (const chunk of body) {
    const part = Buffer.isBuffer(chunk) ? chunk : Buffer.from(chunk);
    if (part.length === 0) continue;
    yield part.subarray(0, left);
    left -= part.length;
    if (left <= 0) return;
  }
}

async function* prepend(first: Buffer, rest: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  yield first;
  yield* rest;
}
