import type { QueueTrack } from '../track/queue-track.ts';
import { RepriseError } from './reprise-error.ts';

/** The tracks do not all fit into the queue, so none was put. With `atomic: false` it takes as many as fit. */
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

/** Nothing that a node can play was found for a track. `cause` says what went wrong, when something did. */
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
