/** How evenly packets came: a frame is due every 20 ms. Pauses, which five frames of silence announce, do not count. */
export interface PacketGaps {
  /** How often more than 40 ms passed between two packets. */
  over40Ms: number;
  /** How often more than 60 ms passed. */
  over60Ms: number;
  /** The longest time between two packets, in milliseconds. */
  longestMs: number;
}

/** Follows the arrivals of one stream. */
export class ArrivalTimes {
  readonly #gaps: PacketGaps;
  #lastAt: number | undefined;

  /** Counts go into `gaps`, which several streams may share. */
  constructor(gaps: PacketGaps) {
    this.#gaps = gaps;
  }

  take(at: number, isSilence: boolean): void {
    if (this.#lastAt !== undefined) this.#count(at - this.#lastAt);
    // What comes after silence may come at any time.
    this.#lastAt = isSilence ? undefined : at;
  }

  #count(ms: number): void {
    const gaps = this.#gaps;
    if (ms > 40) gaps.over40Ms += 1;
    if (ms > 60) gaps.over60Ms += 1;
    gaps.longestMs = Math.max(gaps.longestMs, ms);
  }
}
