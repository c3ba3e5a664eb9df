import type { Clock } from '@reprise/clock';
import type { MediaInput } from '../../sound/sound-input.ts';
import type { WebReader } from './web-reader.ts';

/** What ends sooner is no station that has lost a listener. */
const SHORTEST_STATION_MS = 30_000;

/**
 * The sound of a radio station. Whoever lags behind is cut off there, as after a pause, and has to ask again; what it gives
 * then is what it plays then.
 */
export function radioMedia(address: string, type: string | undefined, reader: WebReader, clock: Clock): MediaInput {
  return {
    kind: 'media',
    type,
    size: undefined,
    read: async (_start, signal) => fromNow(address, reader, clock, signal),
  };
}

async function* fromNow(
  address: string,
  reader: WebReader,
  clock: Clock,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array, void, undefined> {
  const beganAt = clock.now();
  await using answer = await reader.fetch(address, signal);
  for await (const chunk of answer.body) yield chunk;
  if (clock.now() - beganAt >= SHORTEST_STATION_MS) throw new Error('The station has closed the connection.');
}
