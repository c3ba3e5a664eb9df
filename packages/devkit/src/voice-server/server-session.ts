import { createSecretKey, type KeyObject, randomBytes } from 'node:crypto';
import type { DaveGroup } from './dave/dave-group.ts';
import { sealedOpus } from './dave/end-to-end-frame.ts';
import type { TransportMode } from './transport-cipher.ts';
import type { VoiceCredentials } from './voice-server-options.ts';

/** How far a session is: identified, ready for sound, or without a connection, until its client comes back. */
export type VoiceSessionState = 'identified' | 'ready' | 'away';

/** A client's session with {@link FakeVoiceServer}. */
export interface VoiceServerSession {
  readonly guildId: string;
  readonly userId: string;
  readonly sessionId: string;
  readonly ssrc: number;
  readonly state: VoiceSessionState;
  /** How its sound is encrypted; `undefined` until it said. */
  readonly mode: TransportMode | undefined;
  /** How often it came back. */
  readonly resumes: number;
}

/** Sends to the client of a session, and ends its connection. */
export interface SessionLine {
  /** Bytes as they are, everything else as JSON. */
  send(message: object): void;
  close(code: number, reason: string): void;
  cut(): void;
}

interface Numbered {
  readonly seq: number;
  readonly message: object;
}

/** One of {@link FakeVoiceServer}. */
export class ServerSession implements VoiceServerSession {
  readonly credentials: VoiceCredentials;
  readonly ssrc: number;
  readonly key: KeyObject = createSecretKey(randomBytes(32));
  mode: TransportMode | undefined;
  resumes = 0;
  /** Whose keys encrypt its sound from end to end; `undefined` where the channel does not demand it. */
  dave: DaveGroup | undefined;
  #line: SessionLine | undefined;
  #seq = 0;
  /** What the client has not acknowledged yet. */
  readonly #unread: Numbered[] = [];

  constructor(credentials: VoiceCredentials, ssrc: number, line: SessionLine) {
    this.credentials = credentials;
    this.ssrc = ssrc;
    this.#line = line;
  }

  get guildId(): string {
    return this.credentials.guildId;
  }

  get userId(): string {
    return this.credentials.userId;
  }

  get sessionId(): string {
    return this.credentials.sessionId;
  }

  get state(): VoiceSessionState {
    if (this.#line === undefined) return 'away';
    return this.mode === undefined ? 'identified' : 'ready';
  }

  get line(): SessionLine | undefined {
    return this.#line;
  }

  get isHere(): boolean {
    return this.#line !== undefined;
  }

  /** Sends what must not be lost: it has a number, and comes again after a resume when it was not acknowledged. */
  tell(op: number, d: object): void {
    this.#tell((seq) => ({ op, d, seq }));
  }

  /** {@link tell}, as bytes. */
  tellBytes(op: number, payload: Buffer): void {
    this.#tell((seq) => Buffer.concat([Buffer.from([(seq >> 8) & 0xff, seq & 0xff, op]), payload]));
  }

  /**
   * The Opus in what was sent; `undefined` when it should be encrypted from end to end, and is not. Who does not listen gets it
   * still encrypted, by the mark that it bears: to decrypt takes longer than all the rest.
   */
  opusOf(frame: Buffer, listens: boolean): Buffer | undefined {
    if (this.dave === undefined) return frame;
    return listens ? this.dave.decrypt(this.userId, frame) : sealedOpus(frame);
  }

  /** The client has everything up to that number. Answers whether that can be. */
  acknowledge(seq: number): boolean {
    while ((this.#unread[0]?.seq ?? Number.POSITIVE_INFINITY) <= seq) this.#unread.shift();
    return seq <= this.#seq;
  }

  /** A connection is gone. Answers whether it was the one of this session, which now waits for another. */
  leave(line: SessionLine): boolean {
    const isOwn = this.#line === line;
    if (isOwn) this.#line = undefined;
    return isOwn;
  }

  /** The client is back. It gets what it missed, before it is told so or after. */
  comeBack(line: SessionLine, replaysFirst: boolean): void {
    this.#line = line;
    this.resumes += 1;
    const missed = this.#unread.map(({ message }) => message);
    const resumed = { op: 9, d: null };
    for (const message of replaysFirst ? [...missed, resumed] : [resumed, ...missed]) line.send(message);
  }

  #tell(write: (seq: number) => object): void {
    this.#seq += 1;
    const message = write(this.#seq);
    this.#unread.push({ seq: this.#seq, message });
    this.#line?.send(message);
  }
}
