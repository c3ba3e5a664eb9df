import type { FaultRoute } from '../../node/fault-answer.ts';
import type { RateLimit } from './rate-limits.ts';
import type { DiscordFault } from './rest-faults.ts';

/** A request that a bot made, and how it went. */
export interface DiscordRequest {
  /** When it came, in milliseconds since 1970. */
  readonly at: number;
  readonly method: string;
  /** Without host, version and query, and readable: `/webhooks/1/token/messages/@original`. */
  readonly path: string;
  /** The kind of path, such as `/webhooks/:application/:token/messages/@original`; `undefined` when nobody knows it. */
  readonly route: string | undefined;
  readonly query: URLSearchParams;
  /** What the JSON says; of a form, that of its `payload_json`. */
  readonly body: unknown;
  /** Names of the files that came along. */
  readonly files: readonly string[];
  /** What was answered; `undefined` when nothing was. */
  readonly status: number | undefined;
}

/** Discord's REST API as a test sees it. */
export interface DiscordRest {
  /** The last 10,000 requests, oldest first. A request is among them when it has been answered. */
  readonly requests: readonly DiscordRequest[];
  /** Time that every request takes, in milliseconds of the clock. Can be set. */
  latencyMs: number;
  /** Forgets {@link requests}. */
  clearRequests(): void;
  /**
   * Answers requests wrongly from now on, until the function it answers is called. Paths are those of
   * {@link DiscordRequest.path}, and `*` stands for any one part.
   */
  fail(fault: DiscordFault, route?: FaultRoute): () => void;
  /** Answers 429 to what comes too often, until the function it answers is called.
   * Of several that fit, the oldest counts. */
  limit(limit: RateLimit): () => void;
}
