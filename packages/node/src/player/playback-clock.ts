/** Music leaves a node in frames of this length; positions move in steps of it. */
export const FRAME_MS = 20;

/**
 * Where a player is in its track, counted in frames of 20 ms from the time it is let run.
 *
 * Two places are counted. *Position* is what clients see: the last start or seek plus the time played since, also when a
 * filter changes the speed. *Place* is where in the track the music really is; it decides when the track ends. The last
 * frame sent is what shows, so position trails by one frame: a track of 10,000 ms ends at position 9,980.
 */
export class PlaybackClock {
  readonly #now: () => number;
  /** Position at the last start or seek. */
  #from: number;
  /** Shown until the first frame after a start or seek. */
  #shown: number;
  /** Frames sent since then and before `#runningSince`. */
  #frames = 0;
  /** Place reached with those frames. */
  #place: number;
  #speed: number;
  #runningSince: number | undefined;
  #length: number;

  /** `length` is that of the track, in milliseconds: beyond it there are no frames, however late a timer looks. */
  constructor(now: () => number, position: number, speed: number, length: number = Number.POSITIVE_INFINITY) {
    this.#now = now;
    this.#length = length;
    this.#from = position;
    this.#shown = position;
    this.#place = position;
    this.#speed = speed;
  }

  /** Milliseconds, as clients see it. */
  get position(): number {
    const frames = this.#frames + this.#runningFrames();
    return frames === 0 ? this.#shown : this.#from + (frames - 1) * FRAME_MS;
  }

  /** Milliseconds into the track, speed considered. */
  get place(): number {
    return this.#place + this.#runningFrames() * FRAME_MS * this.#speed;
  }

  get isRunning(): boolean {
    return this.#runningSince !== undefined;
  }

  /** Lets the music run. */
  run(): void {
    this.#runningSince ??= this.#now();
  }

  /** Stands still. A frame that was not finished does not count. */
  halt(): void {
    this.#settle();
    this.#runningSince = undefined;
  }

  /** Goes on from `position`; `shown` is what clients see until the first frame from there. */
  seek(position: number, shown: number): void {
    if (this.isRunning) this.#runningSince = this.#now();
    this.#from = position;
    this.#place = position;
    this.#shown = shown;
    this.#frames = 0;
  }

  /** Shows another position until the next frame. */
  show(position: number): void {
    this.#shown = position;
  }

  /** Sets the length of the track, in milliseconds, which was not known. */
  setLength(length: number): void {
    this.#length = length;
  }

  /** How much faster than played time the track passes. */
  changeSpeed(speed: number): void {
    this.#settle();
    this.#speed = speed;
  }

  /** Milliseconds of running until clients see `position` passed. */
  untilPosition(position: number): number {
    return this.#untilFrames(Math.ceil((position - this.#from) / FRAME_MS));
  }

  /** Milliseconds of running until the track is at `place`. */
  untilPlace(place: number): number {
    const frames = Math.ceil((place - this.#place) / (FRAME_MS * this.#speed));
    return this.#untilFrames(this.#frames + frames);
  }

  #untilFrames(frames: number): number {
    const missing = (frames - this.#frames) * FRAME_MS;
    const since = this.#runningSince;
    return Math.max(0, since === undefined ? missing : since + missing - this.#now());
  }

  #settle(): void {
    const frames = this.#runningFrames();
    this.#place += frames * FRAME_MS * this.#speed;
    this.#frames += frames;
    if (this.#runningSince !== undefined) this.#runningSince += frames * FRAME_MS;
  }

  #runningFrames(): number {
    if (this.#runningSince === undefined) return 0;
    const asked = Math.floor((this.#now() - this.#runningSince) / FRAME_MS);
    const left = Math.ceil((this.#length - this.#place) / (FRAME_MS * this.#speed));
    return Math.max(0, Math.min(asked, left));
  }
}
