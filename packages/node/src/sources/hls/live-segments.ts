import type { Clock } from '@reprise/clock';
import { SourceError } from '../../errors.ts';
import { withDeadline } from '../deadline.ts';
import { pause } from '../pause.ts';
import type { MediaPlaylist, Segment } from './media-playlist.ts';
import { isFinal } from './segment-fetcher.ts';

/** Segments before the end at which a live stream is joined: RFC 8216, section 6.3.3. */
const JOINED_FROM_END = 3;
/** A list is short; who gives it more slowly than this would keep the standstill from being seen. */
const LONGEST_LOAD_MS = 15_000;
/** A stream that gets no new segment for so long is over, whatever it says. */
const LONGEST_STANDSTILL_MS = 30_000;
/** A target of a second is the shortest there is, and after half of it a playlist without news is asked for again: RFC 8216, section 6.3.4. */
const SHORTEST_PAUSE_MS = 500;

/** Where the playlist of a live stream comes from. */
export interface LivePlaylist {
  load(signal: AbortSignal): Promise<MediaPlaylist>;
}

/**
 * The segments of a live stream from now on, as they come. Who takes them too late goes on with those that are there then.
 *
 * @throws {@link SourceError} when it stands still.
 */
export async function* liveSegments(
  live: LivePlaylist,
  clock: Clock,
  signal: AbortSignal,
): AsyncGenerator<Segment, void, undefined> {
  let next: number | undefined;
  let grownAt = clock.now();
  let targetMs = 0;
  for (;;) {
    const loadedAt = clock.now();
    const playlist = await loadOr(live, next === undefined, signal);
    targetMs = playlist?.targetMs ?? targetMs;
    const fresh = playlist === undefined ? [] : newIn(playlist.segments, next);
    for (const segment of fresh) {
      // While this was not asked to go on, they may have gone out of the list.
      if (clock.now() - loadedAt > keptMs(playlist)) break;
      yield segment;
      next = segment.number + 1;
      grownAt = clock.now();
    }
    if (playlist?.isEnded) return;
    if (clock.now() - grownAt > Math.max(LONGEST_STANDSTILL_MS, 3 * targetMs)) {
      throw new SourceError('The stream has stopped.', 'suspicious');
    }
    const untilNextMs = (fresh.length > 0 ? targetMs : targetMs / 2) - (clock.now() - loadedAt);
    await pause(Math.max(SHORTEST_PAUSE_MS, untilNextMs), clock, signal);
  }
}

/** Without the list there is nothing to play; of one that comes late a new one is asked for. */
async function loadOr(live: LivePlaylist, isFirst: boolean, signal: AbortSignal): Promise<MediaPlaylist | undefined> {
  try {
    return await withDeadline(LONGEST_LOAD_MS, signal, (limited) => live.load(limited));
  } catch (error) {
    signal.throwIfAborted();
    if (isFirst || isFinal(error)) throw error;
    return undefined;
  }
}

/** @param next - Number of the one to go on with. */
function newIn(segments: readonly Segment[], next: number | undefined): readonly Segment[] {
  const [first, last] = [segments[0], segments.at(-1)];
  if (first === undefined || last === undefined) return [];
  // A stream that began anew counts from the beginning again; a server that lags behind only lacks the last ones.
  const isJoined = next !== undefined && first.number <= next && last.number + segments.length >= next - 1;
  return isJoined ? segments.filter(({ number }) => number >= next) : segments.slice(-JOINED_FROM_END);
}

function keptMs(playlist: MediaPlaylist | undefined): number {
  const listed = playlist?.segments.reduce((sum, { durationMs }) => sum + durationMs, 0) ?? 0;
  return Math.max(listed, playlist?.targetMs ?? 0);
}
