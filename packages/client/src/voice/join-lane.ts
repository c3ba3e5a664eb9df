import { SingleFlight } from '@reprise/cache';
import type { VoiceData } from './voice-data.ts';

/** Enters a channel. `abandoned`: nobody waits for it any more. */
export type Enter = (abandoned: AbortSignal) => Promise<VoiceData>;

/** Lets one join happen at a time. Those of one channel at the same time are one; those of others wait for their turn. */
export class JoinLane {
  #flights = new SingleFlight<VoiceData>();
  #turn: Promise<void> | undefined;
  #ended: unknown;

  /** Joins in turn, or shares the join of that channel. @param signal - Gives this caller up, not the others. */
  run(channelId: string, enter: Enter, signal?: AbortSignal): Promise<VoiceData> {
    return this.#flights.board(channelId, ({ abandoned }) => this.#inTurn(() => enter(abandoned)), signal).promise;
  }

  /** Those that wait for their turn fail with `error`; those that come now wait for `until`. */
  clear(error: unknown, until: Promise<void> = Promise.resolve()): void {
    this.#ended = error;
    this.#flights = new SingleFlight();
    this.#turn = until;
    void until.then(() => this.#end(until));
  }

  async #inTurn(enter: () => Promise<VoiceData>): Promise<VoiceData> {
    const flights = this.#flights;
    while (this.#turn !== undefined) {
      await this.#turn;
      if (flights !== this.#flights) throw this.#ended;
    }
    const turn = Promise.withResolvers<void>();
    this.#turn = turn.promise;
    try {
      return await enter();
    } finally {
      this.#end(turn.promise);
      turn.resolve();
    }
  }

  #end(turn: Promise<void>): void {
    if (this.#turn === turn) this.#turn = undefined;
  }
}
