import { join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import type { Bench, Goal, Row } from './bench.ts';
import { Latencies } from './latency.ts';
import { temporaryFolder } from './stores/folder.ts';
import { RedisProcess, whyNoRedis } from './stores/redis-process.ts';
import { songOf } from './stores/song.ts';
import { bento } from './tiers/bento.ts';
import { cacheManager } from './tiers/cache-manager.ts';
import { smartCache } from './tiers/smart-cache.ts';
import type { BackEnd, Tier, TierSubject } from './tiers/tier.ts';

const SONGS = 1_000;
const WARM_ROUNDS = 10;
const MOST_MISSED = 0.05;

const OURS = 'SmartCache';
const SUBJECTS = new Map<string, TierSubject>([
  [OURS, smartCache],
  ['bentocache', bento],
  ['cache-manager', cacheManager],
]);

/** The same place in all of them: the back end, and how many calls a round of each has. */
const NAMES = { memory: 'memory', lmdb: 'LMDB', redis: 'Redis' } as const;
const CALLS = { memory: 10_000, lmdb: 1_000, redis: 200 } as const;

export const tiers: Bench = {
  name: 'tiers',
  title: 'A song of 1 KB that is there, by where it is: get or make',
  goals: [
    machineGoal('memory: p50', 2),
    machineGoal('LMDB: p99', 100),
    machineGoal('Redis: p99', 1_500),
    ...Object.values(NAMES).flatMap((name) =>
      [...SUBJECTS.keys()]
        .filter((subject) => subject !== OURS)
        .map((subject): Goal => ({ case: `${name}: p50`, subject, relativeTo: OURS, atLeast: 1, tolerance: 0.3 })),
    ),
  ],
  async run({ quick }) {
    using folder = temporaryFolder();
    const rounds = quick ? 15 : 60;
    const rows = [
      ...(await measured({ kind: 'memory' }, rounds)),
      ...(await measured({ kind: 'lmdb', path: join(folder.path, 'lmdb') }, rounds)),
    ];
    const reason = whyNoRedis();
    if (reason !== undefined) return [...rows, row('Redis: p50', OURS, Number.NaN, reason)];
    await using redis = await RedisProcess.start();
    return [...rows, ...(await measured({ kind: 'redis', url: redis.url }, rounds))];
  },
};

function machineGoal(name: string, atMost: number): Goal {
  return { case: name, subject: OURS, atMost, dependsOnMachine: true };
}

async function measured(backEnd: BackEnd, rounds: number): Promise<Row[]> {
  const opened: { readonly subject: string; readonly tier: Tier; readonly times: Latencies }[] = [];
  for (const [subject, open] of SUBJECTS) {
    const tier = await open(backEnd);
    for (let i = 0; i < SONGS; i += 1) await tier.put(`song ${i}`, songOf(i));
    opened.push({ subject, tier, times: new Latencies() });
  }
  // What is written behind is written by then.
  await after(200);
  // The first rounds are for the compiler and the connections; then all take turns.
  const turns = [...opened];
  for (let round = -WARM_ROUNDS; round < rounds; round += 1) {
    const calls = CALLS[backEnd.kind];
    // All in turn, over the rounds: a song that was just asked for would be in memory.
    const from = (round + WARM_ROUNDS) * calls;
    for (const { tier, times } of turns) await oneRound(tier, from, calls, round < 0 ? undefined : times);
    // Nobody always is the first.
    turns.push(...turns.splice(0, 1));
  }
  for (const { tier } of opened) await tier.close();
  const name = NAMES[backEnd.kind];
  return opened.flatMap(({ subject, times }) => [
    row(`${name}: p50`, subject, times.quantile(0.5) * 1_000, 'µs'),
    row(`${name}: p99`, subject, times.quantile(0.99) * 1_000, 'µs'),
  ]);
}

async function oneRound(tier: Tier, from: number, calls: number, times: Latencies | undefined): Promise<void> {
  const misses = tier.misses();
  for (let i = from; i < from + calls; i += 1) {
    const key = `song ${i % SONGS}`;
    const startedAt = performance.now();
    const song = await tier.get(key);
    times?.add(performance.now() - startedAt);
    if (song.track.info.isStream) throw new Error('Not the song that was put there.');
  }
  // A store that a busy machine keeps from answering in time is done without, which is right, if it is rare.
  if (tier.misses() - misses > calls * MOST_MISSED)
    throw new Error(`${tier.misses() - misses} songs were not where they should be.`);
}

function row(name: string, subject: string, value: number, unit: string): Row {
  return { bench: 'tiers', case: name, subject, value, unit };
}
