import { type DAVESession, type NetworkingState, NetworkingStatusCode } from '@discordjs/voice';
import { type Cancel, type Clock, systemClock } from '@reprise/clock';

type VoiceWebSocket = Extract<NetworkingState, { code: NetworkingStatusCode.Resuming }>['ws'];

/** What is said as JSON and bears on the keys: `prepare_transition`, `execute_transition`, `prepare_epoch`. */
const KEY_WORDS: readonly number[] = [21, 22, 24];
/** Who is alone in a channel is in no group: music does not wait for keys for ever. */
const PATIENCE_MS = 2_000;

/** What the end-to-end encryption of a connection means for its music. */
export class EndToEnd {
  readonly #onChange: () => void;
  readonly #clock: Clock;
  #dave: DAVESession | undefined;
  #hasKeys = true;
  #hasWaited = false;
  #cancel: Cancel | undefined;
  /** The connection on which it resumes, and what says again what came over it. */
  #resuming: VoiceWebSocket | undefined;
  #missed: (() => void)[] = [];

  /** `onChange` is told when {@link isWaiting} may be another one. */
  constructor(onChange: () => void, clock: Clock = systemClock) {
    this.#onChange = onChange;
    this.#clock = clock;
  }

  /** Whether music waits for keys: without them it would be sent, but nobody could hear it. */
  get isWaiting(): boolean {
    return !this.#hasKeys && !this.#hasWaited;
  }

  /** The connection has another state now. */
  follow(state: NetworkingState): void {
    const dave = 'dave' in state ? state.dave : undefined;
    if (dave !== this.#dave) {
      this.#dave = dave;
      if (dave !== undefined) this.#tend(dave);
      this.#review();
    }
    if (state.code === NetworkingStatusCode.Resuming) this.#hold(state.ws);
    else this.#release();
  }

  /**
   * Keeps what comes before the word that it resumed, in its order: the library would drop bytes, and would answer words
   * with keys that it does not send.
   */
  #hold(ws: VoiceWebSocket): void {
    if (this.#resuming === ws) return;
    this.#resuming = ws;
    this.#missed = [];
    const keep = (again: () => void): void => {
      if (this.#resuming === ws) this.#missed.push(again);
    };
    ws.on('binary', (message) => keep(() => ws.emit('binary', message)));
    ws.on('packet', (packet) => {
      if (KEY_WORDS.includes(packet.op)) keep(() => ws.emit('packet', packet));
    });
  }

  #release(): void {
    this.#resuming = undefined;
    for (const again of this.#missed.splice(0)) again();
  }

  #tend(dave: DAVESession): void {
    const { processProposals, setExternalSender, processCommit, processWelcome } = dave;
    const { prepareTransition, executeTransition, prepareEpoch } = dave;
    const isHeld = (): boolean => this.#resuming !== undefined;
    const reviewed = <T>(run: () => T): T => {
      const answer = run();
      if (this.#review()) this.#onChange();
      return answer;
    };
    const tended: Partial<DAVESession> = {
      processProposals: (...proposed) => orNothing(() => processProposals.apply(dave, proposed)),
      setExternalSender: (sender) => orNothing(() => setExternalSender.call(dave, sender)),
      processCommit: (commit) => reviewed(() => processCommit.call(dave, commit)),
      processWelcome: (welcome) => reviewed(() => processWelcome.call(dave, welcome)),
      prepareTransition: (transition) => !isHeld() && prepareTransition.call(dave, transition),
      executeTransition: (id) => !isHeld() && reviewed(() => executeTransition.call(dave, id)),
      prepareEpoch: (epoch) => {
        if (!isHeld()) reviewed(() => prepareEpoch.call(dave, epoch));
      },
    };
    Object.assign(dave, tended);
  }

  /** Answers whether there are keys now, or none any more, other than before. */
  #review(): boolean {
    const dave = this.#dave;
    // A voice server may say nothing about the version, too.
    const hasKeys = dave === undefined || !(dave.protocolVersion > 0) || dave.session?.ready === true;
    if (hasKeys === this.#hasKeys) return false;
    this.#hasKeys = hasKeys;
    this.#hasWaited = false;
    this.#cancel?.();
    this.#cancel = hasKeys ? undefined : this.#clock.after(PATIENCE_MS, () => this.#goOn());
    return true;
  }

  #goOn(): void {
    this.#hasWaited = true;
    this.#onChange();
  }
}

/**
 * What crosses a new beginning on its way cannot be processed any more: without this, a proposal of a voice server would end
 * the process. Whoever misses something by it cannot follow the next commit, says so, and is taken in again.
 */
function orNothing<T>(run: () => T): T | undefined {
  try {
    return run();
  } catch {
    return undefined;
  }
}
