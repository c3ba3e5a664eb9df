import type { NodeContext } from '../context.ts';
import { badRequest } from '../http-error.ts';
import { json, type Reply } from '../reply.ts';
import type { Call } from '../router.ts';

/** `GET /v4/loadtracks?identifier=`: 200 also when loading failed. */
export async function loadTracks({ sources }: NodeContext, { query, signal }: Call): Promise<Reply> {
  const identifier = query.get('identifier');
  if (identifier === null) throw badRequest("Required parameter 'identifier' is not present.");
  return json(await sources.load(identifier, signal));
}
