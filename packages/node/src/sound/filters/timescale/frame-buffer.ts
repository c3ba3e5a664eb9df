/** Stereo frames that wait in a row. Grows to what it must hold at once and no further. */
export class FrameBuffer {
  #samples = new Float32Array(2 * 4_096);
  #start = 0;
  #end = 0;

  /** Frames in it. */
  get frames(): number {
    return (this.#end - this.#start) / 2;
  }

  /** Its interleaved samples. Only valid until the next change. */
  get samples(): Float32Array {
    return this.#samples.subarray(this.#start, this.#end);
  }

  append(samples: Float32Array): void {
    this.#room(samples.length);
    this.#samples.set(samples, this.#end);
    this.#end += samples.length;
  }

  appendSilence(frames: number): void {
    this.append(new Float32Array(2 * Math.max(0, frames)));
  }

  /** Lets go of the first frames, as many as there are. */
  drop(frames: number): void {
    this.#start = Math.min(this.#end, this.#start + 2 * Math.max(0, frames));
  }

  /** Takes all out of it, as samples of one's own. */
  take(): Float32Array {
    const taken = this.#samples.slice(this.#start, this.#end);
    this.#start = 0;
    this.#end = 0;
    return taken;
  }

  #room(length: number): void {
    if (this.#end + length <= this.#samples.length) return;
    const held = this.#end - this.#start;
    const target =
      held + length <= this.#samples.length
        ? this.#samples
        : new Float32Array(2 ** Math.ceil(Math.log2(held + length)));
    target.set(this.#samples.subarray(this.#start, this.#end));
    this.#samples = target;
    this.#start = 0;
    this.#end = held;
  }
}
