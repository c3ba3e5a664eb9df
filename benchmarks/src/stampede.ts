import { join } from 'node:path';
import { SmartCache } from '@reprise/cache';
import type { Bench, Row } from './bench.ts';
import { Child } from './rpc.ts';
import { askAll } from './stampede/ask-all.ts';
import type { ShardCommands, SharedStore } from './stampede/shard.ts';
import { temporaryFolder } from './stores/folder.ts';
import { RedisProcess, whyNoRedis } from './stores/redis-process.ts';
import type { Song } from './stores/song.ts';

const SUBJECT = 'SmartCache';
const PROCESSES = 3;
const QUICK_ASKERS = 2_000;
const ASKERS = 10_000;

const ALONE = 'one process: songs made';
const ON_REDIS = `${PROCESSES} processes on one Redis: songs made`;
const ON_DISK = `${PROCESSES} processes on one LMDB: songs made`;

export const stampede: Bench = {
  name: 'stampede',
  title: `${ASKERS.toLocaleString('en')} ask each process for a song that nobody has, at the same time (${QUICK_ASKERS.toLocaleString('en')} with --quick)`,
  goals: [
    { case: ALONE, subject: SUBJECT, atMost: 1 },
    { case: ON_REDIS, subject: SUBJECT, atMost: 2 },
    { case: ON_DISK, subject: SUBJECT, atMost: 2 },
    ...[ALONE, ON_REDIS, ON_DISK].map((name) => ({ case: answersOf(name), subject: SUBJECT, atLeast: 1 })),
  ],
  async run({ quick }) {
    const askers = quick ? QUICK_ASKERS : ASKERS;
    const rows = rushed(ALONE, [await alone(askers)], askers);
    using folder = temporaryFolder();
    const path = join(folder.path, 'songs');
    rows.push(...rushed(ON_DISK, await together({ kind: 'lmdb', path }, askers), askers));
    const reason = whyNoRedis();
    if (reason !== undefined) return [...rows, row(ON_REDIS, Number.NaN, reason)];
    await using redis = await RedisProcess.start();
    return [...rows, ...rushed(ON_REDIS, await together({ kind: 'valkey', url: redis.url }, askers), askers)];
  },
};

async function alone(askers: number): ReturnType<typeof askAll> {
  await using songs = new SmartCache<Song>();
  return await askAll(songs, askers);
}

async function together(store: SharedStore, askers: number): Promise<Awaited<ReturnType<typeof askAll>>[]> {
  const shards = Array.from({ length: PROCESSES }, () => {
    return new Child<ShardCommands>(new URL('./stampede-worker.ts', import.meta.url));
  });
  try {
    await Promise.all(shards.map((shard) => shard.call('open', store)));
    return await Promise.all(shards.map((shard) => shard.call('askAll', askers)));
  } finally {
    await Promise.all(shards.map((shard) => shard.call('close').finally(() => shard.kill())));
  }
}

function rushed(name: string, rushes: readonly Awaited<ReturnType<typeof askAll>>[], askers: number): Row[] {
  const made = rushes.reduce((sum, rush) => sum + rush.made, 0);
  const answered = rushes.reduce((sum, rush) => sum + rush.answered, 0);
  const lastMs = Math.max(...rushes.map(({ tookMs }) => tookMs));
  return [
    row(name, made, ''),
    row(answersOf(name), answered / (rushes.length * askers), ''),
    row(name.replace('songs made', 'until the last had it'), lastMs, 'ms'),
  ];
}

function answersOf(name: string): string {
  return name.replace('songs made', 'share that got it');
}

function row(name: string, value: number, unit: string): Row {
  return { bench: 'stampede', case: name, subject: SUBJECT, value, unit };
}
