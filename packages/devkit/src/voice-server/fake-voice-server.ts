import { once } from 'node:events';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { durationMs } from '@reprise/options';
import type { OpusEncoder } from 'mediaplex';
import { WebSocketServer } from 'ws';
import { Happened } from '../time/happened.ts';
import { type Certificates, makeCertificates } from './certificates.ts';
import { CloseCode, isResumable } from './close-codes.ts';
import { SAMPLE_RATE } from './heard-audio.ts';
import { HeardVoice } from './heard-voice.ts';
import { readRtp } from './rtp.ts';
import { ServerSession, type SessionLine, type VoiceServerSession } from './server-session.ts';
import { decrypt } from './transport-cipher.ts';
import { type ConversationHost, VoiceConversation } from './voice-conversation.ts';
import { VoicePort } from './voice-port.ts';
import {
  type Admission,
  checkedLoss,
  type FakeVoiceServerOptions,
  resolveVoiceServerOptions,
  type VoiceCredentials,
} from './voice-server-options.ts';

/** A client that wanted in. */
export interface VoiceArrival {
  /** When, in milliseconds since 1970. */
  readonly at: number;
  readonly how: 'identify' | 'resume';
  readonly guildId: string;
  readonly sessionId: string;
  /** The code it was sent away with; `undefined` when it was let in. */
  readonly refusedWith: number | undefined;
}

/** Further facts of a {@link FakeVoiceServer.disconnect}. */
export interface DisconnectOptions {
  /** @defaultValue `''` */
  readonly reason?: string;
  /**
   * Whether the session is kept for the client to come back to.
   *
   * @defaultValue as Discord does with that code: after 1000, 1001, 4000, 4009 and 4015
   */
  readonly isKept?: boolean;
}

type Parts = Certificates & {
  readonly options: Required<FakeVoiceServerOptions>;
  readonly newDecoder: () => OpusEncoder;
};

const LOOPBACK = '127.0.0.1';
const CLIENTS_CONNECT = 11;
const CLIENT_DISCONNECT = 13;
const SPEAKING = 5;

/**
 * A voice server of Discord that listens: clients connect to it over TLS and UDP as to a real one, and it tells what is to be
 * heard in a guild. It takes any number of guilds at once.
 *
 * Clients have to trust its certificate: {@link FakeVoiceServer.trust} makes this process do so; another one gets
 * {@link FakeVoiceServer.ca} in the file that its `NODE_EXTRA_CA_CERTS` names.
 *
 * @example
 * ```ts
 * import { FakeDiscord, FakeVoiceServer } from '@reprise/devkit';
 *
 * await using server = await FakeVoiceServer.start();
 * const discord = new FakeDiscord({ voiceServers: [server] });
 * server.trust();
 *
 * // … a bot joins and plays a tone of 440 Hz …
 * const heard = server.heard('817327181659111454');
 * await heard.hears(440, { withinMs: 3_000 });
 * console.log(heard.audio().levelDb, heard.gaps.over60Ms, heard.faults.lost, discord.sent.length);
 * ```
 */
export class FakeVoiceServer implements AsyncDisposable {
  /** Its own certificate authority, as PEM. */
  readonly ca: string;
  /** Judges who identifies. Can be set. */
  admits: Admission;
  /** Nothing comes or goes over UDP, while the WebSocket lives. Can be set. */
  isUdpDead = false;
  readonly #options: Required<FakeVoiceServerOptions>;
  readonly #newDecoder: () => OpusEncoder;
  readonly #server: Server;
  readonly #sockets = new WebSocketServer({ noServer: true });
  readonly #port: VoicePort;
  readonly #heard = new Map<string, HeardVoice>();
  readonly #sessions = new Map<number, ServerSession>();
  readonly #conversations = new Set<VoiceConversation>();
  readonly #arrivals = new Happened<VoiceArrival>();
  /** Handshakes that wait for {@link thaw}. */
  readonly #held: (() => void)[] = [];
  #isFrozen = false;
  #packetLoss: number;
  #pingDelayMs = 0;
  #nextSsrc = 1;
  #endpoint = '';
  #closing: Promise<void> | undefined;

