import type { Message, PlayerUpdateMessage } from '@reprise/protocol';
import { isMessage } from '../rest/message-guards.ts';

/** Where an {@link Inbox} puts what it read. */
export interface InboxListener {
  message(message: Message): void;
  /** A frame was no message of the protocol. */
  dropped(): void;
  /** So much waits that no more shall come, or it may come again. */
  full(isFull: boolean): void;
}

/** Longest turn of reading, in milliseconds: a resumed session replays all events it missed in one burst. */
const TURN_MS = 5;
/** Frames read between two looks at the time. */
const FRAMES_A_LOOK = 16;
/** Frames that wait before no more are taken off the socket: taking many off at once holds up the program too. */
const MOST_WAITING = 500;

/**
 * Reads the frames of a socket in turns, so that a burst leaves the program time for everything else.
 *
 * A frame is read at once as long as none waits. Of the updates of one player that wait together only the last is told;
 * events are all told, in their order, and never before an update that came earlier.
 */
export class Inbox {
  readonly #listener: InboxListener;
  #waiting: string[] = [];
  #turn: NodeJS.Immediate | undefined;
  #turnBegan = 0;
  #readInTurn = 0;
  #isFull = false;

  constructor(listener: InboxListener) {
    this.#listener = listener;
  }

  /** Takes a frame. */
  push(frame: string): void {
    if (this.#waiting.length > 0 || this.#isTurnOver()) {
      this.#waiting.push(frame);
      this.#turn ??= setImmediate(() => this.#readWaiting());
      this.#tellFull();
      return;
    }
    this.#tell(this.#read(frame));
  }

  /** Forgets what waits. */
  close(): void {
    if (this.#turn !== undefined) clearImmediate(this.#turn);
    this.#turn = undefined;
    this.#waiting = [];
  }

  /** A turn begins with the first frame after the event loop went round. */
  #isTurnOver(): boolean {
    if (this.#readInTurn === 0) {
      this.#turnBegan = performance.now();
      setImmediate(() => {
        this.#readInTurn = 0;
      }).unref();
    }
    this.#readInTurn += 1;
    return this.#readInTurn % FRAMES_A_LOOK === 0 && performance.now() - this.#turnBegan >= TURN_MS;
  }

  #readWaiting(): void {
    this.#turn = undefined;
    const frames = this.#waiting;
    this.#waiting = [];
    const updates = new Map<string, PlayerUpdateMessage>();
    const began = performance.now();
    let read = 0;
    while (read < frames.length && (read % FRAMES_A_LOOK !== 0 || performance.now() - began < TURN_MS)) {
      const message = this.#read(frames[read] ?? '');
      read += 1;
      if (message?.op === 'playerUpdate') {
        updates.set(message.guildId, message);
        continue;
      }
      if (message?.op === 'event') this.#tellUpdate(updates, message.guildId);
      this.#tell(message);
    }
    for (const guildId of [...updates.keys()]) this.#tellUpdate(updates, guildId);
    this.#waiting = read < frames.length ? [...frames.slice(read), ...this.#waiting] : this.#waiting;
    if (this.#waiting.length > 0) this.#turn ??= setImmediate(() => this.#readWaiting());
    this.#tellFull();
  }

  #tellFull(): void {
    const isFull = this.#waiting.length >= MOST_WAITING;
    if (isFull === this.#isFull) return;
    this.#isFull = isFull;
    this.#listener.full(isFull);
  }

  #tellUpdate(updates: Map<string, PlayerUpdateMessage>, guildId: string): void {
    this.#tell(updates.get(guildId));
    updates.delete(guildId);
  }

  #tell(message: Message | undefined): void {
    if (message !== undefined) this.#listener.message(message);
  }

  #read(frame: string): Message | undefined {
    const message = parsed(frame);
    if (isMessage(message)) return message;
    this.#listener.dropped();
    return undefined;
  }
}

function parsed(frame: string): unknown {
  try {
    return JSON.parse(frame);
  } catch {
    // Not JSON is not a message: it is counted like any other frame that is none.
    return undefined;
  }
}
