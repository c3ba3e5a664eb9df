import { type Clock, systemClock } from '@reprise/clock';
import { AudioNode, type AudioNodeOptions } from '@reprise/node';
import { knownOptions, text, wholeNumber } from '@reprise/options';
import { applyFault } from '../plan/apply-fault.ts';
import type { Fault, FaultTarget } from '../plan/fault.ts';
import { FaultProxy } from '../proxy/fault-proxy.ts';
import { Turns } from '../time/turns.ts';
import { Behaviour, type StatsLie } from './behaviour.ts';
import type { FaultAnswer, FaultRoute } from './fault-answer.ts';
import { HttpFront } from './http-front.ts';
import { malformedFrames } from './malformed-frames.ts';
import { type RecordedRequest, RequestLog } from './request-log.ts';
import { SocketFront } from './socket-front.ts';
import { Upstream } from './upstream.ts';

/** Options of {@link FaultyNode}. */
export interface FaultyNodeOptions {
  /** Port on loopback to listen on; 0 takes any free one. @defaultValue `0` */
  readonly port?: number;
  /** Options of the audio node behind the faults. @defaultValue those of `AudioNode`, with the same clock */
  readonly node?: Omit<AudioNodeOptions, 'host' | 'port' | 'publicUrl'>;
  /** Where time comes from. @defaultValue the machine's clock */
  readonly clock?: Clock;
}

/**
 * A real audio node that fails as it is told: it dies, freezes, forgets, floods, lies and answers nonsense, and in between it
 * works. It also knows what it was asked for.
 *
 * In front of an `AudioNode` stand a proxy of HTTP and WebSockets, for wrong answers and messages, and a {@link FaultProxy},
 * for what networks do. Its address stays the same through everything.
 *
 * @example
 * ```ts
 * import { FaultyNode } from '@reprise/devkit';
 *
 * await using node = await FaultyNode.start();
 * // … a bot plays …
 * await node.die(); // as with kill -9: connections are reset, sessions and players are gone
 * await node.revive();
 *
 * node.answer({ kind: 'status', status: 429, retryAfterS: 2 }, { path: '/v4/loadtracks', times: 3 });
 * console.log(node.requests.map(({ method, path }) => `${method} ${path}`));
 * ```
 */
export class FaultyNode implements FaultTarget, AsyncDisposable {
  /** What the network to the node does. Freezing and dying use it too. */
  readonly network: FaultProxy;
  readonly #options: NonNullable<FaultyNodeOptions['node']>;
  readonly #clock: Clock;
  readonly #behaviour: Behaviour;
  readonly #log: RequestLog;
  readonly #http: HttpFront;
  readonly #sockets: SocketFront;
  #node: AudioNode | undefined;
  #upstream: Upstream | undefined;
  /** Of life and death. */
  readonly #turns = new Turns();

  private constructor(parts: FaultyNodeParts) {
    this.#clock = parts.clock;
    this.#options = parts.node;
    this.#behaviour = parts.behaviour;
    this.#log = parts.log;
    this.#http = parts.http;
    this.#sockets = parts.sockets;
    this.network = parts.network;
  }

