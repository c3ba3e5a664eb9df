import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { durationMs, flag } from '@reprise/options';
import type { OpusEncoder } from 'mediaplex';
import type { WebSocket } from 'ws';
import { type Certificates, makeCertificates } from './certificates.ts';
import { CloseCode, isResumable } from './close-codes.ts';
import { DaveChannels } from './dave/dave-channels.ts';
import type { DaveGroup } from './dave/dave-group.ts';
import type { Davey } from './dave/dave-listener.ts';
import type { EndToEnd } from './dave/end-to-end.ts';
import { DAVE_VERSION } from './dave/opcodes.ts';
import { SAMPLE_RATE } from './heard-audio.ts';
import { HeardVoice } from './heard-voice.ts';
import { readRtp } from './rtp.ts';
import type { ServerSession, SessionLine, VoiceServerSession } from './server-session.ts';
import { SessionBook, type VoiceArrival } from './session-book.ts';
import { decrypt } from './transport-cipher.ts';
import { type ConversationHost, VoiceConversation } from './voice-conversation.ts';
import { VoiceEar } from './voice-ear.ts';
import { VoiceListener } from './voice-listener.ts';
import { VoicePort } from './voice-port.ts';
import {
  type Admission,
  type ChannelOf,
  checkedLoss,
  type FakeVoiceServerOptions,
  type ResolvedVoiceServerOptions,
  resolveVoiceServerOptions,
  type VoiceCredentials,
} from './voice-server-options.ts';

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
  readonly options: ResolvedVoiceServerOptions;
  /** Only where channels demand end-to-end encryption. */
  readonly davey: Davey | undefined;
  readonly newDecoder: () => OpusEncoder;
};

interface Guild {
  readonly ear: VoiceEar;
  readonly heard: HeardVoice;
}

