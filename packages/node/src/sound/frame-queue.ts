/** The frames of one run that were made ahead, and may still be made differently. */
export class FrameQueue {
  #frames: Uint8Array[] = [];
  #next = 0;
  #count: number | undefined;

  /** Number of the frame that is taken next. */
  get next(): number {
    return this.#next;
  }

  /** Frames that can be taken. */
  get length(): number {
    return this.#frames.length;
  }

  /** Whether all frames of the run were taken. */
  get hasEnded(): boolean {
    return this.#count !== undefined && this.#next >= this.#count;
  }

  /** Puts frames in from number `first` on. What was there from that number on is replaced; what was taken stays taken. */
  put(first: number, frames: readonly Uint8Array[]): void {
    const keep = Math.max(0, first - this.#next);
    this.#frames = [...this.#frames.slice(0, keep), ...frames.slice(Math.max(0, this.#next - first))];
  }

  /** There are so many frames, and no more. */
  endAt(count: number): void {
    this.#count = count;
    this.#frames.length = Math.min(this.#frames.length, Math.max(0, count - this.#next));
  }

  /** It is open again how many there are. */
  reopen(): void {
    this.#count = undefined;
  }

  take(): Uint8Array | undefined {
    const frame = this.#frames.shift();
    if (frame !== undefined) this.#next += 1;
    return frame;
  }
}
