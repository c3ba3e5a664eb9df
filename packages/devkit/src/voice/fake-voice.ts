import type { Clock } from '@reprise/clock';
import type { VoiceConnection, VoiceConnector, VoiceListener, VoiceTarget } from '@reprise/node';
import { durationMs } from '@reprise/options';
import { Happened } from '../time/happened.ts';
import { FakeVoiceConnection, type HeldConnection } from './fake-connection.ts';
import { type FakeVoiceOptions, resolveVoiceOptions } from './voice-options.ts';

/** Which attempts to connect are refused, and how. What is left out fits all. */
export interface VoiceRefusal {
  readonly guildId?: string;
  /** The voice server, as Discord wrote it. */
  readonly endpoint?: string;
  /** The node, as named with {@link FakeVoice.at}. */
  readonly node?: string;
  /**
   * `hang`: never answered, as when nothing listens there: a node's call with voice data then never ends. `fail`: a failed
   * handshake, which a node answers with 500.
   *
   * @defaultValue `'hang'`
   */
  readonly how?: 'hang' | 'fail';
}

/** An attempt to connect. */
export interface VoiceAttempt {
  /** When, in milliseconds since 1970. */
  readonly at: number;
  readonly node: string;
  readonly target: VoiceTarget;
  readonly outcome: 'answered' | 'hang' | 'fail';
}

/** Further facts of a {@link FakeVoice.close}. */
export interface VoiceCloseOptions {
  /** @defaultValue `''` */
  readonly reason?: string;
  /**
   * Whether a node may resume a connection that closed with a code that says so (1001, 4000, 4009, 4015, …): then its client
   * hears nothing, and the connection goes on.
   *
   * @defaultValue `true`
   */
  readonly resumable?: boolean;
}

/** Codes after which koe, the voice library of a real Lavalink, resumes by itself. */
const RESUMED_CODES: ReadonlySet<number> = new Set([
  1001, 1006, 4000, 4001, 4002, 4003, 4005, 4009, 4012, 4015, 4016, 4020,
]);

/**
 * Discord's voice servers, as far as an `AudioNode` and its clients can tell: they answer late or never, measure pings,
 * close with a code and die without a word. No sound is sent.
 *
 * One for all nodes of a test: it then also knows which of them is heard in which guild.
 *
 * @example
 * ```ts
 * import { FakeVoice } from '@reprise/devkit';
 * import { AudioNode } from '@reprise/node';
 *
 * const voice = new FakeVoice({ answerAfterMs: 100 });
 * await using a = new AudioNode({ port: 0, voice: voice.at('A') });
 * await using b = new AudioNode({ port: 0, voice: voice.at('B') });
 * await Promise.all([a.start(), b.start()]);
 *
 * // … a bot plays in the guild …
 * voice.close('817327181659111454', 4006); // Discord forgot the session
 * console.log(voice.nodesHeardIn('817327181659111454'));
 * ```
 */
export class FakeVoice implements VoiceConnector {
  readonly #options: Required<FakeVoiceOptions>;
  readonly #connections = new Set<FakeVoiceConnection>();
  readonly #refusals = new Set<VoiceRefusal>();
  readonly #attempts = new Happened<VoiceAttempt>();
  #answerAfterMs: number;

  /** @throws TypeError or RangeError naming the option that is wrong. */
  constructor(options: FakeVoiceOptions = {}) {
    this.#options = resolveVoiceOptions(options);
    this.#answerAfterMs = this.#options.answerAfterMs;
  }

  /** Time until a voice server answers, in milliseconds; can be set. */
  get answerAfterMs(): number {
    return this.#answerAfterMs;
  }

  set answerAfterMs(ms: number) {
    this.#answerAfterMs = durationMs('FakeVoice: answerAfterMs', ms);
  }

  /** The last 10,000 attempts to connect, oldest first. */
  get attempts(): readonly VoiceAttempt[] {
    return this.#attempts.items;
  }

  /** Forgets {@link attempts}. */
  clearAttempts(): void {
    this.#attempts.clear();
  }

