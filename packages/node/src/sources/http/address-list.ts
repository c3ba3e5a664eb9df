import { SourceError } from '../../errors.ts';
import { isHls, MOST_PLAYLIST_BYTES } from '../hls/hls-stream.ts';
import type { GuardedAnswer } from './guarded-fetch.ts';
import { readAll } from './web-reader.ts';

/** What an answer turned out to be a list of. */
export type AddressList =
  /** It is no list; its beginning was read. */
  | { readonly kind: 'none'; readonly body: AsyncIterable<Buffer> }
  /** Parts of a stream. */
  | { readonly kind: 'hls'; readonly text: string }
  /** Addresses, as radio stations hand them out. */
  | { readonly kind: 'addresses'; readonly first: string };

/** What the lists begin with that say so: those of HLS and Winamp, and those of SHOUTcast. */
const LIST_START = /^(?:\xef\xbb\xbf)?\s*(?:#EXTM3U|\[playlist\])/i;
const LONGEST_START = 64;
/** Lists without a beginning that could be told; they hold nothing but addresses. */
const PLAIN_LIST = /^audio\/(?:x-)?(?:mpegurl|scpls)/i;

/**
 * Reads an answer if it is a list, told by what it begins with.
 *
 * @throws {@link SourceError} for a list that leads nowhere, or is too long.
 */
export async function readList({ body, contentType, url }: GuardedAnswer): Promise<AddressList> {
  const chunks = buffersOf(body);
  let head: Buffer = Buffer.alloc(0);
  while (head.length < LONGEST_START) {
    const { done, value } = await chunks.next();
    if (done) break;
    head = Buffer.concat([head, value]);
  }
  const whole = joined(head, chunks);
  const start = head.toString('latin1', 0, LONGEST_START);
  if (!LIST_START.test(start) && !PLAIN_LIST.test(contentType ?? '')) return { kind: 'none', body: whole };
  const text = (await readAll(whole, MOST_PLAYLIST_BYTES)).toString('utf8');
  if (isHls(text)) return { kind: 'hls', text };
  const first = firstAddress(text, url);
  if (first === undefined) throw new SourceError('The list leads to nothing that can be played.', 'common');
  return { kind: 'addresses', first };
}

/** The first address of `File1=http://…`, or of lines that are one each. */
function firstAddress(text: string, base: string): string | undefined {
  for (const raw of text.split('\n')) {
    const line = raw.trim();
    const [told] =
      /(?<=^File\d{1,4}=).+/i.exec(line) ?? /^(?:https?|icy):\/\/.+/i.exec(line) ?? /^[^#[=\s]+$/.exec(line) ?? [];
    const url = told === undefined ? null : URL.parse(told.replace(/^icy:/i, 'http:'), base);
    if (url !== null && /^https?:$/.test(url.protocol)) return url.href;
  }
  return undefined;
}

async function* buffersOf(body: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer, void, undefined> {
  for await (const chunk of body) {
    if (chunk.length > 0) yield Buffer.isBuffer(chunk) ? chunk : Buffer.from(chunk);
  }
}

async function* joined(head: Buffer, rest: AsyncIterable<Buffer>): AsyncGenerator<Buffer, void, undefined> {
  if (head.length > 0) yield head;
  yield* rest;
}
