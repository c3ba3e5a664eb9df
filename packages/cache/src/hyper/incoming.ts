/** Tracks on their way in, without doubles. The arrays run side by side. */
export class Incoming<T> {
  readonly tracks: T[] = [];
  readonly slots: number[] = [];
  /** When each expires: infinity for never. */
  readonly expiries: number[] = [];
  /** What each takes. */
  readonly sizes: number[] = [];
  /** What all of them take. */
  bytes = 0;
  /** When the first of them expires. */
  soonest: number = Number.POSITIVE_INFINITY;

  get size(): number {
    return this.slots.length;
  }

  add(slot: number, track: T, bytes: number, expiresAt: number): void {
    this.slots.push(slot);
    this.tracks.push(track);
    this.sizes.push(bytes);
    this.expiries.push(expiresAt);
    this.bytes += bytes;
    if (expiresAt < this.soonest) this.soonest = expiresAt;
  }
}
