import type { PlayerCore } from './player-core.ts';
import type { TellPlayerEvent } from './player-events.ts';
import type { PlaybackState } from './player-state.ts';

/** What an {@link Inactivity} begins with; all of it can be changed later. */
export interface InactivityOptions {
  readonly inactivePlayerTimeoutMs: number;
  readonly inactiveChannelTimeoutMs: number;
  readonly inactiveWhenPaused: boolean;
}

/** People who listen in a channel; undefined when it is not known. */
export type CountListeners = (guildId: string, channelId: string) => number | undefined;

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
    this.#state = state;
    if (this.#isQuiet()) this.#quietSince ??= now;
    else {
      this.#quietSince = undefined;
      this.#isQuietTold = false;
    }
  }

  /** What has just become inactive. @param listeners - People in the channel; undefined when unknown, which is not nobody. */
  look(now: number, listeners: number | undefined): readonly Inactive[] {
    // What counts as quiet can have been changed meanwhile.
    this.follow(this.#state, now);
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

/** Tells when a player has become inactive. */
export function tellInactive(core: PlayerCore, now: number, tell: TellPlayerEvent, count: CountListeners): void {
  const { inactivity, guildId, player } = core;
  const channelId = inactivity.channelTimeoutMs > 0 ? core.voice.channelId : undefined;
  const listeners = channelId === undefined ? undefined : count(guildId, channelId);
  for (const what of inactivity.look(now, listeners)) {
    tell(what === 'player' ? 'inactivePlayer' : 'inactiveChannel', player);
  }
}

function isOver(since: number | undefined, timeoutMs: number, now: number): boolean {
  return since !== undefined && timeoutMs > 0 && now - since >= timeoutMs;
}
