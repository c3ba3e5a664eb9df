import { durationMs, knownOptions, oneOf, wholeNumber } from '@reprise/options';
import { seededRandom } from '../random/seeded-random.ts';
import { FAULT_KINDS, type Fault, type FaultKind } from './fault.ts';
import { FaultPlan, type FaultStep } from './fault-plan.ts';

/** Options of {@link randomFaults}. */
export interface RandomFaultsOptions {
  /** The same seed and options make the same plan. A whole number. */
  readonly seed: number;
  /** Names of the nodes. */
  readonly nodes: readonly string[];
  /** When everything is well again, in milliseconds from the start. */
  readonly durationMs: number;
  /** Time between two faults on average, in milliseconds. @defaultValue `5000` */
  readonly everyMs?: number;
  /** The longest time a node stays faulty, in milliseconds. @defaultValue `15000` */
  readonly longestMs?: number;
  /** How many nodes are without a fault at any time. @defaultValue `1`, with a single node 0 */
  readonly healthy?: number;
  /**
   * Which faults.
   *
   * @defaultValue all that a client can outlive: not `speakVersion`, `loseSources`, and answers that say "never again"
   */
  readonly kinds?: readonly FaultKind[];
}

type Below = (end: number) => number;

/** How a fault of each kind is drawn. Those that end others are not: each fault is followed by `heal`. */
const DRAWS: Partial<Record<FaultKind, (below: Below) => Fault>> = {
  die: (below) => ({ kind: 'die', port: below(2) === 0 ? 'reset' : 'closed' }),
  freeze: () => ({ kind: 'freeze' }),
  loseSessions: () => ({ kind: 'loseSessions' }),
  answer: (below) => drawAnswer(below),
  flood: (below) => ({ kind: 'flood', times: 2 + below(20) }),
  burst: (below) => ({ kind: 'burst', count: 1 + below(5_000) }),
  sendMalformed: (below) => ({ kind: 'sendMalformed', count: 1 + below(200), seed: below(1_000_000) }),
  lieInStats: (below) => ({
    kind: 'lieInStats',
    lie: { playingPlayers: below(10_000), cpu: { lavalinkLoad: below(3) } },
  }),
  omitStats: () => ({ kind: 'omitStats' }),
  speakVersion: () => ({ kind: 'speakVersion', version: '3' }),
  delay: (below) => ({ kind: 'delay', ms: 1 + below(3_000) }),
  throttle: (below) => ({ kind: 'throttle', bytesPerSecond: 500 + below(50_000) }),
  cutAfter: (below) => ({ kind: 'cutAfter', bytes: below(5_000) }),
  halfOpen: (below) => ({ kind: 'halfOpen', serverNotices: below(2) === 0 }),
  cut: () => ({ kind: 'cut' }),
};

/** After these a client rightly gives the node up. */
const TERMINAL: ReadonlySet<FaultKind> = new Set(['speakVersion']);

const SURVIVABLE = FAULT_KINDS.filter((kind) => kind in DRAWS && !TERMINAL.has(kind));

/**
 * A plan of faults drawn by chance, the same one for the same seed. A node has one fault at a time, and after each it is
 * healed; at the end all are well.
 *
 * @example
 * ```ts
 * import { FaultyNode, randomFaults } from '@reprise/devkit';
 *
 * await using a = await FaultyNode.start();
 * await using b = await FaultyNode.start();
 * const plan = randomFaults({ seed: 42, nodes: ['A', 'B'], durationMs: 60_000 });
 * try {
 *   await plan.run({ A: a, B: b });
 *   // … assert that every player plays …
 * } catch (error) {
 *   console.error(`${plan}`); // FaultPlan.parse reads it
 *   throw error;
 * }
 * ```
 *
 * @throws TypeError or RangeError naming the option that is wrong.
 */
export function randomFaults(options: RandomFaultsOptions): FaultPlan {
  knownOptions('randomFaults', options, ['seed', 'nodes', 'durationMs', 'everyMs', 'longestMs', 'healthy', 'kinds']);
  const { nodes, kinds = SURVIVABLE } = options;
  const seed = wholeNumber('randomFaults: seed', options.seed);
  wholeNumber('randomFaults: nodes.length', nodes.length, { min: 1 });
  const endMs = durationMs('randomFaults: durationMs', options.durationMs);
  const everyMs = durationMs('randomFaults: everyMs', options.everyMs ?? 5_000, { min: 1 });
  const longestMs = durationMs('randomFaults: longestMs', options.longestMs ?? 15_000, { min: 1 });
  const mostFaulty =
    nodes.length - wholeNumber('randomFaults: healthy', options.healthy ?? Math.min(1, nodes.length - 1));
  const draws = kinds.map((kind) => DRAWS[oneOf('randomFaults: kinds[]', kind, DRAWN_KINDS)]);

  const random = seededRandom(seed);
  const below: Below = (end) => Math.floor(random() * end);
  const faultyUntil = new Map(nodes.map((node) => [node, 0]));
  const steps: FaultStep[] = [];
  for (let atMs = pause(random, everyMs); atMs < endMs; atMs += pause(random, everyMs)) {
    const free = nodes.filter((node) => (faultyUntil.get(node) ?? 0) < atMs);
    if (nodes.length - free.length >= mostFaulty) continue;
    const node = free[below(free.length)];
    const fault = draws[below(draws.length)]?.(below);
    if (node === undefined || fault === undefined) continue;
    const healedAtMs = Math.min(endMs, atMs + 1 + below(longestMs));
    faultyUntil.set(node, healedAtMs);
    steps.push({ atMs, node, fault }, { atMs: healedAtMs, node, fault: { kind: 'heal' } });
  }
  return new FaultPlan(steps, `randomFaults seed ${seed}, nodes ${nodes.join(' ')}, ${endMs} ms`);
}

const DRAWN_KINDS = FAULT_KINDS.filter((kind) => kind in DRAWS);

/** Time to the next fault: short ones are more frequent than long ones, as when many things fail independently. */
function pause(random: () => number, meanMs: number): number {
  return Math.max(1, Math.round(-Math.log(1 - random()) * meanMs));
}

function drawAnswer(below: Below): Fault {
  const answers = [
    { kind: 'status', status: 500 },
    { kind: 'status', status: 503 },
    { kind: 'status', status: 429, retryAfterS: 1 + below(3) },
    { kind: 'html' },
    { kind: 'halfJson' },
    { kind: 'cutBody' },
    { kind: 'slow', ms: 1 + below(5_000) },
    { kind: 'never' },
  ] as const;
  const paths = ['/v4/loadtracks', '/v4/sessions/*/players/*', '/v4/sessions/*', '/v4/websocket', '/v4/info'];
  const path = paths[below(paths.length + 1)];
  const answer = answers[below(answers.length)] ?? { kind: 'never' };
  return { kind: 'answer', answer, route: { ...(path === undefined ? {} : { path }), times: 1 + below(20) } };
}
