import { FRAME_MS } from '../player/playback-clock.ts';

const MINUTE_MS = 60_000;
/** A gap this short between two tracks does not count as a pause in playing. */
const TRACK_SWITCH_MS = 100;

/** What becomes of the frames a voice connection asks for: sent, missing, or there is no connection. */
export type FrameFlow = 'sent' | 'nulled' | 'none';

/** Frames of one minute. */
export interface FrameCount {
  readonly sent: number;
  readonly nulled: number;
}

/**
 * Counts the frames of one player by the minute, as Lavalink's loss counter does. Nothing ticks: time is attributed to
 * the flow it passed in whenever the flow changes or somebody asks.
 */
export class FrameCounter {
  readonly #now: () => number;
  #flow: FrameFlow = 'none';
  #countedTo: number;
  #minute: number;
  #current = { sent: 0, nulled: 0 };
  #last = { sent: 0, nulled: 0 };
  #playingSince: number | undefined;
  #endedAt: number | undefined;

  constructor(now: () => number) {
    this.#now = now;
    this.#countedTo = now();
    this.#minute = Math.floor(this.#countedTo / MINUTE_MS);
  }

  /** From now on frames go this way. */
  flow(flow: FrameFlow): void {
    this.#count();
    this.#flow = flow;
  }

  /** Counts one frame that was sent or missing, where frames are counted one by one. */
  add(flow: 'sent' | 'nulled'): void {
    this.#count();
    this.#current[flow] += 1;
  }

  /** A track started. */
  started(): void {
    const now = this.#now();
    if (this.#endedAt === undefined || now - this.#endedAt > TRACK_SWITCH_MS) this.#playingSince = now;
    this.#endedAt = undefined;
  }

  /** The track ended. */
  ended(): void {
    this.#endedAt = this.#now();
  }

  /** The frames of the last full minute; `undefined` until the player has played through one. */
  lastMinute(): FrameCount | undefined {
    this.#count();
    const since = this.#playingSince;
    const playing = since !== undefined && this.#endedAt === undefined;
    return playing && since < (this.#minute - 1) * MINUTE_MS ? this.#last : undefined;
  }

  #count(): void {
    const now = this.#now();
    while (this.#countedTo < now) {
      const minuteEnds = (this.#minute + 1) * MINUTE_MS;
      const until = Math.min(now, minuteEnds);
      if (this.#flow !== 'none') this.#current[this.#flow] += (until - this.#countedTo) / FRAME_MS;
      this.#countedTo = until;
      if (until === minuteEnds) {
        this.#last = { sent: Math.round(this.#current.sent), nulled: Math.round(this.#current.nulled) };
        this.#current = { sent: 0, nulled: 0 };
        this.#minute += 1;
      }
    }
  }
}