  private constructor({ options, newDecoder, ca, cert, key }: Parts) {
    this.ca = ca;
    this.admits = options.admits;
    this.#options = options;
    this.#newDecoder = newDecoder;
    this.#packetLoss = options.packetLoss;
    this.#server = createServer({ key, cert }, (_request, response) => response.writeHead(404).end());
    this.#port = new VoicePort({
      isDead: () => this.isUdpDead || this.#isFrozen,
      onPacket: (packet) => this.#hear(packet),
    });
  }

  /** Starts one on loopback. @throws TypeError or RangeError naming the option that is wrong. */
  static async start(options: FakeVoiceServerOptions = {}): Promise<FakeVoiceServer> {
    const resolved = resolveVoiceServerOptions(options);
    // Only here: whoever does not listen needs no native module.
    const [certificates, mediaplex] = await Promise.all([makeCertificates(), import('mediaplex')]);
    const newDecoder = () => mediaplex.OpusEncoder.create(SAMPLE_RATE, 2);
    const server = new FakeVoiceServer({ ...certificates, options: resolved, newDecoder });
    await server.#listen();
    return server;
  }

  /** Where it is, as Discord says it to clients: `127.0.0.1:40123`. */
  get endpoint(): string {
    return this.#endpoint;
  }

  /** Sessions that there are, those included whose client is away, oldest first. */
  get sessions(): readonly VoiceServerSession[] {
    return [...this.#sessions.values()];
  }

  /** The last 10,000 clients that wanted in, oldest first. */
  get arrivals(): readonly VoiceArrival[] {
    return this.#arrivals.items;
  }

  /** Part of the packets that is lost on the way, from 0 to 1. Can be set. */
  get packetLoss(): number {
    return this.#packetLoss;
  }

  set packetLoss(share: number) {
    this.#packetLoss = checkedLoss(share);
  }

  /** Time by which heartbeats are answered late, in milliseconds. Can be set. */
  get pingDelayMs(): number {
    return this.#pingDelayMs;
  }

  set pingDelayMs(ms: number) {
    this.#pingDelayMs = durationMs('FakeVoiceServer: pingDelayMs', ms);
  }

  /**
   * Makes this thread trust its certificate, in addition to those it trusts already, until the function it answers is called.
   * Needs Node 22.19 or 24.5.
   */
  trust(): () => void {
    setDefaultCACertificates([...getCACertificates('default'), this.ca]);
    return () => setDefaultCACertificates(getCACertificates('default').filter((pem) => pem.trim() !== this.ca.trim()));
  }

  /** What is heard in a guild. Always the same one for the same guild, also before anybody is there. */
  heard(guildId: string): HeardVoice {
    const known = this.#heard.get(guildId);
    if (known !== undefined) return known;
    const { clock, keepMs } = this.#options;
    const heard = new HeardVoice({ guildId, clock, keepMs, decoder: this.#newDecoder });
    this.#heard.set(guildId, heard);
    return heard;
  }

  /** Closes the connections of a guild with one of Discord's codes. Those whose client is away are forgotten or kept as well. */
  disconnect(guildId: string, code: number, { reason = '', isKept = isResumable(code) }: DisconnectOptions = {}): void {
    for (const session of this.#of(guildId)) {
      const { line } = session;
      if (!isKept) this.#forget(session);
      line?.close(code, reason);
    }
  }

  /** Cuts the TCP connections of a guild, or of all. Sessions stay, so that clients may resume. */
  cut(guildId?: string): void {
    for (const session of guildId === undefined ? [...this.#sessions.values()] : this.#of(guildId)) session.line?.cut();
  }

  /** Stands still: connections stay and are accepted, nothing is answered, nothing is heard. */
  freeze(): void {
    this.#isFrozen = true;
    for (const conversation of this.#conversations) conversation.pause();
  }

  /** Goes on. What clients said over their WebSockets meanwhile is answered now. */
  thaw(): void {
    this.#isFrozen = false;
    for (const conversation of this.#conversations) conversation.goOn();
    for (const shakeHands of this.#held.splice(0)) shakeHands();
  }

  /** Ends it; clients are cut. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  /** {@link close}, for `await using`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #listen(): Promise<void> {
    const { host, port } = this.#options;
    this.#server.on('upgrade', (request, socket, head) => {
      const version = new URL(request.url ?? '/', 'wss://voice').searchParams.get('v');
      const shakeHands = (): void =>
        this.#sockets.handleUpgrade(request, socket, head, (client) => {
          if (version === '8') this.#converse(client);
          else client.close(CloseCode.unknownProtocol);
        });
      if (this.#isFrozen) this.#hold(socket, shakeHands);
      else shakeHands();
    });
    this.#server.listen(port, LOOPBACK);
    await Promise.all([once(this.#server, 'listening'), this.#port.open()]);
    this.#endpoint = `${host}:${portOf(this.#server)}`;
  }

  #hold(socket: Duplex, shakeHands: () => void): void {
    // A client that gives up while it waits must not end the test.
    socket.on('error', () => undefined);
    this.#held.push(() => {
      if (!socket.destroyed) shakeHands();
    });
  }

  async #close(): Promise<void> {
    for (const conversation of this.#conversations) conversation.cut();
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.#server.closeAllConnections();
    await Promise.all([closed, this.#port.close()]);
  }

  #converse(client: ConstructorParameters<typeof VoiceConversation>[0]): void {
    const conversation = new VoiceConversation(client, this.#host());
    this.#conversations.add(conversation);
    client.on('close', () => this.#conversations.delete(conversation));
  }

  #host(): ConversationHost {
    const { clock, heartbeatMs } = this.#options;
    return {
      heartbeatMs,
      endpoint: this.#endpoint,
      udpPort: this.#port.port,
      identify: (credentials, line) => this.#identify(credentials, line),
      resume: (credentials) => this.#resume(credentials),
      ready: (session) => this.#ready(session),
      speaks: (session, flags) => this.#speaks(session, flags),
      ended: (session, line, code) => this.#ended(session, line, code),
      afterPing: (run) => {
        if (this.#pingDelayMs === 0) run();
        else clock.after(this.#pingDelayMs, run);
      },
    };
  }

  #identify(credentials: VoiceCredentials, line: SessionLine): ServerSession | number {
    const refusedWith = this.admits(credentials);
    this.#note('identify', credentials, refusedWith);
    if (refusedWith !== undefined) return refusedWith;
    for (const old of this.#of(credentials.guildId)) {
      if (old.userId !== credentials.userId) continue;
      this.#forget(old);
      old.line?.close(CloseCode.sessionInvalid, '');
    }
    const session = new ServerSession(credentials, this.#nextSsrc, line);
    this.#nextSsrc += 1;
    this.#sessions.set(session.ssrc, session);
    return session;
  }

  #resume(credentials: Omit<VoiceCredentials, 'userId'>): ServerSession | number {
    const session = this.#of(credentials.guildId).find(
      ({ credentials: { sessionId, token } }) => sessionId === credentials.sessionId && token === credentials.token,
    );
    this.#note('resume', credentials, session === undefined ? CloseCode.sessionInvalid : undefined);
    return session ?? CloseCode.sessionInvalid;
  }

  #note(
    how: VoiceArrival['how'],
    { guildId, sessionId }: Omit<VoiceCredentials, 'userId'>,
    refusedWith: number | undefined,
  ): void {
    this.#arrivals.add({ at: this.#options.clock.now(), how, guildId, sessionId, refusedWith });
  }

  #ready(session: ServerSession): void {
    const others = this.#othersOf(session);
    session.tell(CLIENTS_CONNECT, { user_ids: others.map(({ userId }) => userId) });
    for (const other of others) other.tell(CLIENTS_CONNECT, { user_ids: [session.userId] });
  }

  #speaks(session: ServerSession, flags: number): void {
    this.heard(session.guildId).said(session.userId, flags);
    const d = { user_id: session.userId, ssrc: session.ssrc, speaking: flags };
    for (const other of this.#othersOf(session)) other.tell(SPEAKING, d);
  }

  #ended(session: ServerSession, line: SessionLine, code: number): void {
    session.leave(line);
    // A client that leaves says so with 1000; whoever is lost may come back.
    if (code === 1000 && session.state === 'away') this.#forget(session);
  }

  #forget(session: ServerSession): void {
    if (!this.#sessions.delete(session.ssrc)) return;
    this.heard(session.guildId).ended(session.ssrc);
    for (const other of this.#othersOf(session)) other.tell(CLIENT_DISCONNECT, { user_id: session.userId });
  }

  #hear(datagram: Buffer): void {
    const packet = readRtp(datagram);
    const session = packet === undefined ? undefined : this.#sessions.get(packet.ssrc);
    if (packet === undefined || session?.mode === undefined) return;
    const heard = this.heard(session.guildId);
    if (this.#packetLoss > 0 && this.#options.random() < this.#packetLoss) {
      heard.useless.dropped += 1;
      return;
    }
    const opus = decrypt(packet, session.mode, session.key);
    if (opus === undefined) heard.useless.undecryptable += 1;
    else heard.take(packet, opus);
  }

  #of(guildId: string): readonly ServerSession[] {
    return [...this.#sessions.values()].filter((session) => session.guildId === guildId);
  }

  #othersOf(session: ServerSession): readonly ServerSession[] {
    return this.#of(session.guildId).filter((other) => other !== session && other.mode !== undefined);
  }
}

function portOf(server: Server): number {
  const address: AddressInfo | string | null = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}
