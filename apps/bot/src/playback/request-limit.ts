import { type Player, QueueFullError } from 'reprise';
import type { CachedSong } from '../songs/cached-song.ts';
import type { PlayRequest } from './play-request.ts';

/** Somebody asks for more than the guild allows. Nothing was added. */
export class RequestLimitError extends Error {
  override readonly name = 'RequestLimitError';
  readonly code = 'REQUEST_LIMIT';
  readonly problem: 'too-long' | 'too-many';

  constructor(problem: 'too-long' | 'too-many') {
    super(
      problem === 'too-long' ? 'The song is longer than songs may be.' : 'As many songs of this person wait as may.',
    );
    this.problem = problem;
  }
}

/** @throws {@link RequestLimitError} for a song that may not be added, and `QueueFullError` when there is no room for any. */
export function checkLimits(
  song: Pick<CachedSong, 'durationMs'>,
  { limits, requestedBy }: PlayRequest,
  player: Player | undefined,
): void {
  if (limits === undefined) return;
  const { maxSongMs, maxPerUser, maxQueue } = limits;
  if (maxSongMs > 0 && (song.durationMs ?? 0) > maxSongMs) throw new RequestLimitError('too-long');
  if (player === undefined) return;
  const { length } = player.queue;
  if (maxQueue !== undefined && length >= maxQueue) throw new QueueFullError(maxQueue, length);
  if (maxPerUser === 0) return;
  const theirs = player.queue.filter(({ userData }) => userData.requesterId === requestedBy).length;
  if (theirs >= maxPerUser) throw new RequestLimitError('too-many');
}
