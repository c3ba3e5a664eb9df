import type { RecoveryStep } from '../player-events.ts';

const STEPS: readonly RecoveryStep[] = ['refresh', 'rejoin', 'move'];
/** After so long with sound the next silence is another trouble. */
const WELL_MS = 60_000;

/** What is done about a silence, one thing after the other, each once. */
export class RecoveryLadder {
  #taken = 0;
  #nextAt = 0;
  #wellSince: number | undefined;

  /** Whether something was done about the silence, and it is not over for long enough to be forgotten. */
  get isBegun(): boolean {
    return this.#taken > 0;
  }

  /** It sounds. */
  well(now: number): void {
    this.#wellSince ??= now;
    if (now - this.#wellSince >= WELL_MS) this.#taken = 0;
  }

  /** It is silent: what is done now. `lost`, once, when all has been; undefined when there is nothing to do yet, or any more. */
  silent(now: number, waitMs: number): RecoveryStep | 'lost' | undefined {
    this.#wellSince = undefined;
    if (this.#taken > STEPS.length || now < this.#nextAt) return undefined;
    const step = STEPS[this.#taken] ?? 'lost';
    this.#taken += 1;
    this.#nextAt = now + waitMs;
    return step;
  }

  /** There is no other node to move to, so that all has been done. */
  end(): void {
    this.#taken = STEPS.length + 1;
  }
}
