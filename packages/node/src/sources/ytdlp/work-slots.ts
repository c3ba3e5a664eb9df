import { LOAD_PRIORITIES, type LoadPriority } from '../priority.ts';

/** Gives a slot back. */
export type Release = () => void;

interface Waiting {
  readonly priority: LoadPriority;
  readonly start: () => void;
}

/**
 * Lets so many works run at once, the most urgent first and among equals in the order they came.
 *
 * Work that nobody waits for never takes the last slot, when there are several: a song somebody asked for would have to
 * wait until an extraction of many seconds is over.
 */
export class WorkSlots {
  readonly #count: number;
  readonly #waiting = new Set<Waiting>();
  #used = 0;

  constructor(count: number) {
    this.#count = count;
  }

  /** Waits for a slot. @throws the reason of `signal`; then nothing was taken. */
  async take(priority: LoadPriority, signal: AbortSignal): Promise<Release> {
    signal.throwIfAborted();
    const { promise, resolve, reject } = Promise.withResolvers<Release>();
    const waiting: Waiting = { priority, start: () => resolve(this.#occupy()) };
    const leave = (): void => {
      this.#waiting.delete(waiting);
      reject(signal.reason);
    };
    this.#waiting.add(waiting);
    signal.addEventListener('abort', leave, { once: true });
    this.#startNext();
    try {
      return await promise;
    } finally {
      signal.removeEventListener('abort', leave);
    }
  }

  #occupy(): Release {
    this.#used += 1;
    let isHeld = true;
    return () => {
      if (!isHeld) return;
      isHeld = false;
      this.#used -= 1;
      this.#startNext();
    };
  }

  #startNext(): void {
    for (const priority of LOAD_PRIORITIES) {
      for (const waiting of this.#waiting) {
        if (waiting.priority !== priority) continue;
        if (this.#used >= this.#countFor(priority)) return;
        this.#waiting.delete(waiting);
        waiting.start();
      }
    }
  }

  #countFor(priority: LoadPriority): number {
    const isWaitedFor = priority === 'play' || priority === 'prefetch';
    return isWaitedFor ? this.#count : Math.max(1, this.#count - 1);
  }
}
