import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { Counter, Histogram, type Registry } from 'prom-client';
import type { Node, NodePool } from 'reprise';
import { ifConnected } from './if-connected.ts';
import type { MetricsPart } from './metrics-part.ts';

const CREATED = 'undici:request:create';
const ANSWERED = 'undici:request:headers';
const ENDED = 'undici:request:trailers';
const FAILED = 'undici:request:error';

const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** A request on its way. */
interface Underway {
  readonly origin: string;
  readonly startedAt: number;
  status: number | undefined;
}

/**
 * How long nodes and Discord take to answer, and with what class of answer.
 *
 * Measured where both clients of the bot send their requests, in undici, which tells of each by
 * [diagnostics channels](https://github.com/nodejs/undici/blob/main/docs/docs/api/DiagnosticsChannel.md). Only the
 * origin of a request is looked at: its path holds ids and tokens.
 */
export class RestMetrics implements MetricsPart {
  readonly #pool: NodePool;
  readonly #discordOrigin: string;
  readonly #labelOf: (node: Node) => string;
  readonly #nodes: Histogram<'node'>;
  readonly #nodeCalls: Counter<'node' | 'outcome'>;
  readonly #discord: Histogram<'outcome'>;
  readonly #nodeByOrigin = new Map<string, string>();
  readonly #underway = new WeakMap<object, Underway>();

  constructor(registry: Registry, pool: NodePool, discordApi: string, labelOf: (node: Node) => string) {
    this.#pool = pool;
    this.#discordOrigin = new URL(discordApi).origin;
    this.#labelOf = labelOf;
    const registers = [registry];
    this.#nodes = new Histogram({
      name: 'reprise_node_rest_seconds',
      help: 'Time of calls of a node.',
      // Not by outcome as well: that would be most of all series.
      labelNames: ['node'],
      buckets: SECONDS,
      registers,
    });
    this.#nodeCalls = new Counter({
      name: 'reprise_node_calls_total',
      help: 'Calls of a node, by how they ended.',
      labelNames: ['node', 'outcome'],
      registers,
    });
    this.#discord = new Histogram({
      name: 'reprise_discord_rest_seconds',
      help: 'Time of calls of Discord, waits for its rate limits left out, by how they ended.',
      labelNames: ['outcome'],
      buckets: SECONDS,
      registers,
    });
    for (const node of ifConnected(() => pool.nodes())?.values() ?? []) this.#meet(node);
    pool.on('nodeStateChange', this.#meet);
    subscribe(CREATED, this.#created);
    subscribe(ANSWERED, this.#answered);
    subscribe(ENDED, this.#ended);
    subscribe(FAILED, this.#failed);
  }

  collect(): void {
    // All of it is counted as it happens.
  }

  close(): void {
    this.#pool.off('nodeStateChange', this.#meet);
    unsubscribe(CREATED, this.#created);
    unsubscribe(ANSWERED, this.#answered);
    unsubscribe(ENDED, this.#ended);
    unsubscribe(FAILED, this.#failed);
  }

  readonly #meet = (node: Node): void => {
    this.#nodeByOrigin.set(new URL(node.uri).origin, this.#labelOf(node));
  };

  readonly #created = (message: unknown): void => {
    const request = requestOf(message);
    if (request === undefined) return;
    const origin = 'origin' in request ? String(request.origin) : '';
    if (origin !== this.#discordOrigin && !this.#nodeByOrigin.has(origin)) return;
    this.#underway.set(request, { origin, startedAt: performance.now(), status: undefined });
  };

  readonly #answered = (message: unknown): void => {
    const request = requestOf(message);
    const underway = request && this.#underway.get(request);
    if (underway !== undefined) underway.status = statusOf(message);
  };

  readonly #ended = (message: unknown): void => this.#measure(message, false);

  readonly #failed = (message: unknown): void => this.#measure(message, true);

  #measure(message: unknown, hasFailed: boolean): void {
    const request = requestOf(message);
    const underway = request && this.#underway.get(request);
    if (request === undefined || underway === undefined) return;
    this.#underway.delete(request);
    const { origin, startedAt, status } = underway;
    const outcome = hasFailed || status === undefined ? 'failed' : `${Math.floor(status / 100)}xx`;
    const seconds = (performance.now() - startedAt) / 1_000;
    const node = this.#nodeByOrigin.get(origin);
    if (node === undefined) {
      this.#discord.observe({ outcome }, seconds);
      return;
    }
    this.#nodes.observe({ node }, seconds);
    this.#nodeCalls.inc({ node, outcome });
  }
}

function requestOf(message: unknown): object | undefined {
  const hasRequest = typeof message === 'object' && message !== null && 'request' in message;
  return hasRequest && typeof message.request === 'object' && message.request !== null ? message.request : undefined;
}

function statusOf(message: unknown): number | undefined {
  if (typeof message !== 'object' || message === null || !('response' in message)) return undefined;
  const { response } = message;
  const hasStatus = typeof response === 'object' && response !== null && 'statusCode' in response;
  return hasStatus && typeof response.statusCode === 'number' ? response.statusCode : undefined;
}
