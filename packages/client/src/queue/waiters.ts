import type { QueueTrack } from '../track/queue-track.ts';

/** Those who wait for a track, the longest waiting first. */
export class Waiters {
  readonly #waiting = new Set<(track: QueueTrack) => void>();

  /** The next track that nobody before has taken. @throws The reason of `signal`. */
  wait(signal: AbortSignal | undefined): Promise<QueueTrack> {
    const { promise, resolve, reject } = Promise.withResolvers<QueueTrack>();
    const leave = (): void => {
      this.#waiting.delete(take);
      reject(signal?.reason);
    };
    // Handed over at once and not by a wake-up, which a waiter that leaves could take along.
    const take = (track: QueueTrack): void => {
      signal?.removeEventListener('abort', leave);
      resolve(track);
    };
    this.#waiting.add(take);
    signal?.addEventListener('abort', leave, { once: true });
    return promise;
  }

  /** Hands out tracks as long as somebody waits and there is one. */
  serve(next: () => QueueTrack | undefined): void {
    for (const take of this.#waiting) {
      const track = next();
      if (track === undefined) return;
      this.#waiting.delete(take);
      take(track);
    }
  }
}
