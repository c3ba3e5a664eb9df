import { type Clock, systemClock } from '@reprise/clock';
import { z } from 'zod';

/** The other end of a {@link ProcessChannel}: a child process, or the one that started this one. */
export interface ProcessEnd {
  /** Never throws: one that cannot be told anything is one that does not answer. */
  send(message: object): void;
  /** Calls back with every message, whoever it is for. @returns Undoes it. */
  onMessage(listener: (message: unknown) => void): () => void;
}

/** Answers what the other process asks. What it throws, the other one is told. */
export type Answering = (input: unknown) => Promise<unknown>;

/** The other process has answered that something went wrong, or not at all. */
export class ProcessAskError extends Error {
  override readonly name = 'ProcessAskError';
  /** `PROCESS_SILENT`, `PROCESS_GONE`, or of what went wrong there: its own code, or `PROCESS_FAILED` when it has none. */
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/** How long another process may take to answer, in milliseconds. */
const ANSWER_MS = 3_000;

// Whoever else uses the channel, as discord.js does, is not mistaken for us. What is undefined does not arrive at all.
const ASK = z.object({ reprise: z.literal('ask'), id: z.number(), what: z.string(), input: z.unknown().optional() });
const ANSWER = z.object({
  reprise: z.literal('answer'),
  id: z.number(),
  value: z.unknown().optional(),
  error: z.object({ code: z.string(), message: z.string() }).optional(),
});

type AnswerParts = Pick<z.infer<typeof ANSWER>, 'value' | 'error'>;

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: ProcessAskError) => void;
}

/** Questions and answers between two processes of the bot. */
export class ProcessChannel {
  readonly #end: ProcessEnd;
  readonly #answers: Readonly<Record<string, Answering>>;
  readonly #clock: Clock;
  readonly #waiting = new Map<number, Waiting>();
  readonly #stopListening: () => void;
  #lastId = 0;
  #isClosed = false;

  /** @param answers - By what is asked. Looked up when it is asked, so that there may come more. */
  constructor(end: ProcessEnd, answers: Readonly<Record<string, Answering>>, clock: Clock = systemClock) {
    this.#end = end;
    this.#answers = answers;
    this.#clock = clock;
    this.#stopListening = end.onMessage((message) => this.#hear(message));
  }

  /**
   * Asks the other process.
   *
   * @throws {@link ProcessAskError} when it fails at it, does not answer within `timeoutMs` (3 s unless told), or the
   *   channel is closed.
   */
  async ask(what: string, input?: unknown, timeoutMs: number = ANSWER_MS): Promise<unknown> {
    if (this.#isClosed) throw gone();
    const id = ++this.#lastId;
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    const cancel = this.#clock.after(timeoutMs, () =>
      reject(new ProcessAskError('PROCESS_SILENT', `A process of the bot did not answer ${what} in ${timeoutMs} ms.`)),
    );
    this.#waiting.set(id, { resolve, reject });
    this.#end.send({ reprise: 'ask', id, what, input });
    try {
      return await promise;
    } finally {
      cancel();
      this.#waiting.delete(id);
    }
  }

  /** Hears and answers nothing any more; who waits is told. */
  close(): void {
    this.#isClosed = true;
    this.#stopListening();
    for (const { reject } of this.#waiting.values()) reject(gone());
  }

  #hear(message: unknown): void {
    const answer = ANSWER.safeParse(message);
    if (answer.success) this.#take(answer.data);
    const ask = ASK.safeParse(message);
    // What goes wrong in answering is the answer.
    if (ask.success) void this.#answer(ask.data);
  }

  #take({ id, value, error }: z.infer<typeof ANSWER>): void {
    const waiting = this.#waiting.get(id);
    if (error === undefined) waiting?.resolve(value);
    else waiting?.reject(new ProcessAskError(error.code, error.message));
  }

  async #answer({ id, what, input }: z.infer<typeof ASK>): Promise<void> {
    const answer = await this.#answerOf(what, input);
    if (!this.#isClosed) this.#end.send({ reprise: 'answer', id, ...answer });
  }

  async #answerOf(what: string, input: unknown): Promise<AnswerParts> {
    const answering = Object.hasOwn(this.#answers, what) ? this.#answers[what] : undefined;
    if (answering === undefined) return { error: { code: 'PROCESS_FAILED', message: `Nobody answers ${what}.` } };
    try {
      return { value: await answering(input) };
    } catch (error) {
      return { error: { code: codeOf(error), message: error instanceof Error ? error.message : String(error) } };
    }
  }
}

function gone(): ProcessAskError {
  return new ProcessAskError('PROCESS_GONE', 'A process of the bot has ended.');
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'PROCESS_FAILED';
}

/** The process that started this one. @returns Undefined when it was not started as a part of the bot. */
export function parentEnd(): ProcessEnd | undefined {
  if (process.send === undefined) return undefined;
  return {
    send: (message) => void process.send?.(message, undefined, undefined, () => undefined),
    onMessage(listener) {
      process.on('message', listener);
      return () => process.off('message', listener);
    },
  };
}
