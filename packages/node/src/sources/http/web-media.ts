import type { SoundInput } from '../../sound/sound-input.ts';
import { SourceError } from '../source.ts';
import { resolvePublic } from './address-policy.ts';
import { type GuardedAnswer, guardedFetch } from './guarded-fetch.ts';

/** How {@link webMedia} is fetched. */
export interface WebMediaOptions {
  /** Whether addresses of private networks may be read. */
  readonly allowPrivate: boolean;
  /** Sent with each request. @defaultValue none */
  readonly headers?: Readonly<Record<string, string>>;
  /** Proxy that reads it, and decides what may be read. @defaultValue none */
  readonly proxy?: string | undefined;
}

/** Lists of parts, as live streams have them: what they lead to is not read. */
const LIST_TYPE = /mpegurl|dash\+xml/i;

/**
 * The sound behind an address that somebody else chose. Each reading of it is judged like the first one.
 *
 * @throws {@link SourceError} for an address that may not be read, does not answer, or is a list of parts.
 */
export async function webMedia(address: string, options: WebMediaOptions, signal: AbortSignal): Promise<SoundInput> {
  await using answer = await fetchFrom(address, 0, options, signal, 'bytes=0-0');
  const { contentType: type, size } = answer;
  if (type !== undefined && LIST_TYPE.test(type)) {
    throw new SourceError('Streams in parts (HLS, DASH) cannot be played.', 'common');
  }
  return {
    kind: 'media',
    type,
    size,
    read: async (start, reading) => bytesOf(await fetchFrom(address, start, options, reading), start),
  };
}

async function fetchFrom(
  address: string,
  start: number,
  { allowPrivate, headers = {}, proxy }: WebMediaOptions,
  signal: AbortSignal,
  range = `bytes=${start}-`,
): Promise<GuardedAnswer> {
  const answer = await guardedFetch(address, {
    resolve: (hostname) => resolvePublic(hostname, allowPrivate),
    signal,
    headers: { ...headers, range },
    ...(proxy !== undefined && { proxy }),
  });
  if (answer.status >= 200 && answer.status < 300) return answer;
  await answer[Symbol.asyncDispose]();
  throw new SourceError(`The address answers with ${answer.status}.`, 'suspicious');
}

/** The bytes from `start` on, also from a server that gives everything whatever it is asked for. */
async function* bytesOf(answer: GuardedAnswer, start: number): AsyncGenerator<Uint8Array, void, undefined> {
  let toSkip = answer.status === 206 ? 0 : start;
  try {
    for await (const chunk of answer.body) {
      const bytes: Uint8Array = Buffer.isBuffer(chunk) ? chunk : Buffer.from(chunk);
      if (bytes.length > toSkip) yield bytes.subarray(toSkip);
      toSkip = Math.max(0, toSkip - bytes.length);
    }
  } finally {
    await answer[Symbol.asyncDispose]();
  }
}
