import type { QueueTrack } from '../track/queue-track.ts';
import { RepriseError } from './reprise-error.ts';

/**
 * The tracks do not all fit into the queue, so none was put. With `atomic: false` it takes as many as fit.
 *
 * @example
 * ```ts
 * import { Pool, Queue, QueueFullError } from 'reprise';
 *
 * try {
 *   new Queue({ maxSize: 10 }).put(await Pool.fetchTracks('https://example.org/a-long-playlist'));
 * } catch (error) {
 *   if (!(error instanceof QueueFullError)) throw error;
 *   console.log(`Only ${error.maxSize - error.waiting} more tracks fit.`);
 * }
 * ```
 */
export class QueueFullError extends RepriseError {
  readonly code = 'QUEUE_FULL';
  /** Tracks the queue holds at most. */
  readonly maxSize: number;
  /** Tracks that wait in it. */
  readonly waiting: number;

  constructor(maxSize: number, waiting: number) {
    super(`The queue holds ${maxSize} tracks, ${waiting} wait in it, and these do not all fit: none was put.`);
    this.maxSize = maxSize;
    this.waiting = waiting;
  }
}

/**
 * Nothing that a node can play was found for a track. `cause` says what went wrong, when something did.
 *
 * @example
 * ```ts
 * import { Pool, TrackUnresolvedError, UnresolvedTrack } from 'reprise';
 *
 * try {
 *   await Pool.getPlayer('817327181659111454')?.play(new UnresolvedTrack({ title: 'Clair de lune' }));
 * } catch (error) {
 *   if (!(error instanceof TrackUnresolvedError)) throw error;
 *   console.log(`Nobody has ${error.track.title}.`, error.cause);
 * }
 * ```
 */
export class TrackUnresolvedError extends RepriseError {
  readonly code = 'TRACK_UNRESOLVED';
  readonly track: QueueTrack;

  constructor(track: QueueTrack, options?: ErrorOptions) {
    const { title, author } = track;
    super(
      `Nothing to play was found for ${JSON.stringify(shortened(author === '' ? title : `${author} - ${title}`))}.`,
      options,
    );
    this.track = track;
  }
}

function shortened(text: string): string {
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}
