import type { Clock } from '@reprise/clock';

/** Somebody who waits for a frame. */
type Waiting = (frame: HeardFrame) => void;

/** A frame of Opus, as it arrived. */
export interface HeardFrame {
  /** When, in milliseconds since 1970. */
  readonly at: number;
  /** Which stream it belongs to; every session has its own. */
  readonly ssrc: number;
  /** Its number in RTP, 16 bits. */
  readonly sequence: number;
  /** Its time in RTP: 32 bits, in samples. */
  readonly timestamp: number;
  /** Length of the Opus in it. */
  readonly bytes: number;
  /** It is F8 FF FE, by which a song is ended. */
  readonly isSilence: boolean;
}

/** Lets somebody wait for frames. */
export class Arrivals {
  readonly #clock: Clock;
  readonly #waiting = new Set<Waiting>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  tell(frame: HeardFrame): void {
    // Of a hundred players six thousand frames come in a second, for which nobody waits.
    if (this.#waiting.size === 0) return;
    for (const waiting of [...this.#waiting]) waiting(frame);
  }

  /** The first answer that `look` has for a frame that comes. Rejected with what `tooLate` answers, after that time. */
  until<T>(look: (frame: HeardFrame) => T | undefined, withinMs: number, tooLate: () => Error): Promise<T> {
    return new Promise((resolve, reject) => {
      const waiting: Waiting = (frame) => {
        const found = look(frame);
        if (found === undefined) return;
        stop();
        resolve(found);
      };
      const cancel = this.#clock.after(withinMs, () => {
        stop();
        reject(tooLate());
      });
      const stop = (): void => {
        this.#waiting.delete(waiting);
        cancel();
      };
      this.#waiting.add(waiting);
    });
  }
}
