import type { Clock } from '@reprise/clock';
import { pause } from '../pause.ts';
import { StatusError } from './web-reader.ts';

/** Pauses before an address is asked again that answered that it cannot now. */
const RETRY_PAUSES_MS = [250, 1_000];

/**
 * Asks again when the answer was that it cannot be had now: a server that is busy may answer in a moment, and to whoever
 * waits for a song that is better than no song.
 *
 * @throws What `ask` throws when that is of no use, or was the last time.
 */
export async function patiently<T>(ask: () => Promise<T>, clock: Clock, signal: AbortSignal): Promise<T> {
  for (const ms of RETRY_PAUSES_MS) {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof StatusError && error.isPassing)) throw error;
    }
    await pause(ms, clock, signal);
  }
  return ask();
}
