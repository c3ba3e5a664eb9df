import type { Clock } from '@reprise/clock';
import { Happened } from '../time/happened.ts';
import { CloseCode } from './close-codes.ts';
import { ServerSession, type SessionLine } from './server-session.ts';
import type { VoiceCredentials } from './voice-server-options.ts';

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

/** What a client resumes with: it does not say who it is. */
export type ResumeCredentials = Omit<VoiceCredentials, 'userId'>;

/** What a {@link SessionBook} works with. */
export interface SessionBookParts {
  readonly clock: Clock;
  /** Judges who identifies, who offers that version of end-to-end encryption; 0 is none. */
  readonly admits: (credentials: VoiceCredentials, daveVersion: number) => number | undefined;
  readonly onEnd: (session: ServerSession) => void;
}

const SPEAKING = 5;
const CLIENTS_CONNECT = 11;
const CLIENT_DISCONNECT = 13;

/** Who is on a voice server, in all its guilds. */
export class SessionBook {
  readonly arrivals: Happened<VoiceArrival> = new Happened();
  readonly #parts: SessionBookParts;
  readonly #sessions = new Map<number, ServerSession>();
  #lastSsrc = 0;

  constructor(parts: SessionBookParts) {
    this.#parts = parts;
  }

  /** All of them, oldest first. */
  get all(): readonly ServerSession[] {
    return [...this.#sessions.values()];
  }

  of(guildId: string): readonly ServerSession[] {
    return this.all.filter((session) => session.guildId === guildId);
  }

  find(ssrc: number): ServerSession | undefined {
    return this.#sessions.get(ssrc);
  }

  /** Opens a session, or answers the code with which the client is sent away. */
  identify(credentials: VoiceCredentials, daveVersion: number, line: SessionLine): ServerSession | number {
    const refusedWith = this.#parts.admits(credentials, daveVersion);
    this.#note('identify', credentials, refusedWith);
    if (refusedWith !== undefined) return refusedWith;
    this.#replace(credentials);
    this.#lastSsrc += 1;
    const session = new ServerSession(credentials, this.#lastSsrc, line);
    this.#sessions.set(session.ssrc, session);
    return session;
  }

  /** The session the client had, or the code with which it is sent away. */
  resume(credentials: ResumeCredentials): ServerSession | number {
    const session = this.of(credentials.guildId).find(
      ({ credentials: { sessionId, token } }) => sessionId === credentials.sessionId && token === credentials.token,
    );
    const refusedWith = session === undefined ? CloseCode.sessionInvalid : undefined;
    this.#note('resume', credentials, refusedWith);
    return session ?? CloseCode.sessionInvalid;
  }

  /** The session can send sound now: it hears who is there, and they hear of it. */
  ready(session: ServerSession): void {
    const others = this.#othersOf(session);
    session.tell(CLIENTS_CONNECT, { user_ids: others.map(({ userId }) => userId) });
    for (const other of others) other.tell(CLIENTS_CONNECT, { user_ids: [session.userId] });
  }

  speaks(session: ServerSession, flags: number): void {
    const d = { user_id: session.userId, ssrc: session.ssrc, speaking: flags };
    for (const other of this.#othersOf(session)) other.tell(SPEAKING, d);
  }

  /** Ends a session: nobody can come back to it. */
  forget(session: ServerSession): void {
    if (!this.#sessions.delete(session.ssrc)) return;
    this.#parts.onEnd(session);
    for (const other of this.#othersOf(session)) other.tell(CLIENT_DISCONNECT, { user_id: session.userId });
  }

  /** A user is in a guild once: who comes anew takes the place of the former session. */
  #replace({ guildId, userId }: VoiceCredentials): void {
    for (const former of this.of(guildId)) {
      if (former.userId !== userId) continue;
      this.forget(former);
      former.line?.close(CloseCode.sessionInvalid, '');
    }
  }

  #note(how: VoiceArrival['how'], { guildId, sessionId }: ResumeCredentials, refusedWith: number | undefined): void {
    this.arrivals.add({ at: this.#parts.clock.now(), how, guildId, sessionId, refusedWith });
  }

  #othersOf(session: ServerSession): readonly ServerSession[] {
    return this.of(session.guildId).filter((other) => other !== session && other.mode !== undefined);
  }
}
