import type { PlayerState as RemoteState } from '@reprise/protocol';
import { PingTrace } from './ping-trace.ts';

/** Intervals of updates for which there must be no sign of sound, less what timers and sockets are off by. */
const PATIENCE = 2 * 0.9;
/** A track that gives no sound from its start is the node's to report: it does so after 10 s, `TrackStuckEvent`. */
const START_MS = 10_000;

/** How signs are judged. */
export interface SignsOptions {
  /** Between two updates of the node, in milliseconds. */
  readonly intervalMs: number;
  /** Something was done about the silence already: the start of a track excuses it no longer. */
  readonly isSuspect: boolean;
}

/** What a node's updates say of whether a player is heard, while it plays and nothing disturbs it. */
export class SoundSigns {
  readonly #ping = new PingTrace();
  #heardAt: number | undefined;
  #position: number | undefined;
  #stillSince = 0;
  #apartSince: number | undefined;
  /** It has sounded since the track started on this node. */
  #hasMoved = false;
  #isMoving = false;

  /** Time of the last update, if nothing disturbed the player since. */
  get heardAt(): number | undefined {
    return this.#heardAt;
  }

  /** Whether the last update left nothing to be wished for. */
  get areGood(): boolean {
    return this.#isMoving && this.#apartSince === undefined;
  }

  /** Something disturbed the player, so that what was counted says nothing any more. */
  rest(): void {
    this.#heardAt = undefined;
    this.#position = undefined;
    this.#apartSince = undefined;
    this.#isMoving = false;
  }

  /** Another track plays, or on another node. */
  begin(): void {
    this.rest();
    this.#hasMoved = false;
  }

  /** The voice connection is another one. */
  reconnect(): void {
    this.#ping.forget();
  }

  /** The node says where it is. */
  report({ position, connected, ping }: RemoteState, now: number, intervalMs: number): void {
    const passedMs = this.#heardAt === undefined ? 0 : now - this.#heardAt;
    this.#heardAt = now;
    this.#isMoving = this.#position !== undefined && position !== this.#position;
    if (position !== this.#position) this.#stillSince = now;
    this.#position = position;
    this.#hasMoved ||= this.#isMoving;
    if (connected) this.#apartSince = undefined;
    else this.#apartSince ??= now;
    this.#ping.report(connected ? ping : -1, Math.min(passedMs, 2 * intervalMs));
  }

  /** Why the player is most likely not heard; undefined when it may be. */
  trouble(now: number, { intervalMs, isSuspect }: SignsOptions): string | undefined {
    const patienceMs = intervalMs * PATIENCE;
    if (this.#apartSince !== undefined && now - this.#apartSince >= patienceMs) {
      return `the node has no voice connection for ${seconds(now - this.#apartSince)}`;
    }
    const stillMs = this.#position === undefined ? 0 : now - this.#stillSince;
    if (stillMs >= patienceMs + (this.#hasMoved || isSuspect ? 0 : START_MS)) {
      return `the position stands still for ${seconds(stillMs)}`;
    }
    if (this.#ping.isStale(patienceMs)) return `the ping was not measured for ${seconds(this.#ping.sameMs)}`;
    return undefined;
  }
}

function seconds(ms: number): string {
  return `${Math.round(ms / 1_000)} s`;
}
