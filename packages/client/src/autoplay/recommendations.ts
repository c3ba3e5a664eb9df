import { Playable } from '../track/playable.ts';
import { Playlist } from '../track/playlist.ts';
import type { QueueTrack } from '../track/queue-track.ts';
import { trackRecord } from '../track/track-record.ts';
import { untilAborted } from '../track/until-aborted.ts';
import type { AutoPlayHost } from './autoplay-host.ts';
import type { RecommendContext } from './autoplay-options.ts';
import { queriesFor } from './seed-queries.ts';
import type { SeedTrack } from './seed-track.ts';
import { drawnByRecency } from './seeds.ts';
import { titleKey } from './track-keys.ts';

/** Tracks that were recommended in one way, best first, or why that way failed. */
export type Recommendations =
  | { readonly tracks: Iterable<Playable>; readonly most: number; readonly isLastResort: boolean }
  | { readonly failure: unknown };

/** Of one answer: the next ones shall start from another seed. */
const MOST_OF_A_QUERY = 5;
const MOST_OF_THE_HOOK = 25;
/** Draws from the cache: enough to meet what is new in a cache that holds little else than what was just heard. */
const MOST_DRAWS = 64;

/**
 * Asks in one way after the other, as long as somebody wants more: the bot's own way, and if it has nothing to say, one
 * query after the other, and as the last resort the cache. Nothing more is asked once `signal` is aborted.
 *
 * @param seeds - Newest first.
 */
export async function* recommendations(
  host: AutoPlayHost,
  seeds: readonly QueueTrack[],
  context: RecommendContext,
): AsyncGenerator<Recommendations, void, undefined> {
  const { signal } = context;
  if (host.recommend !== undefined) {
    const chosen = await attempt(async () => ownCopies(await host.recommend?.(seeds, context)), signal);
    if ('failure' in chosen) yield chosen;
    else if (chosen.value !== undefined)
      return yield { tracks: chosen.value, most: MOST_OF_THE_HOOK, isLastResort: false };
  }
  for (const { query, seed } of queriesFor(drawnByRecency(seeds, () => host.random()))) {
    if (signal.aborted) break;
    const found = await attempt(() => host.load(query, { signal }), signal);
    if ('failure' in found) yield found;
    else yield { tracks: othersFirst(listOf(found.value), seed), most: MOST_OF_A_QUERY, isLastResort: false };
  }
  if (seeds.length > 0) yield { tracks: cached(host), most: 1, isLastResort: true };
}

function* cached(host: AutoPlayHost): Generator<Playable, void, undefined> {
  for (let draws = 0; draws < MOST_DRAWS; draws += 1) {
    const track = host.randomCachedTrack();
    if (track === undefined) return;
    yield track;
  }
}

type Attempt<T> = { readonly value: T } | { readonly failure: unknown };

async function attempt<T>(work: () => Promise<T>, signal: AbortSignal): Promise<Attempt<T>> {
  try {
    return { value: await untilAborted(work(), signal) };
  } catch (failure) {
    return { failure };
  }
}

/** The bot may hold on to its tracks, and hand them to several guilds. */
function ownCopies(tracks: readonly Playable[] | undefined): Playable[] | undefined {
  if (tracks === undefined) return undefined;
  if (!Array.isArray(tracks) || !tracks.every((track) => track instanceof Playable)) {
    throw new TypeError('recommend must answer a list of tracks, or undefined.');
  }
  return tracks.map((track) => new Playable(trackRecord(track.toJSON()), track.userData));
}

function listOf(found: readonly Playable[] | Playlist): readonly Playable[] {
  return found instanceof Playlist ? found.tracks : found;
}

/** A cover, a remix or a karaoke version of the song that was just heard is better than nothing, but not than another song. */
function othersFirst(tracks: readonly Playable[], seed: SeedTrack): readonly Playable[] {
  const heard = titleKey(seed);
  if (heard === undefined) return tracks;
  const isOther = (track: Playable): boolean => titleKey(track)?.includes(heard) !== true;
  return [...tracks.filter(isOther), ...tracks.filter((track) => !isOther(track))];
}
