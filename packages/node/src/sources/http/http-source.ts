import { Readable } from 'node:stream';
import type { Clock } from '@reprise/clock';
import type { JsonObject, LoadResult, TrackInfo } from '@reprise/protocol';
import type { SoundInput } from '../../sound/sound-input.ts';
import { withDeadline } from '../deadline.ts';
import { HlsStream } from '../hls/hls-stream.ts';
import { type AudioFile, PLAYLIST_FILE, probeStream } from '../media/audio-file.ts';
import type { Source } from '../source.ts';
import { makeTrack, readProbe } from '../track.ts';
import { readList } from './address-list.ts';
import { type PinnedAddress, resolvePublic } from './address-policy.ts';
import { type GuardedAnswer, guardedFetch } from './guarded-fetch.ts';
import { patiently } from './patiently.ts';
import { webMedia } from './web-media.ts';
import { StatusError, WebReader } from './web-reader.ts';

const ADDRESS = /^https?:\/\//i;
/** Tags and lengths are at the beginning of a file; more than this is not read. */
const MAX_PROBED_BYTES = 16 * 1024 * 1024;
const LOAD_TIMEOUT_MS = 15_000;

/** Audio files, radio stations and streams by their http or https address. */
export class HttpSource implements Source {
  readonly name = 'http';
  readonly #resolve: (hostname: string) => Promise<readonly PinnedAddress[]>;
  readonly #clock: Clock;

  constructor(allowPrivate: boolean, clock: Clock) {
    this.#resolve = (hostname) => resolvePublic(hostname, allowPrivate);
    this.#clock = clock;
  }

  async load(identifier: string, signal: AbortSignal): Promise<LoadResult | undefined> {
    if (!ADDRESS.test(identifier)) return undefined;
    return withDeadline(LOAD_TIMEOUT_MS, signal, (limited) => this.#load(identifier, limited));
  }

  open(info: TrackInfo, signal: AbortSignal): Promise<void> {
    return withDeadline(LOAD_TIMEOUT_MS, signal, async (limited) => {
      const reader = new WebReader({ resolve: this.#resolve });
      const ask = () => reader.fetch(checked(info.identifier), limited, 'bytes=0-0');
      const answer = await patiently(ask, this.#clock, limited).catch(asNoSuccess);
      await answer[Symbol.asyncDispose]();
    });
  }

  audio(info: TrackInfo, signal: AbortSignal): Promise<SoundInput> {
    return webMedia(checked(info.identifier), { resolve: this.#resolve, clock: this.#clock }, signal);
  }

  pluginInfo(_info: TrackInfo, sourceDetails: Uint8Array): JsonObject {
    const probe = readProbe(sourceDetails);
    return probe === undefined ? {} : { probeInfo: probe };
  }

  async #load(identifier: string, signal: AbortSignal): Promise<LoadResult> {
    await using answer = await this.#fetch(identifier, signal);
    if (answer.status === 404) return { loadType: 'empty', data: null };
    requireSuccess(answer);
    const audio = await this.#describe(answer, signal);
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

  async #describe(answer: GuardedAnswer, signal: AbortSignal): Promise<AudioFile> {
    const list = await readList(answer);
    if (list.kind === 'none') return probe(answer, list.body);
    if (list.kind === 'addresses') return { ...PLAYLIST_FILE, title: await this.#stationAt(list.first, signal) };
    const reader = new WebReader({ resolve: this.#resolve });
    const { lengthMs } = await HlsStream.open(list.text, answer.url, reader, this.#clock, signal);
    return { ...PLAYLIST_FILE, lengthMs };
  }

  async #stationAt(address: string, signal: AbortSignal): Promise<string | undefined> {
    await using answer = await this.#fetch(address, signal, { range: 'bytes=0-0' });
    requireSuccess(answer);
    return answer.station?.name;
  }

  #fetch(address: string, signal: AbortSignal, headers: Readonly<Record<string, string>> = {}): Promise<GuardedAnswer> {
    return guardedFetch(checked(address), { resolve: this.#resolve, signal, headers });
  }
}

/** The real server refuses what is not escaped, and so differs from a browser; an address has no other spelling here. */
function checked(address: string): string {
  if (!/[^\x21-\x7e]/.test(address)) return address;
  throw new Error('The address holds characters that must be escaped.');
}

function requireSuccess({ status }: GuardedAnswer): void {
  if (status < 200 || status >= 300) throw noSuccess(status);
}

/** A status is told in the words of the real server, also when it was asked for patiently. */
function asNoSuccess(error: unknown): never {
  throw error instanceof StatusError ? noSuccess(error.status) : error;
}

function noSuccess(status: number): Error {
  return new Error(`Not success status code: ${status}`);
}

async function probe(
  { contentType, size, url, station }: GuardedAnswer,
  body: AsyncIterable<Buffer>,
): Promise<AudioFile> {
  const parts = limit(body);
  const first = await parts.next();
  if (first.done === true) throw new Error('The file is empty.');
  const stream = Readable.from(prepend(first.value, parts), { objectMode: false });
  // It reads ahead, so it may fail after what was read is enough; then nobody is left to be told.
  stream.on('error', () => undefined);
  try {
    const audio = await probeStream(stream, { mimeType: contentType, size, url });
    if (station === undefined || size !== undefined) return audio;
    return { ...audio, title: station.name ?? audio.title, lengthMs: undefined };
  } finally {
    stream.destroy();
  }
}

async function* limit(body: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let left = MAX_PROBED_BYTES;
  for await (const part of body) {
    yield part.subarray(0, left);
    left -= part.length;
    if (left <= 0) return;
  }
}

async function* prepend(first: Buffer, rest: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  yield first;
  yield* rest;
}
