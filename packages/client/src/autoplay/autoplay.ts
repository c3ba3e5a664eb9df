import { type FlightSignals, SingleFlight } from '@reprise/cache';
import { LoadTimeoutError } from '../errors/index.ts';
import type { Playable } from '../track/playable.ts';
import type { QueueTrack } from '../track/queue-track.ts';
import type { AutoPlayHost } from './autoplay-host.ts';
import { type AutoPlayMode, type AutoPlayOptions, autoPlaySettings, checkedMode } from './autoplay-options.ts';
import { recommendations } from './recommendations.ts';
import { RetryPause } from './retry-pause.ts';
import { seedsOf } from './seeds.ts';
import { TrackSet, trackKeys } from './track-keys.ts';

/** Tracks that must have played since before one plays again. */
const REPEAT_DISTANCE = 50;
/** Longest time for one refill, in milliseconds: somebody sits in silence and waits. */
const REFILL_TIMEOUT_MS = 20_000;
/** There is one thing to fetch. */
const FLIGHT = '';

/**
 * Goes on with music like that which was last played in this guild, when people have queued nothing more.
 *
 * Recommendations start from what was played last, the newest counting most. None of them was among the last 50 tracks,
 * and none is a live stream. Their `recommended` is true.
 *
 * @example
 * ```ts
 * import { Pool } from 'reprise';
 *
 * const player = await Pool.createPlayer({ guildId: '817327181659111454', voiceChannelId: '817327181659111455' });
 * player.autoplay.mode = 'enabled';
 * console.log('Next:', player.autoplay.upcoming.map(({ title }) => title));
 * ```
 */
export class AutoPlay {
  readonly #host: AutoPlayHost;
  readonly #minUpcoming: number;
  readonly #pause: RetryPause;
  #mode: AutoPlayMode;
  /** Most players never need it. */
  #flights: SingleFlight<void> | undefined;
  #upcoming: Playable[] = [];
  /** The last ones that were taken: one that never started is in no history, and must not come again either. */
  #taken: Playable[] = [];
  #fetching: AbortController | undefined;
  /** What a person chose last, when nothing new was found. */
  #dryFor: string | undefined;

  /** @throws TypeError or RangeError naming a wrong option. */
  constructor(host: AutoPlayHost, options: AutoPlayOptions = {}) {
    const { mode, minUpcoming } = autoPlaySettings(options);
    this.#host = host;
    this.#mode = mode;
    this.#minUpcoming = minUpcoming;
    this.#pause = new RetryPause(host.clock);
  }

  /** @throws RangeError when set to what is no mode. */
  get mode(): AutoPlayMode {
    return this.#mode;
  }

  set mode(mode: AutoPlayMode) {
    if (checkedMode(mode) === this.#mode) return;
    this.#mode = mode;
    this.#pause.reset();
    if (mode === 'disabled') this.clear();
    this.#host.modeChanged(mode);
  }

  /** What is recommended, next one first, as a copy. */
  get upcoming(): readonly Playable[] {
    return [...this.#stillNew()];
  }

  /**
   * Fetches recommendations when fewer than `minUpcoming` wait. Calls that come together share one fetch.
   *
   * Never rejects: failures are told to the host, and after one nothing is asked for a while.
   *
   * @param signal - Gives up this call, and the fetch when nobody else waits for it.
   */
  async refill(signal?: AbortSignal): Promise<void> {
    if (this.#mode === 'disabled' || this.#stillNew().length >= this.#minUpcoming) return;
    this.#flights ??= new SingleFlight();
    try {
      await this.#flights.board(FLIGHT, (signals) => this.#fetch(signals), signal).promise;
    } catch (error) {
      if (signal?.aborted !== true) throw error;
    }
  }

  /** Takes what is to play now that the queue is empty; nothing unless the mode is `enabled`. */
  take(): Playable | undefined {
    if (this.#mode !== 'enabled') return undefined;
    const next = this.#stillNew().shift();
    if (next !== undefined) this.#taken = [next, ...this.#taken].slice(0, REPEAT_DISTANCE);
    return next;
  }

  /** Forgets what was recommended and gives up what is being fetched. */
  clear(): void {
    this.#upcoming = [];
    this.#flights?.drop(FLIGHT);
    this.#fetching?.abort();
  }

  async #fetch({ abandoned, isCurrent }: FlightSignals): Promise<void> {
    const fetching = new AbortController();
    this.#fetching = fetching;
    const tooLate = (): void => fetching.abort(new LoadTimeoutError('recommendations', REFILL_TIMEOUT_MS));
    const cancel = this.#host.clock.after(REFILL_TIMEOUT_MS, tooLate);
    try {
      await this.#fill(AbortSignal.any([abandoned, fetching.signal]), isCurrent);
    } finally {
      cancel();
    }
  }

  async #fill(signal: AbortSignal, isCurrent: () => boolean): Promise<void> {
    const { guildId, recommend } = this.#host;
    const played = this.#played();
    const seeds = seedsOf(played);
    const chosen = keyOf(played.find(({ recommended }) => recommended !== true));
    const isNewChoice = this.#dryFor !== undefined && this.#dryFor !== chosen;
    if (!(this.#pause.isOver || isNewChoice) || (seeds.length === 0 && recommend === undefined)) return;

    const wanted = this.#minUpcoming - this.#upcoming.length;
    const context = { guildId, wanted, upcoming: this.upcoming, signal };
    const failures: unknown[] = [];
    let isFound = false;
    for await (const answer of recommendations(this.#host, seeds, context)) {
      if (!isCurrent()) return;
      if ('failure' in answer) failures.push(answer.failure);
      else if (!answer.isLastResort) isFound = this.#add(answer.tracks, answer.most) || isFound;
      else if (this.#upcoming.length === 0) this.#add(answer.tracks, answer.most);
      if (this.#upcoming.length >= this.#minUpcoming) break;
    }
    if (isCurrent()) this.#conclude(isFound, failures, chosen);
  }

  #conclude(isFound: boolean, failures: readonly unknown[], chosen: string): void {
    this.#dryFor = isFound || failures.length > 0 ? undefined : chosen;
    if (isFound) this.#pause.reset();
    else if (this.#pause.begin()) this.#host.nothingFound(failures);
  }

  /** True when at least one of the tracks is new. */
  #add(tracks: Iterable<Playable>, most: number): boolean {
    const known = this.#recent();
    for (const track of this.#upcoming) known.add(track);
    let added = 0;
    for (const track of tracks) {
      if (track.isStream || known.has(track)) continue;
      known.add(track);
      track.recommended = true;
      this.#upcoming.push(track);
      added += 1;
      if (added === most) break;
    }
    return added > 0;
  }

  /** What waits, without what somebody played since it was fetched. */
  #stillNew(): Playable[] {
    if (this.#upcoming.length === 0) return this.#upcoming;
    const recent = this.#recent();
    this.#upcoming = this.#upcoming.filter((track) => !recent.has(track));
    return this.#upcoming;
  }

  #recent(): TrackSet {
    return new TrackSet([...this.#played(), ...this.#taken]);
  }

  /** The last tracks, newest first. */
  #played(): QueueTrack[] {
    const current = this.#host.current();
    const history = this.#host.history().slice(0, REPEAT_DISTANCE);
    const [newest] = history;
    const isNoted = current === undefined || (newest !== undefined && keyOf(newest) === keyOf(current));
    return isNoted ? history : [current, ...history].slice(0, REPEAT_DISTANCE);
  }
}

function keyOf(track: QueueTrack | undefined): string {
  return track === undefined ? '' : trackKeys(track).join('\n');
}
