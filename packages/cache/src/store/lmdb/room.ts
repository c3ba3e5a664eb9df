import type { Clock } from '@reprise/clock';
import { StoreError } from '../store-error.ts';
import { freeBytes } from './file-system.ts';

const LOOK_EVERY_MS = 1_000;
const ENOSPC = 28;
const EIO = 5;
const SLACK_BYTES = 1_048_576;
/** LMDB needs a few pages for any commit. */
const REUSABLE_BYTES = 262_144;

/** Watches that writes leave free space on a disk. */
export class Room {
  readonly #folder: string;
  readonly #minFreeBytes: number;
  readonly #clock: Pick<Clock, 'now'>;
  #lookedAt = Number.NEGATIVE_INFINITY;
  #isThere = true;
  /** What may be written before it is looked again. */
  #untilLook = 0;

  constructor(folder: string, minFreeBytes: number, clock: Pick<Clock, 'now'>) {
    this.#folder = folder;
    this.#minFreeBytes = minFreeBytes;
    this.#clock = clock;
  }

  /** Whether the space was looked at so lately that {@link take} needs no other look. */
  get isKnown(): boolean {
    return Math.abs(this.#clock.now() - this.#lookedAt) < LOOK_EVERY_MS && (this.#untilLook > 0 || !this.#isThere);
  }

  /** @param reusableBytes - What may be written without the file getting larger. */
  async look(reusableBytes: number): Promise<void> {
    this.#lookedAt = this.#clock.now();
    const spare = Math.max(0, (await freeBytes(this.#folder)) - this.#minFreeBytes);
    this.#isThere = spare > 0 || reusableBytes > REUSABLE_BYTES;
    // Other programs write as well, and LMDB copies pages.
    this.#untilLook = (spare + reusableBytes) / 8;
  }

  /** @throws {@link StoreError} `STORE_FULL` when there is no room. */
  take(bytes: number): void {
    if (!this.#isThere) throw new StoreError('STORE_FULL', `The disk of ${this.#folder} is full.`);
    this.#untilLook -= bytes;
  }

  /** A write has failed. Answers whether that is because there was no room; then there is none until the next look. */
  async wasMissing(bytes: number, error: unknown): Promise<boolean> {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    // A disk that takes a part of a write makes LMDB say EIO.
    const isFull = code === ENOSPC || (code === EIO && (await freeBytes(this.#folder)) < 2 * bytes + SLACK_BYTES);
    if (isFull) {
      this.#isThere = false;
      this.#lookedAt = this.#clock.now();
    }
    return isFull;
  }
}
