import type { NodeContext } from '../context.ts';
import { badRequest } from '../http-error.ts';
import { list, text } from '../json-reader.ts';
import { json, type Reply } from '../reply.ts';
import type { Call } from '../router.ts';

/** `GET /v4/decodetrack?encodedTrack=`, or `track=` as old clients say. */
export function decodeOne({ sources }: NodeContext, { query }: Call): Reply {
  const encoded = query.get('encodedTrack') ?? query.get('track');
  if (encoded === null) throw badRequest('No track to decode provided');
  return json(sources.decode(encoded));
}

/** `POST /v4/decodetracks`: all of them, or none when one is bad. */
export async function decodeMany({ sources }: NodeContext, call: Call): Promise<Reply> {
  const encoded = list(await call.body()).map(text);
  if (encoded.length === 0) throw badRequest('No tracks to decode provided');
  return json(encoded.map((each) => sources.decode(each)));
}
