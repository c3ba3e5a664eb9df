import type { Session } from '../../session/session.ts';
import type { NodeContext } from '../context.ts';
import { HttpError } from '../http-error.ts';
import { boolean, fields, long, optional } from '../json-reader.ts';
import { json, type Reply } from '../reply.ts';
import type { Call } from '../router.ts';

/** The session a path names. @throws HttpError 404 when it is unknown or its client is away. */
export function sessionOf({ sessions }: NodeContext, call: Call): Session {
  const session = sessions.find(call.param('session'));
  if (session === undefined) throw new HttpError(404, 'Session not found');
  return session;
}

/** `PATCH /v4/sessions/{id}`; an empty object only reads. */
export async function updateSession(node: NodeContext, call: Call): Promise<Reply> {
  const body = fields(await call.body());
  const resuming = optional(body, 'resuming', boolean);
  const timeout = optional(body, 'timeout', long);
  const session = sessionOf(node, call);
  session.update({ ...(resuming === undefined ? {} : { resuming }), ...(timeout === undefined ? {} : { timeout }) });
  return json(session.state);
}
