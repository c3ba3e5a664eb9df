import { SourceError } from '../../errors.ts';
import type { Resource, Segment } from './media-playlist.ts';
import { isFinal, type SegmentFetcher } from './segment-fetcher.ts';

/** Segments of a live stream that may be missing one after the other. */
const MOST_MISSING = 5;

/** How segments are made into one stream of bytes. */
export interface HlsBytesOptions {
  readonly fetcher: SegmentFetcher;
  /** Whether a segment that cannot be had is left out. */
  readonly isLive: boolean;
  readonly signal: AbortSignal;
}

/** The bytes of segments, one after the other; while one is used the next one is fetched. */
export function hlsBytes(
  segments: Iterable<Segment> | AsyncIterable<Segment>,
  options: HlsBytesOptions,
): AsyncGenerator<Uint8Array, void, undefined> {
  return ahead(pieces(segments, options));
}

/** @throws {@link SourceError} when there is no going on. */
async function* pieces(
  segments: Iterable<Segment> | AsyncIterable<Segment>,
  { fetcher, isLive, signal }: HlsBytesOptions,
): AsyncGenerator<Uint8Array, void, undefined> {
  let map: Resource | undefined;
  let missing = 0;
  try {
    for await (const segment of segments) {
      try {
        if (segment.map !== undefined && !isSame(segment.map, map)) yield await fetcher.fetch(segment.map, signal);
        map = segment.map;
        yield await fetcher.fetch(segment, signal);
        missing = 0;
      } catch (error) {
        missing += 1;
        if (!isLive || isFinal(error) || missing > MOST_MISSING || signal.aborted) throw error;
      }
    }
  } catch (error) {
    signal.throwIfAborted();
    if (isFinal(error)) throw error;
    // Asked for often enough: that it is tried again from here would be of no use.
    throw new SourceError('The stream broke off.', 'suspicious', { cause: error });
  }
}

function isSame(one: Resource, other: Resource | undefined): boolean {
  return one.url === other?.url && one.range?.start === other.range?.start;
}

async function* ahead<T>(items: AsyncGenerator<T, void, undefined>): AsyncGenerator<T, void, undefined> {
  let next = items.next();
  for (;;) {
    const { done, value } = await next;
    if (done) return;
    next = items.next();
    // Whoever does not come back for it is not told.
    next.catch(() => undefined);
    yield value;
  }
}
