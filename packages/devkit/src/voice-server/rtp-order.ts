/** Discord's Opus frames are 20 ms at 48 kHz. */
const SAMPLES_PER_FRAME = 960;
/** How many missing numbers are remembered, in case they still come. */
const MOST_AWAITED = 512;
const HALF = 0x8000;

/** What is wrong with the numbers of packets. */
export interface RtpFaults {
  /** Numbers that never came. */
  lost: number;
  /** Packets that came again. */
  duplicates: number;
  /** Packets that came after later ones. */
  reordered: number;
  /** Packets whose timestamp is not 960 samples after that of the packet before. Resuming a song may make one. */
  timestampJumps: number;
}

/** Where in the order of a stream a packet is. */
export type RtpPlace = 'next' | 'late' | 'again';

/** Follows the numbers of one stream, and counts what is wrong with them. */
export class RtpOrder {
  readonly #faults: RtpFaults;
  readonly #awaited = new Set<number>();
  #last: { readonly sequence: number; readonly timestamp: number } | undefined;

  /** Counts go into `faults`, which several streams may share. */
  constructor(faults: RtpFaults) {
    this.#faults = faults;
  }

  take(sequence: number, timestamp: number): RtpPlace {
    const last = this.#last;
    const step = last === undefined ? 1 : (sequence - last.sequence) & 0xffff;
    if (step === 0 || step >= HALF) return this.#old(sequence);
    for (let missing = 1; last !== undefined && missing < step; missing += 1) this.#miss(last.sequence + missing);
    if (last !== undefined && (timestamp - last.timestamp) >>> 0 !== step * SAMPLES_PER_FRAME) {
      this.#faults.timestampJumps += 1;
    }
    this.#last = { sequence, timestamp };
    return 'next';
  }

  #old(sequence: number): RtpPlace {
    if (!this.#awaited.delete(sequence)) {
      this.#faults.duplicates += 1;
      return 'again';
    }
    this.#faults.lost -= 1;
    this.#faults.reordered += 1;
    return 'late';
  }

  #miss(number: number): void {
    this.#faults.lost += 1;
    this.#awaited.add(number & 0xffff);
    if (this.#awaited.size <= MOST_AWAITED) return;
    for (const oldest of this.#awaited) {
      this.#awaited.delete(oldest);
      return;
    }
  }
}
