import type { Cancel, Clock } from '@reprise/clock';
import { StoreError } from '../store-error.ts';
import type { Command, Reply } from './server.ts';

const MAX_WRITES = 1_000;
const MAX_BYTES = 4 * 1_048_576;
/** What is sent at once: little enough that one that got no answer is not much to send again. */
const BATCH_WRITES = 100;
const BATCH_BYTES = 512 * 1_024;
const RETRY_MS = 250;

/** A change of one key. */
export interface Write {
  readonly key: string;
  readonly command: Command;
  /** What it takes while it waits. */
  readonly bytes: number;
  /** Whether a later one of the key that is so too makes it unnecessary: its answer says nothing. */
  readonly isReplaceable: boolean;
}

interface Waiting {
  write: Write;
  since: number;
  readonly answer: PromiseWithResolvers<Reply>;
}

interface Failed {
  readonly waiting: Waiting;
  readonly error: StoreError;
}

/** What {@link WriteBehind} needs. */
export interface WriteBehindOptions {
  readonly clock: Clock;
  /** How long a write waits at most. */
  readonly waitMs: number;
  /** Sends writes in order. Resolves with an answer for each, rejects when there is none. */
  readonly send: (writes: readonly Write[]) => Promise<readonly Reply[]>;
}

/**
 * Writes wait here until the server has acknowledged them: in order for each key, a batch at a time, the later of two
 * values of a key instead of both. When they become too many the oldest go; a server that is away is tried again.
 */
export class WriteBehind {
  readonly #options: WriteBehindOptions;
  readonly #waiting = new Set<Waiting>();
  /** The last one of each key that a later one may replace. */
  readonly #replaceable = new Map<string, Waiting>();
  #sent: readonly Waiting[] = [];
  #bytes = 0;
  #dropped = 0;
  #isScheduled = false;
  #cancelRetry: Cancel | undefined;
  #closing: StoreError | undefined;

  constructor(options: WriteBehindOptions) {
    this.#options = options;
  }

  /** Writes that are not acknowledged. */
  get count(): number {
    return this.#waiting.size + this.#sent.length;
  }

  /** What these take. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Writes that were given up to make room. */
  get dropped(): number {
    return this.#dropped;
  }

  /** Resolves with the answer of the server. @throws {@link StoreError} when there was none in time, or no room to wait. */
  add(write: Write): Promise<Reply> {
    const since = this.#options.clock.now();
    const replaceable = write.isReplaceable ? this.#replaceable.get(write.key) : undefined;
    if (replaceable !== undefined) {
      // It keeps its place, or a key that is written again and again would never have its turn.
      this.#bytes += write.bytes - replaceable.write.bytes;
      replaceable.write = write;
      replaceable.since = since;
      this.#makeRoom(0);
      return replaceable.answer.promise;
    }
    const waiting = { write, since, answer: Promise.withResolvers<Reply>() };
    this.#makeRoom(write.bytes);
    if (this.#hasRoom(write.bytes)) this.#put(waiting);
    else this.#drop(waiting);
    this.#schedule();
    return waiting.answer.promise;
  }

  /** Tries again now what waits for the server. */
  retry(): void {
    this.#cancelRetry?.();
    this.#cancelRetry = undefined;
    this.#schedule();
  }

  /** Resolves when it is known what became of all that is here now. */
  async settled(): Promise<void> {
    await Promise.allSettled([...this.#sent, ...this.#waiting].map(({ answer }) => answer.promise));
  }

  /** Gives what is not acknowledged within `ms` up. */
  async close(ms: number): Promise<void> {
    const cancel = this.#options.clock.after(ms, () => {
      this.#closing = new StoreError('STORE_UNAVAILABLE', 'The store was closed before this was written.');
      this.#giveUp(this.#closing, () => true);
      for (const { answer } of this.#sent) answer.reject(this.#closing);
    });
    await this.settled();
    cancel();
    this.#cancelRetry?.();
  }

  #put(waiting: Waiting): void {
    const { write } = waiting;
    this.#waiting.add(waiting);
    this.#bytes += write.bytes;
    if (write.isReplaceable) this.#replaceable.set(write.key, waiting);
    else this.#replaceable.delete(write.key);
  }

  #take(waiting: Waiting): void {
    this.#waiting.delete(waiting);
    this.#bytes -= waiting.write.bytes;
    if (this.#replaceable.get(waiting.write.key) === waiting) this.#replaceable.delete(waiting.write.key);
  }

  #makeRoom(bytes: number): void {
    for (const oldest of this.#waiting) {
      if (this.#hasRoom(bytes)) return;
      this.#take(oldest);
      this.#drop(oldest);
    }
  }

  /** For one more of so many bytes; for none more when there are none. */
  #hasRoom(bytes: number): boolean {
    const count = this.count + Math.sign(bytes);
    return count <= MAX_WRITES && this.#bytes + bytes <= MAX_BYTES;
  }

