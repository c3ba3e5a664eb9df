import { ApiError } from './api-error.ts';
import type { HttpSettings } from './http-options.ts';
import type { Route } from './routes.ts';

/** More at once are turned away: each is sent some megabits a second. */
const MOST_LISTENERS = 8;
const HEADERS = { 'Content-Type': 'audio/ogg; codecs=opus', 'Transfer-Encoding': 'chunked' };

/** What a player plays, where it can be listened to. */
export function listenRoutes({ listen }: HttpSettings): Route[] {
  if (listen === undefined) return [];
  let listeners = 0;
  return [
    {
      method: 'GET',
      path: '/api/players/:guildId/stream',
      handler: async (context) => {
        const { raw, method } = context.req;
        if (method === 'HEAD') return context.body(null, 200, HEADERS);
        if (listeners >= MOST_LISTENERS) {
          throw new ApiError(503, 'TOO_MANY_LISTENERS', `No more than ${MOST_LISTENERS} can listen at once.`);
        }
        listeners += 1;
        const leave = once(() => {
          listeners -= 1;
        });
        try {
          const stream = await listen(context.req.param('guildId') ?? '', raw.signal);
          if (stream === undefined) throw new ApiError(404, 'NOT_FOUND', 'There is nothing to hear.');
          return context.body(untilEnd(stream, leave), 200, HEADERS);
        } catch (error) {
          leave();
          throw error;
        }
      },
    },
  ];
}

/** The same stream, whose end is told however it comes. */
function untilEnd(stream: ReadableStream<Uint8Array>, onEnd: () => void): ReadableStream<Uint8Array> {
  const reader = stream.getReader();
  return new ReadableStream<Uint8Array>({
    pull: async (controller) => {
      // A node that dies ends what is heard; whoever listens asks anew.
      const { done, value } = await reader.read().catch(() => ({ done: true, value: undefined }));
      if (value !== undefined) controller.enqueue(value);
      if (!done) return;
      onEnd();
      controller.close();
    },
    cancel: async (reason) => {
      onEnd();
      await reader.cancel(reason);
    },
  });
}

function once(run: () => void): () => void {
  let isDone = false;
  return () => {
    if (isDone) return;
    isDone = true;
    run();
  };
}