const LOOPBACK = '127.0.0.1';

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
 * console.log(heard.music().levelDb, heard.gaps.over60Ms, heard.faults.lost, discord.sent.length);
 * ```
 */
export class FakeVoiceServer implements AsyncDisposable {
  /** Its own certificate authority, as PEM. */
  readonly ca: string;
  /** Judges who identifies. Can be set. */
  admits: Admission;
  /** Knows in which channel somebody is. Can be set. */
  channelOf: ChannelOf;
  /** Whether clients that resume get what they missed before they are told so, for those who connect then. Can be set. */
  replaysFirst = false;
  readonly #options: ResolvedVoiceServerOptions;
  readonly #newDecoder: () => OpusEncoder;
  readonly #listener: VoiceListener;
  readonly #port: VoicePort;
  readonly #book: SessionBook;
  readonly #channels: DaveChannels | undefined;
  readonly #guilds = new Map<string, Guild>();
  readonly #conversations = new Set<VoiceConversation>();
  #isUdpDead = false;
  #isFrozen = false;
  #packetLoss: number;
  #pingDelayMs = 0;
  #endpoint = '';
  #closing: Promise<void> | undefined;

  private constructor({ options, newDecoder, davey, ...certificates }: Parts) {
    this.ca = certificates.ca;
    this.admits = options.admits;
    this.channelOf = options.channelOf;
    this.#options = options;
    this.#newDecoder = newDecoder;
    this.#packetLoss = options.packetLoss;
    this.#listener = new VoiceListener({
      ...certificates,
      onClient: (client, version) => this.#converse(client, version),
    });
    this.#port = new VoicePort({
      isDead: () => this.#isUdpDead || this.#isFrozen,
      onPacket: (packet) => this.#hear(packet),
    });
    this.#book = new SessionBook({
      clock: options.clock,
      admits: (credentials, daveVersion) => this.admits(credentials) ?? this.#judge(credentials, daveVersion),
      onEnd: (session) => this.#ended(session),
    });
    this.#channels = davey && new DaveChannels(davey, options.clock);
  }

  /** Starts one on loopback. @throws TypeError or RangeError naming the option that is wrong. */
  static async start(options: FakeVoiceServerOptions = {}): Promise<FakeVoiceServer> {
    const resolved = resolveVoiceServerOptions(options);
    // Only here: whoever does not listen needs no native module.
    const { certificate, dave } = resolved;
    const [certificates, { OpusEncoder }, davey] = await Promise.all([
      certificate === undefined ? makeCertificates() : { ...certificate, ca: certificate.cert },
      import('mediaplex'),
      dave && import('@snazzah/davey'),
    ]);
    const newDecoder = (): OpusEncoder => OpusEncoder.create(SAMPLE_RATE, 2);
    const server = new FakeVoiceServer({ ...certificates, options: resolved, newDecoder, davey });
    await server.#open();
    return server;
  }

  /** Where it is, as Discord says it to clients: `127.0.0.1:40123`. */
  get endpoint(): string {
    return this.#endpoint;
  }

  /** Sessions that there are, those included whose client is away, oldest first. */
  get sessions(): readonly VoiceServerSession[] {
    return this.#book.all;
  }

  /** The last 10,000 clients that wanted in, oldest first. */
  get arrivals(): readonly VoiceArrival[] {
    return this.#book.arrivals.items;
  }

  /** Nothing comes or goes over UDP, while the WebSockets live. Can be set. */
  get isUdpDead(): boolean {
    return this.#isUdpDead;
  }

  set isUdpDead(isDead: boolean) {
    this.#isUdpDead = flag('FakeVoiceServer: isUdpDead', isDead);
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

  /** What is heard in a guild: always the same one for the same guild, and also before anybody is there. */
  heard(guildId: string): HeardVoice {
    return this.#guild(guildId).heard;
  }

  /**
   * The end-to-end encryption of a guild's channel: its epoch, who is in the group, and the code that its members can compare.
   * `undefined` while nobody is there, and where it is not demanded.
   */
  endToEnd(guildId: string): EndToEnd | undefined {
    return this.#groupOf(guildId)?.shown;
  }

  /** Lets the members of a guild's channel found a new group, as Discord does when the version of the encryption changes. */
  renewGroup(guildId: string): void {
    this.#groupOf(guildId)?.renew();
  }

  /** Announces a commit that leads nowhere to a guild's clients, or to one: they say so, and have to be added anew. */
  announceBadCommit(guildId: string, userId?: string): void {
    this.#groupOf(guildId)?.mislead(userId);
  }

  /** Sends a guild's clients what is out of place: a proposal of a former epoch, and once more who may propose. */
  sendOutOfPlace(guildId: string): void {
    this.#groupOf(guildId)?.sendOutOfPlace();
  }

  /** Closes the connections of a guild with one of Discord's codes. */
  disconnect(guildId: string, code: number, { reason = '', isKept = isResumable(code) }: DisconnectOptions = {}): void {
    for (const session of this.#book.of(guildId)) {
      const { line } = session;
      if (!isKept) this.#book.forget(session);
      line?.close(code, reason);
    }
  }

  /** Cuts the TCP connections of a guild, or of all. Sessions stay, so that clients may resume. */
  cut(guildId?: string): void {
    for (const { line } of guildId === undefined ? this.#book.all : this.#book.of(guildId)) line?.cut();
  }

  /** Stands still: connections stay and are accepted, nothing is answered, nothing is heard. */
  freeze(): void {
    this.#isFrozen = true;
    this.#listener.freeze();
    for (const conversation of this.#conversations) conversation.pause();
  }

  /** Goes on. What clients said over their WebSockets meanwhile is answered now. */
  thaw(): void {
    this.#isFrozen = false;
    for (const conversation of this.#conversations) conversation.goOn();
    this.#listener.thaw();
  }

  /** Ends it; clients are cut. Another one with the same `port` takes its place, knowing nothing. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  /** {@link close}, for `await using`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #open(): Promise<void> {
    const { host, port } = this.#options;
    const [bound] = await Promise.all([this.#listener.open(LOOPBACK, port), this.#port.open()]);
    this.#endpoint = `${host}:${bound}`;
  }

  async #close(): Promise<void> {
    this.#channels?.close();
    await Promise.all([this.#listener.close(), this.#port.close()]);
  }

  #guild(guildId: string): Guild {
    const known = this.#guilds.get(guildId);
    if (known !== undefined) return known;
    const { clock, keepMs } = this.#options;
    const ear = new VoiceEar({ clock, keepMs, newDecoder: this.#newDecoder });
    const guild = { ear, heard: new HeardVoice(guildId, ear) };
    this.#guilds.set(guildId, guild);
    return guild;
  }

  #converse(client: WebSocket, version: string | null): void {
    if (version !== '8') {
      client.close(CloseCode.unknownProtocol);
      return;
    }
    const conversation = new VoiceConversation(client, this.#host());
    this.#conversations.add(conversation);
    client.on('close', () => this.#conversations.delete(conversation));
  }

  #host(): ConversationHost {
    const { clock, heartbeatMs } = this.#options;
    const book = this.#book;
    return {
      heartbeatMs,
      endpoint: this.#endpoint,
      udpPort: this.#port.port,
      replaysFirst: this.replaysFirst,
      identify: (credentials, daveVersion, line) => this.#identify(credentials, daveVersion, line),
      resume: (credentials) => book.resume(credentials),
      ready: (session) => {
        book.ready(session);
        session.dave?.enter(session);
      },
      speaks: (session, flags) => {
        this.#guild(session.guildId).ear.said(session.userId, flags);
        book.speaks(session, flags);
      },
      left: (session) => book.forget(session),
      afterPing: (run) => {
        if (this.#pingDelayMs === 0) run();
        else clock.after(this.#pingDelayMs, run);
      },
    };
  }

  /** Who may stay by what the channel demands. */
  #judge({ guildId, userId }: VoiceCredentials, daveVersion: number): number | undefined {
    if (this.#options.dave?.(guildId) !== true) return undefined;
    if (daveVersion < DAVE_VERSION) return CloseCode.daveRequired;
    return this.channelOf(guildId, userId) === undefined ? CloseCode.disconnected : undefined;
  }

  #identify(credentials: VoiceCredentials, daveVersion: number, line: SessionLine): ServerSession | number {
    const session = this.#book.identify(credentials, daveVersion, line);
    const { guildId, userId } = credentials;
    const channelId = this.#options.dave?.(guildId) ? this.channelOf(guildId, userId) : undefined;
    if (typeof session !== 'number' && channelId !== undefined) session.dave = this.#channels?.group(channelId);
    return session;
  }

  #ended({ guildId, userId, ssrc, dave }: ServerSession): void {
    this.#guild(guildId).ear.ended(ssrc);
    if (dave === undefined) return;
    dave.leave(userId);
    // Whoever has identified is about to enter it.
    if (!this.#book.all.some((other) => other.dave === dave)) this.#channels?.forget(dave);
  }

  #groupOf(guildId: string): DaveGroup | undefined {
    return this.#book.of(guildId).find(({ dave }) => dave !== undefined)?.dave;
  }

  #hear(datagram: Buffer): void {
    const packet = readRtp(datagram);
    const session = packet === undefined ? undefined : this.#book.find(packet.ssrc);
    if (packet === undefined || session?.mode === undefined) return;
    const { ear } = this.#guild(session.guildId);
    if (this.#packetLoss > 0 && this.#options.random() < this.#packetLoss) {
      ear.useless.dropped += 1;
      return;
    }
    const frame = decrypt(packet, session.mode, session.key);
    if (frame === undefined) {
      ear.useless.undecryptable += 1;
      return;
    }
    const opus = session.opusOf(frame, ear.listens);
    if (opus === undefined) ear.useless.notEndToEnd += 1;
    else ear.take(packet, opus);
  }
}
