import type { Exception, TrackEndReason } from '@reprise/protocol';
import type { AutoPlay } from '../autoplay/autoplay.ts';
import type { Playable } from '../track/playable.ts';
import type { QueueTrack } from '../track/queue-track.ts';
import { untilAborted } from '../track/until-aborted.ts';
import type { PlaybackFailure } from './failure-budget.ts';
import type { PlayerContext } from './player-context.ts';
import type { PlayerCore } from './player-core.ts';
import type { Playing } from './playing.ts';
import type { FlowHost } from './track-flow.ts';

/** Tracks of the queue that are made ready before they play. */
const PREPARED_TRACKS = 3;

/** The side of a player that its listeners hear of: what starts and ends, and where tracks come from. */
export class FlowSide implements FlowHost {
  readonly #core: PlayerCore;
  readonly #context: PlayerContext;
  #isPreparing = false;
  /** The queue changed while it was being prepared. */
  #isToPrepare = false;

  constructor(core: PlayerCore, context: PlayerContext) {
    this.#core = core;
    this.#context = context;
  }

  get isSettled(): boolean {
    return this.#core.link.isSettled;
  }

  get autoplay(): AutoPlay | undefined {
    return this.#core.usedAutoplay;
  }

  runNext(command: () => Promise<void>): void {
    void this.#core.aside(command);
  }

  resolve(track: QueueTrack, signal: AbortSignal): Promise<Playable> {
    const { resolver, accepts } = this.#context;
    return resolver.resolve(track, { signal, accepts });
  }

  async repair(broken: Playing, signal: AbortSignal): Promise<Playable | undefined> {
    const { repairTrack } = this.#context;
    const { player } = this.#core;
    const { track, whyFailed: why } = broken;
    const asked = repairTrack?.(track, { player, placeMs: Math.round(broken.clock.place), why, signal });
    if (asked === undefined) return undefined;
    try {
      return await untilAborted(asked, signal);
    } catch (error) {
      if (!signal.aborted) this.#context.failed(player, error);
      signal.throwIfAborted();
      return undefined;
    }
  }

  prepareNext(): void {
    const { isDestroyed, playback, queue } = this.#core;
    if (isDestroyed || playback.playing?.hasStarted !== true) return;
    this.#isToPrepare = true;
    if (this.#isPreparing) return;
    this.#isPreparing = true;
    this.#isToPrepare = false;
    const { resolver, accepts } = this.#context;
    void resolver.prefetch(queue, { count: PREPARED_TRACKS, accepts }).finally(() => {
      this.#isPreparing = false;
      if (this.#isToPrepare) this.prepareNext();
    });
  }

  forget(track: Playable): void {
    this.#context.forget(track);
  }

  trackStart(track: Playable): void {
    this.#context.tell('trackStart', this.#core.player, track);
  }

  trackEnd(track: Playable, reason: TrackEndReason): void {
    this.#context.tell('trackEnd', this.#core.player, track, reason);
  }

  trackException(track: Playable, exception: Exception): void {
    this.#context.tell('trackException', this.#core.player, track, exception);
  }

  trackStuck(track: Playable, thresholdMs: number): void {
    this.#context.tell('trackStuck', this.#core.player, track, thresholdMs);
  }

  aborted(failures: readonly PlaybackFailure[]): void {
    this.#context.tell('playbackAborted', this.#core.player, failures);
  }

  queueEnd(): void {
    this.#context.tell('queueEnd', this.#core.player);
  }
}
