import type { Queue, QueueTrack } from 'reprise';
import { MOST_WAITING } from '../settings/guild-settings.ts';
import type { NumberOption } from './command-spec.ts';
import { Refusal } from './refusal.ts';

/** A place in the queue, as people count. More than may wait: songs that repeat come back to a full queue. */
export const PLACE: Omit<NumberOption, 'name'> = { kind: 'number', min: 1, max: 2 * MOST_WAITING };

/** The track at a place, from 1, which stays. @throws {@link Refusal} when there is none: it has played, or was removed. */
export function trackAt(queue: Queue, place: number): QueueTrack {
  const track = queue.peek(place - 1);
  if (track !== undefined) return track;
  throw new Refusal(({ queue: texts }) =>
    queue.isEmpty ? texts.nothingWaits : texts.noSuchPlace(place, queue.length),
  );
}
