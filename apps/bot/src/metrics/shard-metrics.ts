import { Gauge, type Registry } from 'prom-client';
import type { ShardReport } from '../cluster/bot-report.ts';
import type { MetricsPart } from './metrics-part.ts';

const MOST_SHARDS = 64;

/** Connections to Discord's gateway. Looked up when somebody asks. */
export class ShardMetrics implements MetricsPart {
  readonly #shards: () => readonly ShardReport[];
  readonly #ping: Gauge<'shard'>;
  readonly #isReady: Gauge<'shard'>;
  readonly #guilds: Gauge;

  constructor(registry: Registry, shards: () => readonly ShardReport[]) {
    this.#shards = shards;
    const registers = [registry];
    this.#ping = new Gauge({
      name: 'reprise_gateway_ping_seconds',
      help: "Time to Discord's gateway and back.",
      aggregator: 'max',
      labelNames: ['shard'],
      registers,
    });
    this.#isReady = new Gauge({
      name: 'reprise_gateway_ready',
      help: 'Whether the shard is connected: 1 or 0.',
      aggregator: 'min',
      labelNames: ['shard'],
      registers,
    });
    this.#guilds = new Gauge({ name: 'reprise_guilds', help: 'Guilds the bot is in.', registers });
  }

  collect(): void {
    this.#ping.reset();
    this.#isReady.reset();
    const shards = this.#shards();
    this.#guilds.set(shards.reduce((sum, { guilds }) => sum + guilds, 0));
    for (const { id, isReady, pingMs } of shards.slice(0, MOST_SHARDS)) {
      this.#isReady.set({ shard: id }, isReady ? 1 : 0);
      if (pingMs !== undefined) this.#ping.set({ shard: id }, pingMs / 1_000);
    }
  }

  close(): void {
    // Nothing is listened to.
  }
}