  /** Connections that nodes hold, closed and dead ones included, oldest first. */
  get connections(): readonly HeldConnection[] {
    return [...this.#connections];
  }

  /** The connector to give to the node of that name. */
  at(node: string): VoiceConnector {
    return { connect: (target, listener, signal) => this.#connect(node, target, listener, signal) };
  }

  /** Connects for a node without a name. */
  connect(
    target: VoiceTarget,
    listener: VoiceListener,
    signal: AbortSignal,
  ): VoiceConnection | Promise<VoiceConnection> {
    return this.#connect('', target, listener, signal);
  }

  /** Names of the nodes whose music can be heard in a guild, one for each connection. */
  nodesHeardIn(guildId: string): readonly string[] {
    return this.#of(guildId).flatMap(({ state, takesMusic, node }) => (state !== 'dead' && takesMusic ? [node] : []));
  }

  /** Refuses attempts from now on, until the function it answers is called. */
  refuse(refusal: VoiceRefusal = {}): () => void {
    const mine = { ...refusal };
    this.#refusals.add(mine);
    return () => this.#refusals.delete(mine);
  }

  /**
   * Closes the open connections of a guild with one of Discord's codes. As on a real Lavalink the client is told unless the
   * node can resume, and the song goes on until new voice data comes.
   */
  close(guildId: string, code: number, { reason = '', resumable = true }: VoiceCloseOptions = {}): void {
    if (resumable && RESUMED_CODES.has(code)) return;
    for (const connection of this.#of(guildId)) connection.end(code, reason);
  }

  /**
   * The voice server of a guild dies: nobody is told, the connection counts as open, its ping stands still. The song `goes
   * on` for nobody, or it `stops`: then its position stands still too.
   */
  dieSilently(guildId: string, music: 'goes on' | 'stops' = 'goes on'): void {
    for (const connection of this.#of(guildId)) if (connection.state === 'open') connection.die(music);
  }

  #connect(
    node: string,
    target: VoiceTarget,
    listener: VoiceListener,
    signal: AbortSignal,
  ): VoiceConnection | Promise<VoiceConnection> {
    const { clock } = this.#options;
    const refusal = this.#refusalOf(node, target);
    this.#attempts.add({ at: clock.now(), node, target, outcome: refusal ?? 'answered' });
    if (refusal === 'hang') return new Promise(() => undefined);
    const answer = (): VoiceConnection => {
      if (refusal === 'fail') throw new Error(`The voice server ${target.endpoint} does not speak TLS.`);
      return this.#open(node, target, listener);
    };
    return this.#answerAfterMs === 0 ? answer() : later(this.#answerAfterMs, clock, signal, answer);
  }

  #open(node: string, target: VoiceTarget, listener: VoiceListener): VoiceConnection {
    const { clock, random, admits, pingMs, pingSpreadMs, pingIntervalMs } = this.#options;
    const seed = Math.floor(random() * 2 ** 31);
    const pings = { pingMs, pingSpreadMs, pingIntervalMs, seed };
    const connection = new FakeVoiceConnection(node, target, listener, clock, pings, (left) =>
      this.#connections.delete(left),
    );
    this.#connections.add(connection);
    // A voice server looks at who is there after the connection is open, so the node has answered its client by then.
    setImmediate(() => {
      const code = this.#connections.has(connection) ? admits(target) : undefined;
      if (code !== undefined) connection.end(code, '');
    });
    return connection;
  }

  #refusalOf(node: string, { guildId, endpoint }: VoiceTarget): 'hang' | 'fail' | undefined {
    const asked = { guildId, endpoint, node };
    const keys = ['guildId', 'endpoint', 'node'] as const;
    const found = [...this.#refusals].find((refusal) =>
      keys.every((key) => refusal[key] === undefined || refusal[key] === asked[key]),
    );
    return found === undefined ? undefined : (found.how ?? 'hang');
  }

  #of(guildId: string): readonly FakeVoiceConnection[] {
    return [...this.#connections].filter(({ target }) => target.guildId === guildId);
  }
}

/** Answers after a while; never when it is aborted before. */
function later<T>(ms: number, clock: Clock, signal: AbortSignal, answer: () => T): Promise<T> {
  return new Promise((resolve, reject) => {
    const cancel = clock.after(ms, () => {
      signal.removeEventListener('abort', cancel);
      try {
        resolve(answer());
      } catch (error) {
        reject(error);
      }
    });
    signal.addEventListener('abort', cancel, { once: true });
  });
}
