import type { RawData, WebSocket } from 'ws';
import { isRecord, type Json, numberOf, recordOf, textOf } from '../discord/json.ts';
import { CloseCode } from './close-codes.ts';
import { takeBytes, takeWords } from './dave/dave-conversation.ts';
import { DAVE_VERSION } from './dave/opcodes.ts';
import type { ServerSession, SessionLine } from './server-session.ts';
import type { ResumeCredentials } from './session-book.ts';
import { MODES } from './transport-cipher.ts';
import type { VoiceCredentials } from './voice-server-options.ts';

/** What clients send that has no answer: videos, flags, platforms, and what is for end-to-end encryption where there is none. */
const IGNORED: ReadonlySet<number> = new Set([12, 14, 15, 20, 21, 22, 23, 24, 26, 28, 31]);

const LEFT = 1000;

/** What a {@link VoiceConversation} needs of its server. */
export interface ConversationHost {
  readonly heartbeatMs: number;
  readonly endpoint: string;
  readonly udpPort: number;
  /** Whether a client that resumes gets what it missed before it is told that it resumed. */
  readonly replaysFirst: boolean;
  /** A new session, or the code with which the client is sent away. */
  identify(credentials: VoiceCredentials, daveVersion: number, line: SessionLine): ServerSession | number;
  /** The session the client had, or the code with which it is sent away. */
  resume(credentials: ResumeCredentials): ServerSession | number;
  ready(session: ServerSession): void;
  speaks(session: ServerSession, flags: number): void;
  /** The client of a session left for good. */
  left(session: ServerSession): void;
  /** Does it after the time that a heartbeat takes. */
  afterPing(run: () => void): void;
}

/** What one client and the voice server say to each other over a WebSocket, by version 8 of Discord's voice gateway. */
export class VoiceConversation implements SessionLine {
  readonly #socket: WebSocket;
  readonly #host: ConversationHost;
  #session: ServerSession | undefined;
  #isClosing = false;

  constructor(socket: WebSocket, host: ConversationHost) {
    this.#socket = socket;
    this.#host = host;
    socket.on('message', (data, isBinary) => this.#take(data, isBinary));
    socket.on('close', (code) => this.#ended(code));
    // The close that follows says all there is to say.
    socket.on('error', () => undefined);
    this.send({ op: 8, d: { v: 8, heartbeat_interval: host.heartbeatMs } });
  }

  send(message: object): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return;
    this.#socket.send(Buffer.isBuffer(message) ? message : JSON.stringify(message));
  }

  close(code: number, reason: string): void {
    this.#isClosing = true;
    this.#socket.close(code, reason);
  }

  cut(): void {
    this.#socket.terminate();
  }

  pause(): void {
    this.#socket.pause();
  }

  goOn(): void {
    this.#socket.resume();
  }

  #ended(code: number): void {
    const session = this.#session;
    // A client that goes says so with 1000; whoever is lost, or was sent away, may come back.
    if (session?.leave(this) === true && code === LEFT && !this.#isClosing) this.#host.left(session);
  }

  #take(data: RawData, isBinary: boolean): void {
    if (isBinary) {
      this.#takeBytes(data);
      return;
    }
    const message = parsed(String(data));
    if (message === undefined) this.#end(CloseCode.notDecoded);
    else if (this.#session === undefined) this.#greet(this.#host, numberOf(message.op), recordOf(message.d));
    else this.#answer(this.#session, numberOf(message.op), message.d);
  }

  /** Takes what is for end-to-end encryption: nobody else sends bytes. */
  #takeBytes(data: RawData): void {
    const session = this.#session;
    if (session?.dave === undefined || !Buffer.isBuffer(data)) return;
    try {
      takeBytes(session.dave, session.userId, data);
    } catch (error) {
      this.close(CloseCode.badRequest, error instanceof Error ? reasonOf(error) : '');
    }
  }

  /** Takes the first word, after which it is known who speaks. Heartbeats may come before it. */
  #greet(host: ConversationHost, op: number, d: Json): void {
    if (op === 3) this.#beat(d);
    else if (op === 0) this.#begin(this.#identified(d), (session) => this.#welcome(session));
    else if (op === 7) this.#begin(host.resume(credentialsOf(d, host.endpoint)), (session) => this.#back(session, d));
    else if (!IGNORED.has(op)) this.#end(CloseCode.notAuthenticated);
  }

  #identified(d: Json): ServerSession | number {
    return this.#host.identify(credentialsOf(d, this.#host.endpoint), numberOf(d.max_dave_protocol_version), this);
  }

  #begin(session: ServerSession | number, greet: (session: ServerSession) => void): void {
    if (typeof session === 'number') {
      this.#end(session);
      return;
    }
    this.#session = session;
    greet(session);
  }

  #welcome({ ssrc }: ServerSession): void {
    const d = { ssrc, ip: '127.0.0.1', port: this.#host.udpPort, modes: MODES, experiments: [] };
    this.send({ op: 2, d });
  }

  #back(session: ServerSession, d: Json): void {
    session.acknowledge(numberOf(d.seq_ack));
    session.comeBack(this, this.#host.replaysFirst);
  }

  #answer(session: ServerSession, op: number, d: unknown): void {
    if (op === 3) this.#beat(d, session);
    else if (op === 1) this.#select(session, recordOf(d));
    else if (op === 5) this.#host.speaks(session, numberOf(recordOf(d).speaking));
    else if (op === 0 || op === 7) this.#end(CloseCode.alreadyAuthenticated);
    else if (!IGNORED.has(op)) this.#end(CloseCode.unknownOpcode);
    else if (session.dave !== undefined) takeWords(session.dave, session.userId, op, recordOf(d));
  }

  #beat(d: unknown, session?: ServerSession): void {
    const { t, seq_ack } = recordOf(d);
    if (session?.acknowledge(numberOf(seq_ack)) === false) this.#end(CloseCode.badRequest);
    else this.#host.afterPing(() => this.send({ op: 6, d: { t } }));
  }

  #select(session: ServerSession, { protocol, data }: Json): void {
    const mode = MODES.find((known) => known === recordOf(data).mode);
    if (protocol !== 'udp') this.#end(CloseCode.unknownProtocol);
    else if (mode === undefined) this.#end(CloseCode.unknownMode);
    else {
      session.mode = mode;
      const d = {
        mode,
        secret_key: [...session.key.export()],
        dave_protocol_version: session.dave === undefined ? 0 : DAVE_VERSION,
        audio_codec: 'opus',
        video_codec: null,
      };
      this.send({ op: 4, d });
      this.#host.ready(session);
    }
  }

  #end(code: number): void {
    this.close(code, '');
  }
}

/** What the frame of a close has room for: 123 bytes. */
function reasonOf({ message }: Error): string {
  return message.replace(/[^\x20-\x7e]/g, '?').slice(0, 120);
}

function parsed(text: string): Json | undefined {
  try {
    const message: unknown = JSON.parse(text);
    return isRecord(message) ? message : undefined;
  } catch {
    // The client is told with a close code.
    return undefined;
  }
}

function credentialsOf(d: Json, endpoint: string): VoiceCredentials {
  return {
    guildId: textOf(d.server_id),
    userId: textOf(d.user_id),
    sessionId: textOf(d.session_id),
    token: textOf(d.token),
    endpoint,
  };
}
