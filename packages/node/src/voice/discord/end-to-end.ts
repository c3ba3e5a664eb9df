import { type DAVESession, type NetworkingState, NetworkingStatusCode } from '@discordjs/voice';
import { type Cancel, type Clock, systemClock } from '@reprise/clock';

type VoiceWebSocket = Extract<NetworkingState, { code: NetworkingStatusCode.Resuming }>['ws'];
type BinaryMessage = Parameters<Parameters<VoiceWebSocket['on']>[1]>[0];

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
  /** The connection on which it resumes, and what came over it. */
  #resuming: VoiceWebSocket | undefined;
  #missed: BinaryMessage[] = [];

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

  /** Keeps what comes before the word that it resumed: the library would drop it, and the keys would be lost with it. */
  #hold(ws: VoiceWebSocket): void {
    if (this.#resuming === ws) return;
    this.#resuming = ws;
    this.#missed = [];
    ws.on('binary', (message) => {
      if (this.#resuming === ws) this.#missed.push(message);
    });
  }

  #release(): void {
    const ws = this.#resuming;
    this.#resuming = undefined;
    for (const message of this.#missed.splice(0)) ws?.emit('binary', message);
  }

  #tend(dave: DAVESession): void {
    const { processProposals, setExternalSender, processCommit, processWelcome, prepareEpoch, executeTransition } =
      dave;
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
      prepareEpoch: (epoch) => reviewed(() => prepareEpoch.call(dave, epoch)),
      executeTransition: (id) => reviewed(() => executeTransition.call(dave, id)),
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
