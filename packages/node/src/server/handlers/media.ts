import { type ByteRange, readRange } from '../byte-range.ts';
import type { NodeContext } from '../context.ts';
import { HttpError } from '../http-error.ts';
import type { Reply } from '../reply.ts';
import type { Call } from '../router.ts';

/** `GET /media/{source}/…`: a file of a source, whole or the part that a `Range` header asks for. */
export async function media({ sources }: NodeContext, call: Call): Promise<Reply> {
  const file = await sources.media(call.param('source'), call.param('path'));
  if (file === undefined) throw new HttpError(404, `No endpoint ${call.request.method} ${call.path}.`);
  const headers = {
    'accept-ranges': 'bytes',
    'content-type': file.type,
    // What a file is called decides its type; nobody shall guess a page out of it.
    'x-content-type-options': 'nosniff',
  };
  const range = readRange(call.request.headers.range, file.size);
  if (range === 'unsatisfiable') return { status: 416, headers: { 'content-range': `bytes */${file.size}` } };
  const { start, end }: ByteRange = range ?? { start: 0, end: file.size - 1 };
  const length = { 'content-length': String(end - start + 1) };
  const part = range === undefined ? {} : { 'content-range': `bytes ${start}-${end}/${file.size}` };
  return {
    status: range === undefined ? 200 : 206,
    headers: { ...headers, ...length, ...part },
    body: () => file.read(start, end),
  };
}
