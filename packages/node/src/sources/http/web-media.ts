import type { Clock } from '@reprise/clock';
import { SourceError } from '../../errors.ts';
import type { MediaInput } from '../../sound/sound-input.ts';
import { withDeadline } from '../deadline.ts';
import { HlsStream } from '../hls/hls-stream.ts';
import { readList } from './address-list.ts';
import type { GuardedAnswer } from './guarded-fetch.ts';
import { patiently } from './patiently.ts';
import { radioMedia } from './radio-media.ts';
import { WebReader, type WebReaderOptions } from './web-reader.ts';

/** How {@link webMedia} is fetched. */
export interface WebMediaOptions extends WebReaderOptions {
  /** Where time comes from, for what is live. */
  readonly clock: Clock;
}

/** What surely is no list of addresses. */
const SOUND_TYPE = /^(?:audio|video)\/(?!.*(?:mpegurl|scpls))/i;
const LIST_NAME = /\.(?:m3u8?|pls)$/i;
/** Lists that lead to lists. */
const MOST_LISTS = 3;
/** Who gives a byte now and then is never silent, and would be waited for without end. */
const LONGEST_SEARCH_MS = 15_000;

/**
 * The sound behind an address that somebody else chose: a file, a radio station, a stream in parts, or the first of a list of
 * these. Each reading of it is judged like the first one.
 *
 * @throws {@link SourceError} for an address that may not be read, does not answer, or leads to nothing that can be played; other
 * errors as the network gives them, and when it takes too long.
 */
export function webMedia(address: string, options: WebMediaOptions, signal: AbortSignal): Promise<MediaInput> {
  // What is found is read later, and for as long as it lasts.
  return withDeadline(LONGEST_SEARCH_MS, signal, (limited) => follow(address, options, limited));
}

async function follow(address: string, options: WebMediaOptions, signal: AbortSignal): Promise<MediaInput> {
  const reader = new WebReader(options);
  let at = address;
  for (let lists = 0; lists <= MOST_LISTS; lists += 1) {
    const found = await patiently(() => look(at, reader, options.clock, signal), options.clock, signal);
    if (typeof found !== 'string') return found;
    at = found;
  }
  throw new SourceError(`More than ${MOST_LISTS} lists that lead to each other.`, 'common');
}

/** Answers another address for a list that leads there. */
async function look(
  address: string,
  reader: WebReader,
  clock: Clock,
  signal: AbortSignal,
): Promise<MediaInput | string> {
  if (!LIST_NAME.test(new URL(address).pathname)) {
    await using answer = await reader.fetch(address, signal, 'bytes=0-0');
    if (SOUND_TYPE.test(answer.contentType ?? '')) return mediaOf(address, answer, reader, clock);
  }
  await using answer = await reader.fetch(address, signal);
  const list = await readList(answer);
  if (list.kind === 'none') return mediaOf(address, answer, reader, clock);
  if (list.kind === 'addresses') return list.first;
  return (await HlsStream.open(list.text, answer.url, reader, clock, signal)).input;
}

function mediaOf(
  address: string,
  { contentType: type, size, station }: GuardedAnswer,
  reader: WebReader,
  clock: Clock,
): MediaInput {
  if (/dash\+xml/i.test(type ?? '')) throw new SourceError('Streams by DASH cannot be played.', 'common');
  if (station !== undefined && size === undefined) return radioMedia(address, type, reader, clock);
  return {
    kind: 'media',
    type,
    size,
    read: async (start, signal) => bytesOf(await reader.fetch(address, signal, `bytes=${start}-`), start),
  };
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
