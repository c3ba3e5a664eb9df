import type { VoiceConnection, VoiceConnector, VoiceListener, VoiceTarget } from '@reprise/node';

/** A voice server that a test plays: each attempt waits until it is answered. */
export class HandPlayedVoice implements VoiceConnector {
  readonly attempts: Attempt[] = [];

  connect(target: VoiceTarget, listener: VoiceListener, signal: AbortSignal): Promise<VoiceConnection> {
    const { promise, resolve, reject } = Promise.withResolvers<VoiceConnection>();
    this.attempts.push(new Attempt(target, listener, signal, resolve, reject));
    return promise;
  }

  /** The attempt of that number, from 0, once it was made. */
  async attempt(index: number): Promise<Attempt> {
    for (;;) {
      const attempt = this.attempts[index];
      if (attempt !== undefined) return attempt;
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
}

/** One attempt to connect, and then the connection. */
class Attempt implements VoiceConnection {
  readonly target: VoiceTarget;
  readonly listener: VoiceListener;
  readonly signal: AbortSignal;
  readonly fail: (error: Error) => void;
  readonly #resolve: (connection: VoiceConnection) => void;
  pingMs = 0;
  takesMusic = true;
  isLeft = false;

  constructor(
    target: VoiceTarget,
    listener: VoiceListener,
    signal: AbortSignal,
    resolve: (connection: VoiceConnection) => void,
    reject: (error: Error) => void,
  ) {
    this.target = target;
    this.listener = listener;
    this.signal = signal;
    this.#resolve = resolve;
    this.fail = reject;
  }

  open(): void {
    this.#resolve(this);
  }

  close(): void {
    this.isLeft = true;
  }
}
