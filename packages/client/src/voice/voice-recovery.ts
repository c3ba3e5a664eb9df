import type { Cancel, Clock } from '@reprise/clock';
import { type CloseAction, closeAction } from './close-action.ts';

/** What a {@link VoiceRecovery} sees of a player, and does with it. */
export interface RecoveryHost {
  /** Whether the bot is to be in a channel: not once it left or was kicked. */
  hasChannel(): boolean;
  /** Makes Discord start the voice anew and resolves when it has. */
  rejoin(): Promise<unknown>;
  /**
   * Asks the node whether the voice connection is open, when one closed right after new data had come: most likely it was
   * the old one. @defaultValue it is
   */
  isVoiceOpen?(): Promise<boolean>;
  moveNode(why: string): void;
  /** No further attempt is made; the player is not lost by it. `cause`: of the last attempt, if it failed. */
  gaveUp(why: string, cause?: unknown): void;
}

/** Discord tells where the bot is a moment after it closed the voice. */
const LOOK_AFTER_MS = 1_000;
/** Between two rejoins after Discord disconnected the bot. */
const COOLDOWN_MS = 10_000;
/** Waits before the attempts to get a new session; there are no more. */
const WAITS_MS = [0, 1_000, 2_000, 4_000, 8_000];
const MOST_MOVES = 3;
/** After so long without trouble everything is counted anew. */
const QUIET_MS = 60_000;
/** Discord names the next voice server by itself; after so long it is asked. */
const NEXT_SERVER_MS = 10_000;
/** An outage of Discord that lasts longer stops excusing what happens. */
const LONGEST_HOLD_MS = 60_000;

/** What is done, and whether the connection that closed may be the one of before the last new data. */
interface Step extends CloseAction {
  readonly isOldPerhaps?: boolean;
  /** Why the attempt before failed. */
  readonly cause?: unknown;
}

/**
 * Brings a player's voice back after its connection closed: once when Discord disconnected it, a few times with growing
 * waits when the session is void, on another node when the node is at fault, and not at all when the bot was kicked.
 */
export class VoiceRecovery {
  readonly #host: RecoveryHost;
  readonly #clock: Clock;
  /** What is done next, and when. */
  #plan: { readonly at: number; readonly cancel: Cancel } | undefined;
  /** What is being done; another one has taken its place, or none, when it is not the same any more. */
  #work: symbol | undefined;
  #cancelHold: Cancel | undefined;
  /** What is to be done after an outage. */
  #held: Step | undefined;
  #attempts = 0;
  #moves = 0;
  #troubleAt = Number.NEGATIVE_INFINITY;
  #rejoinedAt = Number.NEGATIVE_INFINITY;
  #renewedAt = Number.NEGATIVE_INFINITY;

  constructor(host: RecoveryHost, clock: Clock) {
    this.#host = host;
    this.#clock = clock;
  }

  /** Whether something is being done, or is about to be. */
  get isAtWork(): boolean {
    return this.#plan !== undefined || this.#work !== undefined || this.#held !== undefined;
  }