  /**
   * Starts one that works.
   *
   * @throws TypeError or RangeError naming the option that is wrong.
   */
  static async start(options: FaultyNodeOptions = {}): Promise<FaultyNode> {
    knownOptions('FaultyNode', options, ['port', 'node', 'clock']);
    const { port = 0, clock = systemClock, node = {} } = options;
    const behaviour = new Behaviour();
    const log = new RequestLog(clock);
    const shared = { behaviour, log, clock, upstream: () => made.#upstream };
    const sockets = new SocketFront(shared);
    const http = new HttpFront({ ...shared, upgrade: (...handshake) => sockets.upgrade(...handshake) });
    const target = await http.listen();
    const network = await FaultProxy.start({ target, port, clock });
    const made: FaultyNode = new FaultyNode({ clock, node, behaviour, log, http, sockets, network });
    try {
      await made.#bear();
    } catch (error) {
      await made.close();
      throw error;
    }
    return made;
  }

  /** Where clients reach it, such as `http://127.0.0.1:40123`. */
  get url(): string {
    return this.network.url;
  }

  /** The port it listens on. */
  get port(): number {
    return this.network.port;
  }

  /** Whether it lives, frozen or not. */
  get isAlive(): boolean {
    return this.#upstream !== undefined;
  }

  /** The last 10,000 things clients asked for, oldest first. What a dead or frozen node did not hear is not among them. */
  get requests(): readonly RecordedRequest[] {
    return this.#log.requests;
  }

  /** Forgets {@link requests}. */
  clearRequests(): void {
    this.#log.clear();
  }

  /**
   * Dies at once, as with kill -9: connections are reset, sessions, players and voice connections are gone. New connections
   * are reset and counted in {@link network}, or find nobody listening when `port` is `closed`. Dead already, nothing happens.
   */
  die(port: 'reset' | 'closed' = 'reset'): Promise<void> {
    return this.#turns.take(async () => {
      await this.network.refuse(port);
      this.network.cut();
      await this.#leave()?.close();
    });
  }

  /** Starts again after it died, on the same port, knowing nothing. Alive, it only thaws. */
  revive(): Promise<void> {
    return this.#turns.take(async () => {
      if (!this.isAlive) await this.#bear();
      await this.network.pass();
    });
  }

  /**
   * Freezes, as with SIGSTOP: connections stay and are accepted, nothing is answered, no ping either. Inside, the music goes
   * on; what it has to tell comes after {@link thaw}.
   */
  freeze(): Promise<void> {
    return this.#turns.take(async () => {
      if (this.isAlive) await this.network.blackHole();
    });
  }

  /** Goes on after it froze, with everything that was on its way. */
  thaw(): Promise<void> {
    return this.#turns.take(async () => {
      if (this.isAlive) await this.network.pass();
    });
  }

  /** Loses all sessions, as in a restart that takes no time: clients are cut, and none can resume. */
  loseSessions(): Promise<void> {
    return this.#turns.take(async () => {
      const old = this.#leave();
      if (old === undefined) return;
      await this.#bear();
      this.#sockets.cut();
      await old.close();
    });
  }

  /** Answers requests wrongly from now on, until the function it answers is called. Earlier faults come first. */
  answer(answer: FaultAnswer, route: FaultRoute = {}): () => void {
    return this.#behaviour.rules.add(answer, route);
  }

  /** Sends every `playerUpdate` so many times. */
  flood(times = 10): void {
    this.#behaviour.updateTimes = wholeNumber('FaultyNode: times', times, { min: 1 });
  }

  /**
   * Sends every client so many events at once, as after a long absence.
   *
   * @param make - Makes the event of that number, from 0. By default one of a plugin that nobody knows.
   */
  burst(count = 50_000, make: (i: number) => object = strangeEvent): void {
    wholeNumber('FaultyNode: count', count, { min: 0 });
    for (let i = 0; i < count; i += 1) this.#sockets.send(JSON.stringify(make(i)));
  }

  /** Sends every client so many frames that no node should send, the same ones for the same seed. */
  sendMalformed(count = 100, seed = 1): void {
    wholeNumber('FaultyNode: count', count, { min: 0 });
    for (const frame of malformedFrames(count, seed)) this.#sockets.send(frame);
  }

  /** Sends every client a frame as it is. */
  sendRaw(frame: string | Buffer): void {
    this.#sockets.send(frame);
  }

  /** Tells these figures in place of the true ones, over the WebSocket and in `/v4/stats`; `{}` ends it. */
  lieInStats(lie: StatsLie): void {
    this.#behaviour.statsLie = lie;
  }

  /** Sends no statistics over the WebSocket any more. */
  omitStats(): void {
    this.#behaviour.statsLie = null;
  }

  /** Speaks another version of the protocol: says so, and answers 404 to everything of version 4. */
  speakVersion(version: string): void {
    this.#behaviour.apiVersion = text('FaultyNode: version', version);
  }

  /** Is without these sources: they are not in `/v4/info`, find nothing, and their tracks cannot be played. */
  loseSources(...names: readonly string[]): void {
    for (const name of names) this.#behaviour.missingSources.add(name);
  }

  /** A good node again: alive, thawed, without faults and without delays. What it lost stays lost. */
  async heal(): Promise<void> {
    this.#behaviour.reset();
    await this.revive();
  }

  /** Lets a fault happen that is given as data. */
  apply(fault: Fault): Promise<void> {
    return applyFault(this, fault);
  }

  /** Ends it for good. */
  close(): Promise<void> {
    return this.#turns.take(async () => {
      await this.network.close();
      await this.#leave()?.close();
      await this.#http.close();
    });
  }

  /** {@link close}, for `await using`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #bear(): Promise<void> {
    const clock = this.#clock;
    const node = new AudioNode({ clock, ...this.#options, host: '127.0.0.1', port: 0, publicUrl: this.url });
    await node.start();
    this.#node = node;
    this.#upstream = new Upstream(node.url);
  }

  /** Takes the good node away, and hands it over to be closed. */
  #leave(): AudioNode | undefined {
    const node = this.#node;
    this.#upstream?.close();
    this.#upstream = undefined;
    this.#node = undefined;
    return node;
  }
}

interface FaultyNodeParts {
  readonly clock: Clock;
  readonly node: NonNullable<FaultyNodeOptions['node']>;
  readonly behaviour: Behaviour;
  readonly log: RequestLog;
  readonly http: HttpFront;
  readonly sockets: SocketFront;
  readonly network: FaultProxy;
}

function strangeEvent(i: number): object {
  return { op: 'event', type: 'DevkitEvent', guildId: '0', number: i };
}
