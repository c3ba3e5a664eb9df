import { Gauge, type Registry } from 'prom-client';
import type { Node, NodePool, NodeState, Player } from 'reprise';
import { BoundedLabel, isShortName } from './bounded-label.ts';
import { ifConnected } from './if-connected.ts';
import type { MetricsPart } from './metrics-part.ts';

const MOST_NODES = 16;
/** Frames that a playing player sends in a minute. */
const FRAMES_A_MINUTE = 3_000;
const STATES: readonly NodeState[] = ['idle', 'connecting', 'ready', 'degraded', 'down', 'misconfigured'];

/** Nodes, how they are, and how many players they have. Looked up when somebody asks. */
export class NodeMetrics implements MetricsPart {
  readonly #pool: NodePool;
  readonly #names = new BoundedLabel(MOST_NODES, isShortName);
  readonly #state: Gauge<'node' | 'state'>;
  readonly #players: Gauge<'node'>;
  readonly #orphans: Gauge;
  readonly #penalty: Gauge<'node'>;
  readonly #cpu: Gauge<'node'>;
  readonly #voicePing: Gauge<'node'>;
  readonly #missing: Gauge<'node' | 'reason'>;

  constructor(registry: Registry, pool: NodePool) {
    this.#pool = pool;
    const of = (name: string, help: string, aggregator: 'sum' | 'max'): Gauge<'node'> =>
      new Gauge({ name, help, aggregator, labelNames: ['node'], registers: [registry] });
    this.#state = new Gauge({
      name: 'reprise_node_state',
      help: 'Processes that see the node in this state.',
      labelNames: ['node', 'state'],
      registers: [registry],
    });
    this.#players = of('reprise_players', 'Players on the node.', 'sum');
    this.#orphans = new Gauge({
      name: 'reprise_players_orphaned',
      help: 'Players that wait because no node can be reached.',
      registers: [registry],
    });
    this.#penalty = of('reprise_node_penalty', 'Load by which nodes are chosen: a playing player weighs 1.', 'max');
    this.#cpu = of('reprise_node_cpu_ratio', "Share of its machine's processors that is used, 0 to 1.", 'max');
    this.#voicePing = of(
      'reprise_node_voice_ping_seconds',
      "Mean time from the node to Discord's voice and back.",
      'max',
    );
    this.#missing = new Gauge({
      name: 'reprise_node_frames_missing_ratio',
      help: "Share of a playing player's frames that the node could not send in its last minute, 0 to 1.",
      aggregator: 'max',
      labelNames: ['node', 'reason'],
      registers: [registry],
    });
  }

  /** The label of a node. */
  label(node: Node | string): string {
    return this.#names.of(typeof node === 'string' ? node : node.identifier);
  }

  collect(): void {
    const gauges = [this.#state, this.#players, this.#penalty, this.#cpu, this.#voicePing, this.#missing];
    for (const gauge of gauges) gauge.reset();
    const nodes = ifConnected(() => this.#pool.nodes());
    const players = ifConnected(() => this.#pool.players);
    for (const node of nodes?.values() ?? []) this.#look(node);
    const all = [...(players?.values() ?? [])];
    this.#orphans.set(all.filter(({ state }) => state === 'orphaned').length);
    this.#count(all);
  }

  close(): void {
    // Nothing is listened to.
  }

  #look(node: Node): void {
    const label = this.label(node);
    // A state that no node is in counts 0, and is not missing: alerts ask for it.
    for (const state of STATES) this.#state.inc({ node: label, state }, node.state === state ? 1 : 0);
    this.#players.inc({ node: label }, 0);
    if (node.load.penalty !== undefined) this.#penalty.set({ node: label }, node.load.penalty);
    if (node.stats !== undefined) this.#cpu.set({ node: label }, node.stats.cpu.systemLoad);
    const { nulled, deficit } = node.stats?.frameStats ?? {};
    if (nulled !== undefined) this.#missing.set({ node: label, reason: 'nulled' }, nulled / FRAMES_A_MINUTE);
    // One that was held up catches up, and then has sent more than was due.
    if (deficit !== undefined)
      this.#missing.set({ node: label, reason: 'deficit' }, Math.max(0, deficit) / FRAMES_A_MINUTE);
  }

  #count(players: readonly Player[]): void {
    const pings = new Map<string, number[]>();
    for (const { node, ping } of players) {
      if (node === undefined) continue;
      const label = this.label(node);
      this.#players.inc({ node: label });
      if (ping >= 0) pings.set(label, [...(pings.get(label) ?? []), ping]);
    }
    for (const [node, ms] of pings) {
      this.#voicePing.set({ node }, ms.reduce((sum, one) => sum + one, 0) / ms.length / 1_000);
    }
  }
}
