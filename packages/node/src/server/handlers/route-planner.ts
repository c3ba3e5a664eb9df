import { HttpError } from '../http-error.ts';
import { NO_CONTENT, type Reply } from '../reply.ts';

/** `GET /v4/routeplanner/status`: this node has no route planner. */
export function routePlannerStatus(): Reply {
  return NO_CONTENT;
}

/** `POST /v4/routeplanner/free/…`: the real server breaks without a route planner, in these words. */
export function routePlannerFree(): Reply {
  throw new HttpError(500, "Can't access disabled route planner");
}
