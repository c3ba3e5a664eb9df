import { SmartCache, ValkeyStore } from '@reprise/cache';
import type { Bench, Goal, Row } from './bench.ts';
import { Latencies } from './latency.ts';
import { RedisProcess, whyNoRedis } from './stores/redis-process.ts';
import { type Song, songOf } from './stores/song.ts';
import { until } from './until.ts';

const SUBJECT = 'SmartCache over ValkeyStore';
const SONGS = 2_000;
const FIRST = 5;
/** A store that is back is asked again after 30 s at the latest. */
const BACK_WITHIN_MS = 40_000;
const LOOK_MS = 1;

/** What happens to the server, and how it is undone. */
const FAULTS = new Map<string, (redis: RedisProcess) => Promise<void> | void>([
  ['healthy', () => undefined],
  ['stopped', (redis) => redis.end('SIGTERM')],
  ['killed', (redis) => redis.end('SIGKILL')],
  ['frozen', (redis) => redis.freeze()],
  [
    'restarted',
    async (redis) => {
      await redis.end('SIGTERM');
      await redis.revive();
    },
  ],
]);

export const storeFaults: Bench = {
  name: 'store-faults',
  title: 'A Redis that fails under calls that follow one another; each needs the store',
  goals: [...FAULTS.keys()].filter((name) => name !== 'healthy').flatMap(goalsOf),
  async run({ quick }) {
    const reason = whyNoRedis();
    if (reason !== undefined) return [row('healthy: p99', Number.NaN, reason)];
    const times = { rounds: quick ? 1 : 5, restMs: quick ? 500 : 2_000 };
    const rows: Row[] = [];
    let healthyMs = 0;
    for (const [name, fault] of FAULTS) {
      const found = await roundsOf(fault, times);
      if (name === 'healthy') healthyMs = found.later.quantile(0.99);
      rows.push(...rowsOf(name, found, healthyMs));
    }
    return rows;
  },
};

function goalsOf(name: string): readonly Goal[] {
  return [
    { case: `${name}: failed calls`, subject: SUBJECT, atMost: 0 },
    { case: firstOf(name), subject: SUBJECT, atMost: 55, dependsOnMachine: true },
    { case: laterOf(name), subject: SUBJECT, atMost: 1, dependsOnMachine: true },
  ];
}

function rowsOf(name: string, { first, later, before, calls, failed, backMs }: Found, healthyMs: number): Row[] {
  const basis = [row(`${name}: calls`, calls, ''), row(`${name}: failed calls`, failed, '')];
  if (name === 'healthy') return [...basis, row(`${name}: p99`, healthyMs, 'ms')];
  // What the same calls took just before, on the same machine under the same load.
  const usual = before.quantile(0.99);
  return [
    ...basis,
    row(firstOf(name), Math.max(0, first.quantile(0.99) - usual), 'ms'),
    row(laterOf(name), Math.max(0, later.quantile(0.99) - usual), 'ms'),
    row(`${name}: the store serves again after`, backMs / 1_000, 's'),
  ];
}

function firstOf(name: string): string {
  return `${name}: added p99 of the first ${FIRST} calls`;
}

function laterOf(name: string): string {
  return `${name}: added p99 of the later calls`;
}

function row(name: string, value: number, unit: string): Row {
  return { bench: 'store-faults', case: name, subject: SUBJECT, value, unit };
}

interface Found {
  readonly before: Latencies;
  readonly first: Latencies;
  readonly later: Latencies;
  calls: number;
  failed: number;
  /** The longest time from the end of a fault until the server had all that waited for it. */
  backMs: number;
}

interface Times {
  readonly rounds: number;
  /** How long calls are measured before a fault, and after it. */
  readonly restMs: number;
}

async function roundsOf(fault: (redis: RedisProcess) => Promise<void> | void, times: Times): Promise<Found> {
  const found: Found = {
    before: new Latencies(),
    first: new Latencies(),
    later: new Latencies(),
    calls: 0,
    failed: 0,
    backMs: 0,
  };
  await using redis = await RedisProcess.start();
  for (let round = 0; round < times.rounds; round += 1) await oneRound(redis, fault, times.restMs, found);
  return found;
}

async function oneRound(
  redis: RedisProcess,
  fault: (redis: RedisProcess) => Promise<void> | void,
  restMs: number,
  found: Found,
): Promise<void> {
  // Too small to answer by itself: each call goes to the store.
  const store = new ValkeyStore({ url: redis.url });
  await using songs = new SmartCache<Song>({ store, maxSize: 1, onWarning: () => undefined });
  for (let i = 0; i < SONGS; i += 1) await songs.set(`song ${i}`, songOf(i));
  let number = 0;
  const call = async (): Promise<void> => {
    number = (number + 1) % SONGS;
    const wanted = number;
    found.calls += 1;
    try {
      await songs.getOrProcess(`song ${wanted}`, () => songOf(wanted));
    } catch {
      found.failed += 1;
    }
  };
  const callFor = async (ms: number, took: (ms: number) => void): Promise<void> => {
    for (const end = performance.now() + ms; performance.now() < end; ) {
      const startedAt = performance.now();
      await call();
      took(performance.now() - startedAt);
      // Calls that need nobody would keep the process from hearing of anything.
      await new Promise(setImmediate);
    }
  };
  await callFor(restMs / 2, () => undefined);
  await callFor(restMs, (ms) => found.before.add(ms));

  const happened = fault(redis);
  let since = 0;
  await callFor(restMs, (ms) => {
    since += 1;
    (since <= FIRST ? found.first : found.later).add(ms);
  });
  await happened;
  await heal(redis);
  const healedAt = performance.now();
  await until(BACK_WITHIN_MS, LOOK_MS, async () => {
    await call();
    const { isAvailable, queuedWrites } = store.stats();
    return isAvailable && queuedWrites === 0;
  });
  found.backMs = Math.max(found.backMs, performance.now() - healedAt);
}

async function heal(redis: RedisProcess): Promise<void> {
  redis.thaw();
  await redis.revive();
}
