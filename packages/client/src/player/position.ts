/** What a {@link PlaceClock} starts with. */
export interface PlaceClockOptions {
  /** Monotonic clock, in milliseconds. */
  readonly now: () => number;
  /** Where in the track it starts, in milliseconds. */
  readonly placeMs: number;
  /** How much faster than the clock the track passes: speed × rate of its timescale. */
  readonly rate: number;
  /** Length of the track in milliseconds; infinite for a stream. */
  readonly lengthMs: number;
}

/**
 * Where in its track a player is, between what the node reports and beyond it.
 *
 * A node reports *played time*: where it was started or sought to, plus the time played since, whatever the timescale
 * (a track of 10 s at speed 2 ends at position 4,960: `test/fixtures/golden` of the audio node). The *place* in the
 * track is therefore counted here, as played time × rate since the last start, seek or change of rate.
 */
export class PlaceClock {
  readonly #now: () => number;
  readonly #lengthMs: number;
  #rate: number;
  /** A place, and the played time that the node reports there. */
  #anchorPlace: number;
  #anchorPlayed: number;
  /** Played time at `#at`. */
  #played: number;
  #at: number;
  #isRunning = false;

  constructor({ now, placeMs, rate, lengthMs }: PlaceClockOptions) {
    this.#now = now;
    this.#lengthMs = lengthMs;
    this.#rate = rate;
    this.#anchorPlace = placeMs;
    this.#anchorPlayed = placeMs;
    this.#played = placeMs;
    this.#at = now();
  }

  /** How much faster than the clock the track passes. */
  get rate(): number {
    return this.#rate;
  }

  get isRunning(): boolean {
    return this.#isRunning;
  }

  /** The place in the track now, in milliseconds. */
  get place(): number {
    return this.#placeOf(this.#playedAt(this.#now()));
  }

  /** What the node reports now, in milliseconds. */
  get played(): number {
    return this.#playedAt(this.#now());
  }

  /** The node reports where it is. */
  report(playedMs: number): void {
    this.#played = playedMs;
    this.#at = this.#now();
  }

  /** Lets it run on from where it stands. */
  run(): void {
    if (this.#isRunning) return;
    this.#at = this.#now();
    this.#isRunning = true;
  }

  /** Stands still, as of `at`, a time of the clock that is not after now. */
  halt(at: number = this.#now()): void {
    if (!this.#isRunning) return;
    this.#played = this.#playedAt(Math.min(at, this.#now()));
    this.#isRunning = false;
  }

  /** Goes on from another place, at which the node reports just that: after a start or a seek. */
  moveTo(placeMs: number): void {
    this.#anchorPlace = placeMs;
    this.#anchorPlayed = placeMs;
    this.#played = placeMs;
    this.#at = this.#now();
  }

  /** The track passes faster or slower from here on. */
  changeRate(rate: number): void {
    const now = this.#now();
    const played = this.#playedAt(now);
    this.#anchorPlace = this.#placeOf(played);
    this.#anchorPlayed = played;
    this.#played = played;
    this.#at = now;
    this.#rate = rate;
  }

  /** What the node reports when the track is at `placeMs`, if nothing changes until then. */
  playedAtPlace(placeMs: number): number {
    return this.#anchorPlayed + (placeMs - this.#anchorPlace) / this.#rate;
  }

  /** Keeps all of it as it is now; calling the result puts it back. */
  save(): () => void {
    const kept = [this.#rate, this.#anchorPlace, this.#anchorPlayed, this.#played, this.#at, this.#isRunning] as const;
    return () => {
      [this.#rate, this.#anchorPlace, this.#anchorPlayed, this.#played, this.#at, this.#isRunning] = kept;
    };
  }

  /** Puts place and report into relation, as they were in another process. */
  relate(placeMs: number, playedMs: number): void {
    this.#anchorPlace = placeMs;
    this.#anchorPlayed = playedMs;
  }

  #playedAt(time: number): number {
    return this.#isRunning ? this.#played + Math.max(0, time - this.#at) : this.#played;
  }

  #placeOf(played: number): number {
    const place = this.#anchorPlace + (played - this.#anchorPlayed) * this.#rate;
    return Math.max(0, Math.min(this.#lengthMs, place));
  }
}
