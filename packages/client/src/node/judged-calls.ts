import type { Clock } from '@reprise/clock';
import {
  LoadTimeoutError,
  NodeHttpError,
  NodeResponseError,
  NodeTimeoutError,
  NodeUnreachableError,
} from '../errors/index.ts';
import type { HttpMethod, RequestOptions } from '../rest/rest-client.ts';
import type { CallHealth } from './call-health.ts';
import type { Caller } from './node-wire.ts';

/** What calls are judged with. */
export interface JudgedCallsParts {
  /** Of the node, for errors. */
  readonly identifier: string;
  readonly caller: Caller;
  readonly health: CallHealth;
  readonly clock: Clock;
  /** While the node is away its calls fail of themselves, which says nothing more. */
  readonly isAvailable: () => boolean;
}

/** Route of loads; the only one whose 500 is the node's fault. */
export const LOAD_TRACKS = '/v4/loadtracks';

const FAULTS = [NodeUnreachableError, NodeResponseError, NodeTimeoutError, LoadTimeoutError];

/** Calls of a node whose answers are checked against the protocol, and which tell how the node fares. */
export class JudgedCalls {
  readonly #parts: JudgedCallsParts;

  constructor(parts: JudgedCallsParts) {
    this.#parts = parts;
  }

  /** The answer as it came. */
  request(method: HttpMethod, path: string, options: RequestOptions = {}): Promise<unknown> {
    return this.#call((value) => value, method, path, options);
  }

  /** The answer, if it is what the protocol says. @throws {@link NodeResponseError} when it is something else. */
  expect<T>(
    guard: (value: unknown) => value is T,
    method: HttpMethod,
    path: string,
    options?: RequestOptions,
  ): Promise<T> {
    const read = (value: unknown): T => {
      if (guard(value)) return value;
      const what = 'something that is not what the protocol says.';
      throw new NodeResponseError(this.#parts.identifier, `${method} ${path}`, what);
    };
    return this.#call(read, method, path, options);
  }

  async #call<T>(
    read: (value: unknown) => T,
    method: HttpMethod,
    path: string,
    options: RequestOptions | undefined,
  ): Promise<T> {
    const { caller, health, clock, isAvailable } = this.#parts;
    const askedAt = clock.now();
    try {
      const value = read(await caller.request(method, path, options));
      health.answered(isPatient(options) ? 0 : clock.now() - askedAt);
      return value;
    } catch (error) {
      if (isOwnFault(error, path) && isAvailable()) health.failed(error);
      else if (error instanceof NodeHttpError) health.answered(0);
      throw error;
    }
  }
}

/** Whether a failure is the node's, not the caller's: no answer in time, a broken one, or one that says so. */
function isOwnFault(error: unknown, path: string): error is Error {
  // Other routes answer 500 to what the caller did wrong, as a track that does not decode.
  if (error instanceof NodeHttpError) return error.status > 500 || (error.status === 500 && path === LOAD_TRACKS);
  return FAULTS.some((kind) => error instanceof kind);
}

/** Whether it is not the node that takes its time: an update with voice data is answered when the voice server has. */
function isPatient({ body }: RequestOptions = {}): boolean {
  return typeof body === 'object' && body !== null && 'voice' in body;
}