  /** A node said that the voice connection closed. */
  closed(code: number, byRemote: boolean): void {
    const action = closeAction(code, byRemote);
    // A rejoin leaves first, which closes the old connection.
    if (action.kind === 'ignore' || this.#work !== undefined) return;
    this.#count();
    if (!this.#host.hasChannel()) return;
    if (action.kind !== 'look') this.#planIn(this.#waitMs(action), action);
    else this.#planIn(LOOK_AFTER_MS, { ...action, isOldPerhaps: this.#troubleAt - this.#renewedAt <= LOOK_AFTER_MS });
  }

  /** The voice server went away. */
  serverLost(): void {
    this.#count();
    this.#planIn(NEXT_SERVER_MS, { kind: 'renew', why: 'the voice server went away and no other came' });
  }

  /** New voice data is on its way to the node: what was planned is not needed. */
  renewed(): void {
    this.#renewedAt = this.#clock.now();
    this.#dropPlans();
  }

  /** Discord or the shard has an outage, or has none any more: nothing is done meanwhile, for up to a minute. */
  unavailable(isUnavailable: boolean): void {
    if (isUnavailable) this.#cancelHold ??= this.#clock.after(LONGEST_HOLD_MS, () => this.#release());
    else this.#release();
  }

  /** The bot leaves: nothing is to be brought back, and all is forgotten. */
  reset(): void {
    this.#dropPlans();
    this.#cancelHold?.();
    this.#cancelHold = undefined;
    this.#attempts = 0;
    this.#moves = 0;
    this.#troubleAt = Number.NEGATIVE_INFINITY;
    this.#rejoinedAt = Number.NEGATIVE_INFINITY;
    this.#renewedAt = Number.NEGATIVE_INFINITY;
  }

  #dropPlans(): void {
    this.#plan?.cancel();
    this.#plan = undefined;
    this.#work = undefined;
    this.#held = undefined;
  }

  #count(): void {
    const now = this.#clock.now();
    if (now - this.#troubleAt > QUIET_MS) {
      this.#attempts = 0;
      this.#moves = 0;
    }
    this.#troubleAt = now;
  }

  #waitMs({ kind }: Step): number {
    return kind === 'renew' ? (WAITS_MS[this.#attempts] ?? 0) : 0;
  }

  /** Of two plans the earlier one holds. */
  #planIn(waitMs: number, step: Step): void {
    const at = this.#clock.now() + waitMs;
    if (this.#plan !== undefined && this.#plan.at <= at) return;
    this.#plan?.cancel();
    this.#plan = undefined;
    if (waitMs > 0) this.#plan = { at, cancel: this.#clock.after(waitMs, () => void this.#run(step)) };
    else void this.#run(step);
  }

  async #run(step: Step): Promise<void> {
    this.#plan = undefined;
    if (this.#cancelHold !== undefined) {
      this.#held = step;
      return;
    }
    if (!this.#host.hasChannel()) return;
    if (step.kind === 'giveUp') return this.#host.gaveUp(step.why);
    if (step.kind === 'moveNode') return this.#moveNode(step.why);
    const work = Symbol('work');
    this.#work = work;
    const isFine = step.isOldPerhaps === true && (await this.#isOpen());
    if (this.#work !== work) return;
    if (!isFine) return this.#rejoin(step, work);
    this.#work = undefined;
  }

  async #isOpen(): Promise<boolean> {
    try {
      return (await this.#host.isVoiceOpen?.()) ?? true;
    } catch {
      // A node that cannot say has other troubles; a rejoin does no harm.
      return false;
    }
  }

  async #rejoin(step: Step, work: symbol): Promise<void> {
    const now = this.#clock.now();
    const cooldownMs = step.kind === 'look' ? this.#rejoinedAt + COOLDOWN_MS - now : 0;
    if (cooldownMs > 0 || this.#attempts >= WAITS_MS.length) {
      this.#work = undefined;
      if (this.#attempts >= WAITS_MS.length) this.#host.gaveUp(`${step.why}, and rejoining did not help`, step.cause);
      else this.#planIn(cooldownMs, step);
      return;
    }
    this.#attempts++;
    this.#rejoinedAt = now;
    this.#troubleAt = now;
    try {
      await this.#host.rejoin();
      if (this.#work === work) this.#work = undefined;
    } catch (error) {
      if (this.#work !== work) return;
      this.#work = undefined;
      const next: Step = { kind: 'renew', why: step.why, cause: error };
      this.#planIn(this.#waitMs(next), next);
    }
  }

  #moveNode(why: string): void {
    this.#moves++;
    if (this.#moves > MOST_MOVES) this.#host.gaveUp(`${why}, and so it is with other nodes`);
    else this.#host.moveNode(why);
  }

  #release(): void {
    this.#cancelHold?.();
    this.#cancelHold = undefined;
    // What was lost in the outage is mostly asked for again by now: a moment tells.
    if (this.#held !== undefined) this.#planIn(LOOK_AFTER_MS, this.#held);
    this.#held = undefined;
  }
}
