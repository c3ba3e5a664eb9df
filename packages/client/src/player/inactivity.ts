import type { PlaybackState } from './player-state.ts';

/** What an {@link Inactivity} begins with; all of it can be changed later. */
export interface InactivityOptions {
  readonly inactivePlayerTimeoutMs: number;
  readonly inactiveChannelTimeoutMs: number;
  readonly inactiveWhenPaused: boolean;
}

/** What became inactive. */
export type Inactive = 'player' | 'channel';

/**
 * Notices when a player has nothing to play for long, and when nobody listens.
 *
 * It has no timers of its own: one for all players of a pool asks them.
 */
export class Inactivity {
  /** Milliseconds; 0 is never. */
  playerTimeoutMs: number;
  /** Milliseconds; 0 is never. */
  channelTimeoutMs: number;
  whenPaused: boolean;
  #state: PlaybackState = 'idle';
  #quietSince: number | undefined;
  #aloneSince: number | undefined;
  #isQuietTold = false;
  #isAloneTold = false;

  constructor(options: InactivityOptions) {
    this.playerTimeoutMs = options.inactivePlayerTimeoutMs;
    this.channelTimeoutMs = options.inactiveChannelTimeoutMs;
    this.whenPaused = options.inactiveWhenPaused;
  }

  /** The player is in another state, since `now`. */
  follow(state: PlaybackState, now: number): void {
    const wasQuiet = this.#isQuiet();
    this.#state = state;
    if (!this.#isQuiet()) {
      this.#quietSince = undefined;
      this.#isQuietTold = false;
    } else if (!wasQuiet) this.#quietSince = now;
  }

  /** What has just become inactive. @param listeners - People in the channel; undefined when unknown, which is not nobody. */
  look(now: number, listeners: number | undefined): readonly Inactive[] {
    if (this.#isQuiet()) this.#quietSince ??= now;
    this.#count(now, listeners);
    const inactive: Inactive[] = [];
    if (!this.#isQuietTold && isOver(this.#quietSince, this.playerTimeoutMs, now)) {
      this.#isQuietTold = true;
      inactive.push('player');
    }
    if (!this.#isAloneTold && isOver(this.#aloneSince, this.channelTimeoutMs, now)) {
      this.#isAloneTold = true;
      inactive.push('channel');
    }
    return inactive;
  }

  #isQuiet(): boolean {
    return this.#state === 'idle' || (this.#state === 'paused' && this.whenPaused);
  }

  #count(now: number, listeners: number | undefined): void {
    if (listeners === 0) {
      this.#aloneSince ??= now;
      return;
    }
    this.#aloneSince = undefined;
    this.#isAloneTold = false;
  }
}

function isOver(since: number | undefined, timeoutMs: number, now: number): boolean {
  return since !== undefined && timeoutMs > 0 && now - since >= timeoutMs;
}
