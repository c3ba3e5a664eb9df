import type { Cancel, Clock } from '@reprise/clock';
import type { FrameStats, Message, SessionState, SessionUpdate } from '@reprise/protocol';
import { WebSocket } from 'ws';
import { Player, type PlayerHost } from '../player/player.ts';
import { toJson } from '../server/reply.ts';
import { frameStats } from '../stats/frame-stats.ts';

const DEFAULT_TIMEOUT_S = 60;
/**
 * A client that reads nothing must not fill the memory: beyond this its connection is cut, and it may resume. When as much
 * has come while it was away, the session ends.
 */
const MAX_UNREAD_BYTES = 32 * 1024 * 1024;

/** The connection to a client. */
export type ClientSocket = Pick<WebSocket, 'readyState' | 'bufferedAmount' | 'send' | 'terminate'>;

/** What a session needs of the node around it. */
export interface SessionHost extends Omit<PlayerHost, 'send' | 'userId'> {
  readonly clock: Clock;
}

/**
 * One client's stay: its players, its WebSocket, and what it missed while that was away.
 *
 * Resuming follows `test/fixtures/golden/resume.json`: events wait for the client in order, player updates do not, one
 * update per player follows them.
 */
export class Session {
  readonly id: string;
  readonly #userId: string;
  readonly #host: SessionHost;
  readonly #players = new Map<string, Player>();
  readonly #onOverflow: () => void;
  #missed: string[] = [];
  #missedBytes = 0;
  #socket: ClientSocket | undefined;
  #resuming = false;
  #timeoutS = DEFAULT_TIMEOUT_S;
  #cancelStats: Cancel = () => undefined;

  /**
   * `userId` is the bot's; `onOverflow` is called when more was missed than can be kept: the session must be destroyed then.
   */
  constructor(id: string, userId: string, host: SessionHost, onOverflow: () => void) {
    this.id = id;
    this.#userId = userId;
    this.#host = host;
    this.#onOverflow = onOverflow;
  }

  /** Whether it survives its WebSocket, and for how many seconds. */
  get state(): SessionState {
    return { resuming: this.#resuming, timeout: this.#timeoutS };
  }

  /** Its players, oldest first. */
  get players(): readonly Player[] {
    return [...this.#players.values()];
  }

  /** Frames of its players; null until one has played a full minute. */
  get frameStats(): FrameStats | null {
    return frameStats(this.players.flatMap((player) => player.lastMinute ?? []));
  }

  /** Changes what was sent, and nothing else. */
  update({ resuming, timeout }: SessionUpdate): void {
    this.#resuming = resuming ?? this.#resuming;
    this.#timeoutS = timeout ?? this.#timeoutS;
  }

  /** Runs `sendStats` for as long as the session lives, its time away included. */
  repeatStats(intervalMs: number, sendStats: () => void): void {
    this.#cancelStats = this.#host.clock.every(intervalMs, sendStats);
  }

  /** Takes a WebSocket: the first one, or one that resumes. */
  attach(socket: ClientSocket, resumed: boolean): void {
    this.#socket = socket;
    this.send({ op: 'ready', resumed, sessionId: this.id });
    if (!resumed) return;
    for (const message of this.#forget()) socket.send(message);
    for (const player of this.#players.values()) player.sendUpdate();
  }

  /** The WebSocket is gone. */
  detach(): void {
    this.#socket = undefined;
  }

  /** Sends a message, or keeps it for a client that may come back. */
  send(message: Message): void {
    if (this.#socket?.readyState === WebSocket.OPEN) {
      this.#socket.send(toJson(message));
      if (this.#socket.bufferedAmount > MAX_UNREAD_BYTES) this.#socket.terminate();
    } else if (this.#resuming && message.op !== 'playerUpdate') {
      this.#keep(toJson(message));
    }
  }

  /** A guild's player, if there is one. */
  player(guildId: string): Player | undefined {
    return this.#players.get(guildId);
  }

  /** A guild's player; made when there is none. */
  ensurePlayer(guildId: string): Player {
    const existing = this.#players.get(guildId);
    if (existing !== undefined) return existing;
    const player = new Player(guildId, { ...this.#host, userId: this.#userId, send: (message) => this.send(message) });
    this.#players.set(guildId, player);
    return player;
  }

  /** Destroys a guild's player, if there is one. */
  removePlayer(guildId: string): void {
    this.#players.get(guildId)?.destroy();
    this.#players.delete(guildId);
  }

  /** Ends everything, without a word to the client: there is none. */
  destroy(): void {
    this.#cancelStats();
    this.#socket = undefined;
    this.#resuming = false;
    for (const guildId of [...this.#players.keys()]) this.removePlayer(guildId);
  }

  #keep(message: string): void {
    this.#missed.push(message);
    this.#missedBytes += Buffer.byteLength(message);
    if (this.#missedBytes <= MAX_UNREAD_BYTES) return;
    this.#forget();
    this.#resuming = false;
    // Not at once: whoever sends is in the middle of something.
    queueMicrotask(this.#onOverflow);
  }

  #forget(): readonly string[] {
    const missed = this.#missed;
    this.#missed = [];
    this.#missedBytes = 0;
    return missed;
  }
}
