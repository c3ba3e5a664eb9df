/** Counts uses, and says when it is time for a decay. */
export class DecayClock {
  /** Hits between two decays. */
  threshold = 1;
  /** Hits since the last decay. */
  hits = 0;
  /** Decays so far. */
  decays = 0;

  /** Counts a hit. Answers whether a decay is due first: before the hit that reaches the threshold takes effect. */
  countHit(): boolean {
    this.hits += 1;
    if (this.hits < this.threshold) return false;
    this.hits = 0;
    this.decays += 1;
    return true;
  }

  /** Hits that can be counted before the one that brings the next decay. */
  get hitsLeft(): number {
    return Math.max(0, this.threshold - this.hits - 1);
  }
}
