import type { NodeContext } from '../context.ts';
import { HttpError } from '../http-error.ts';
import type { Reply } from '../reply.ts';
import type { Call } from '../router.ts';
import { flagOf, playerOf } from './players.ts';

const HEADERS = {
  'content-type': 'audio/ogg; codecs=opus',
  'cache-control': 'no-store',
  'accept-ranges': 'none',
  'x-content-type-options': 'nosniff',
};

/** `GET /v4/sessions/{id}/players/{guild}/stream?padded=`: what the player plays, from now on. Not of the real server. */
export function streamPlayer(node: NodeContext, call: Call): Reply {
  const { listen } = playerOf(node, call);
  if (listen === undefined) {
    throw new HttpError(404, "This node makes no sound: start it with 'stream', or with a voice that is heard.");
  }
  const isPadded = flagOf(call.query.get('padded'));
  return { status: 200, headers: HEADERS, body: () => listen({ isPadded }) };
}
