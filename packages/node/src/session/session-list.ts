import { randomInt } from 'node:crypto';
import type { Cancel } from '@reprise/clock';
import type { FrameStats, Stats } from '@reprise/protocol';
import { ProcessStats } from '../stats/process-stats.ts';
import { type ClientSocket, Session, type SessionHost } from './session.ts';

const ID_LETTERS = 'abcdefghijklmnopqrstuvwxyz0123456789';
const ID_LENGTH = 16;

/** All sessions of a node: those with a client, and those that wait for theirs to come back. */
export class SessionList {
  readonly #host: SessionHost;
  readonly #statsIntervalMs: number;
  readonly #active = new Map<string, Session>();
  /** Sessions whose client is away, with the timer that ends them. */
  readonly #waiting = new Map<string, { readonly session: Session; readonly cancel: Cancel }>();
  readonly #process = new ProcessStats();
  readonly #startedAt: number;

  constructor(host: SessionHost, statsIntervalMs: number) {
    this.#host = host;
    this.#statsIntervalMs = statsIntervalMs;
    this.#startedAt = host.clock.now();
  }

  /**
   * A session whose client is connected. One whose client is away is not found, as on the real server:
   * `test/fixtures/golden/resume.json`, "read a player while the socket is away".
   */
  find(id: string): Session | undefined {
    return this.#active.get(id);
  }

  /** Whether a client that names this session would get it back. */
  canResume(id: string | undefined): boolean {
    return id !== undefined && this.#waiting.has(id);
  }

  /** Gives a WebSocket the session it names, when that waits, or a new one of the user. */
  accept(socket: ClientSocket, userId: string, wantedId: string | undefined): Session {
    const waiting = wantedId === undefined ? undefined : this.#waiting.get(wantedId);
    if (waiting === undefined) return this.#create(socket, userId);
    const { session, cancel } = waiting;
    cancel();
    this.#waiting.delete(session.id);
    this.#active.set(session.id, session);
    session.attach(socket, true);
    return session;
  }

  /** The WebSocket of a session is gone: the session waits for another one, or ends. */
  release(session: Session): void {
    if (!this.#active.delete(session.id)) return;
    session.detach();
    const { resuming, timeout } = session.state;
    if (!resuming) {
      session.destroy();
      return;
    }
    const cancel = this.#host.clock.after(Math.max(0, timeout) * 1000, () => this.#end(session));
    this.#waiting.set(session.id, { session, cancel });
  }

  /** The node's statistics; players are counted over all sessions. */
  stats(frameStats: FrameStats | null): Stats {
    const players = [...this.#all()].flatMap((session) => session.players);
    return {
      frameStats,
      players: players.length,
      playingPlayers: players.filter((player) => player.isPlaying).length,
      uptime: this.#host.clock.now() - this.#startedAt,
      memory: this.#process.memory(),
      cpu: this.#process.cpu(),
    };
  }

  /** Ends all sessions. */
  clear(): void {
    const sessions = [...this.#all()];
    for (const { cancel } of this.#waiting.values()) cancel();
    this.#active.clear();
    this.#waiting.clear();
    for (const session of sessions) session.destroy();
  }

  *#all(): Generator<Session> {
    yield* this.#active.values();
    for (const { session } of this.#waiting.values()) yield session;
  }

  #end(session: Session): void {
    this.#active.delete(session.id);
    this.#waiting.get(session.id)?.cancel();
    this.#waiting.delete(session.id);
    session.destroy();
  }

  #create(socket: ClientSocket, userId: string): Session {
    const session: Session = new Session(newId(), userId, this.#host, () => this.#end(session));
    this.#active.set(session.id, session);
    const sendStats = (): void => session.send({ op: 'stats', ...this.stats(session.frameStats) });
    session.attach(socket, false);
    sendStats();
    session.repeatStats(this.#statsIntervalMs, sendStats);
    return session;
  }
}

/** A session id is all it takes to take over a session, so it must not be guessed. */
function newId(): string {
  return Array.from({ length: ID_LENGTH }, () => ID_LETTERS[randomInt(ID_LETTERS.length)]).join('');
}