  #drop({ answer }: Waiting): void {
    this.#dropped++;
    answer.reject(new StoreError('STORE_FULL', 'Too much waits to be written; this was dropped.'));
  }

  /** In a moment, so that what is set together is sent together. */
  #schedule(): void {
    if (this.#isScheduled || this.#cancelRetry !== undefined || this.#sent.length > 0) return;
    this.#isScheduled = true;
    queueMicrotask(() => {
      this.#isScheduled = false;
      void this.#send();
    });
  }

  async #send(): Promise<void> {
    while (this.#waiting.size > 0 && this.#sent.length === 0 && this.#cancelRetry === undefined) {
      this.#sent = this.#nextBatch();
      const replies = await this.#repliesTo(this.#sent);
      const again = this.#acknowledge(replies);
      if (again.length > 0) this.#postpone(again);
    }
  }

  /** No answer at all is the same answer for all. */
  async #repliesTo(batch: readonly Waiting[]): Promise<readonly Reply[]> {
    try {
      return await this.#options.send(batch.map(({ write }) => write));
    } catch (error) {
      return batch.map(() => error);
    }
  }

  #nextBatch(): readonly Waiting[] {
    const batch: Waiting[] = [];
    let bytes = 0;
    for (const waiting of this.#waiting) {
      bytes += waiting.write.bytes;
      if (batch.length > 0 && (batch.length === BATCH_WRITES || bytes > BATCH_BYTES)) break;
      batch.push(waiting);
    }
    for (const waiting of batch) {
      this.#waiting.delete(waiting);
      if (this.#replaceable.get(waiting.write.key) === waiting) this.#replaceable.delete(waiting.write.key);
    }
    return batch;
  }

  /** Tells how it went, but for those that are to be tried again: a part of a Cluster may be away. */
  #acknowledge(replies: readonly Reply[]): readonly Failed[] {
    const sent = this.#sent;
    const again: Failed[] = [];
    this.#sent = [];
    // Done after what came later, an earlier write would undo it.
    const answered = new Map(
      sent.flatMap(({ write }, i) => (isTransient(replies[i]) ? [] : [[write.key, i] as const])),
    );
    sent.forEach((waiting, i) => {
      const reply = replies[i];
      const isOvertaken = i < (answered.get(waiting.write.key) ?? 0);
      if (isTransient(reply) && !isOvertaken) {
        again.push({ waiting, error: reply });
        return;
      }
      this.#bytes -= waiting.write.bytes;
      if (reply instanceof Error) waiting.answer.reject(reply);
      else waiting.answer.resolve(reply);
    });
    return again;
  }

  /** Puts back to the front what was sent, for it is older than all that waits; gives up what has waited for too long. */
  #postpone(again: readonly Failed[]): void {
    const later = [...this.#waiting];
    this.#waiting.clear();
    for (const { waiting } of again) this.#waiting.add(waiting);
    for (const waiting of later) this.#waiting.add(waiting);
    const { clock, waitMs } = this.#options;
    const error = this.#closing ?? again[0]?.error;
    this.#giveUp(error, ({ since }) => this.#closing !== undefined || clock.now() - since >= waitMs);
    if (this.#waiting.size > 0) this.#cancelRetry = clock.after(RETRY_MS, () => this.retry());
  }

  #giveUp(error: unknown, isDue: (waiting: Waiting) => boolean): void {
    for (const waiting of [...this.#waiting].filter(isDue)) {
      this.#take(waiting);
      waiting.answer.reject(error);
    }
  }
}

function isTransient(reply: Reply): reply is StoreError {
  return reply instanceof StoreError && (reply.code === 'STORE_UNAVAILABLE' || reply.code === 'STORE_TIMEOUT');
}
