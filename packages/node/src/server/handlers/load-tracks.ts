import { readPriority } from '../../sources/priority.ts';
import type { NodeContext } from '../context.ts';
import { badRequest } from '../http-error.ts';
import { json, type Reply } from '../reply.ts';
import type { Call } from '../router.ts';

/**
 * `GET /v4/loadtracks?identifier=`: 200 also when loading failed. The header `Reprise-Priority` says how urgent it is; the
 * real server takes no notice of it.
 */
export async function loadTracks({ sources }: NodeContext, { query, request, signal }: Call): Promise<Reply> {
  const identifier = query.get('identifier');
  if (identifier === null) throw badRequest("Required parameter 'identifier' is not present.");
  return json(await sources.load(identifier, signal, readPriority(request.headers['reprise-priority'])));
}
