import { knownOptions, oneOf, wholeNumber } from '@reprise/options';
import type { Playable } from '../track/playable.ts';
import type { QueueTrack } from '../track/queue-track.ts';

/**
 * What becomes of recommendations. The user's own queue plays in all three, and always first.
 *
 * - `enabled`: they play when the queue is empty
 * - `partial`: they are fetched and can be shown, but do not play by themselves
 * - `disabled`: nothing is fetched
 */
export type AutoPlayMode = 'enabled' | 'partial' | 'disabled';

/** Options of {@link AutoPlay}. */
export interface AutoPlayOptions {
  /** Can be changed later: {@link AutoPlay.mode}. @defaultValue 'disabled' */
  readonly mode?: AutoPlayMode;
  /** Recommendations that shall wait at least; with fewer, more are fetched. A whole number, 1 to 50. @defaultValue 3 */
  readonly minUpcoming?: number;
}

/** What a {@link Recommend} is told beside the seeds. */
export interface RecommendContext {
  readonly guildId: string;
  /** How many tracks are missing. More are welcome: they wait for their turn. */
  readonly wanted: number;
  /** What waits already. */
  readonly upcoming: readonly Playable[];
  /** Nobody waits for the answer any more, or it took too long. */
  readonly signal: AbortSignal;
}

/**
 * The bot's own recommendations.
 *
 * @param seeds - What was played in this guild, newest first; at most 15, no live streams.
 * @returns The tracks, best first; of them, those that were among the last 50 are left out. `undefined` leaves it to the
 *   built-in way. A failure goes on to the built-in way too.
 * @example
 * ```ts
 * import { Playlist, Pool, type Recommend } from 'reprise';
 *
 * const recommend: Recommend = async ([newest], { signal }) => {
 *   if (newest === undefined) return undefined;
 *   const found = await Pool.fetchTracks(`${newest.author} radio`, { signal });
 *   return found instanceof Playlist ? found.tracks : found;
 * };
 * ```
 */
export type Recommend = (
  seeds: readonly QueueTrack[],
  context: RecommendContext,
) => Promise<readonly Playable[] | undefined>;

/** {@link AutoPlayOptions} that were checked, with their defaults. */
export interface AutoPlaySettings {
  readonly mode: AutoPlayMode;
  readonly minUpcoming: number;
}

const OWNER = 'AutoPlay';
const MODES = ['enabled', 'partial', 'disabled'] as const satisfies readonly AutoPlayMode[];

/** @throws TypeError or RangeError naming the option and the value. */
export function autoPlaySettings(options: AutoPlayOptions): AutoPlaySettings {
  knownOptions(OWNER, options, ['mode', 'minUpcoming']);
  const { mode = 'disabled', minUpcoming = 3 } = options;
  return {
    mode: checkedMode(mode),
    minUpcoming: wholeNumber(`${OWNER}: minUpcoming`, minUpcoming, { min: 1, max: 50 }),
  };
}

/** @throws RangeError naming the modes there are. */
export function checkedMode(mode: AutoPlayMode): AutoPlayMode {
  return oneOf(`${OWNER}: mode`, mode, MODES);
}
