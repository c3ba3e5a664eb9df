/**
 * `npm run prove:soak -- [--minutes 10] [--seed NUMBER] [--rate 2000]`
 *
 * Two caches, one over LMDB and one over Redis, are asked for songs at a steady rate while their stores, what makes the songs
 * and those who ask fail by chance, every 20 s for 8 s. Ends with 0 when nobody was failed by the caches, memory has not grown,
 * no file stayed open, and nothing was rejected that nobody caught. The same seed gives the same faults in the same order.
 */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { LmdbStore, MemoryStore, SmartCache, type SmartCacheOptions, tiered, ValkeyStore } from '@reprise/cache';
import { FaultProxy, seededRandom } from '@reprise/devkit';
import { median } from './src/measure.ts';
import { zipfRanks } from './src/random.ts';
import { HeapRecord } from './src/soak/heap.ts';
import { FAULTS, faultNames, type Stage } from './src/store-soak/faults.ts';
import { FaultyStore } from './src/store-soak/faulty-store.ts';
import { Requests } from './src/store-soak/requests.ts';
import { Source, SourceError } from './src/store-soak/source.ts';
import { temporaryFolder } from './src/stores/folder.ts';
import { RedisProcess, whyNoRedis } from './src/stores/redis-process.ts';
import type { Song } from './src/stores/song.ts';
import { until } from './src/until.ts';

const MINUTE_MS = 60_000;
const FAULT_EVERY_MS = 20_000;
const FAULT_MS = 8_000;
const SAMPLE_EVERY_MS = 30_000;
const SAMPLES_AT_LEAST = 8;
/** Samples are taken just before a fault may begin, where all that can be open is. */
const BEFORE_FAULT_MS = 500;
const SETTLE_MS = 5_000;
const LOOK_MS = 20;
const SONGS = 20_000;
const MOST_GROWTH_MB = 2;

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 1_000_000)) },
    rate: { type: 'string', default: '2000' },
  },
});
const minutes = positive('minutes');
const seed = positive('seed');
const rate = positive('rate');

const reason = whyNoRedis();
if (reason !== undefined) {
  console.error(`Cannot run: ${reason}.`);
  process.exit(2);
}

const uncaught: string[] = [];
for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
  process.on(event, (error: unknown) => {
    uncaught.push(String(error));
    console.error(error);
  });
}

const warnings: string[] = [];
const onWarning = ({ message }: Error): void => void warnings.push(message);
using folder = temporaryFolder();
await using redis = await RedisProcess.start();
await using proxy = await FaultProxy.start({ target: `http://127.0.0.1:${redis.port}` });
const disk = new FaultyStore(new LmdbStore({ path: join(folder.path, 'songs'), onWarning }));
const valkey = new ValkeyStore({ url: proxy.url.replace('http:', 'redis:'), onWarning });
const common: SmartCacheOptions<Song> = {
  maxSize: 1_000,
  ttlMs: 10_000,
  staleMs: 2_000,
  staleIfErrorMs: 60_000,
  hardDeadlineMs: 1_000,
  sweepIntervalMs: 5_000,
  classify: (error) => (error instanceof SourceError ? error.failureClass : 'network'),
  // Short enough that each comes to its end within the run.
  negativeTtlMs: { 'nothing-found': 5_000, gone: 20_000, 'rate-limited': 10_000 },
  onWarning,
};
const onDisk = new SmartCache<Song>({ ...common, store: disk });
const shared = new SmartCache<Song>({ ...common, store: tiered(new MemoryStore({ maxBytes: 1_000_000 }), valkey) });

const random = seededRandom(seed);
const source = new Source(seededRandom(seed + 1));
const draw = zipfRanks(SONGS, 0.85, seededRandom(seed + 2));
const requests = new Requests([onDisk, shared], source, draw, seededRandom(seed + 3));
const faults: string[] = [];
const heap = new HeapRecord();
const files: number[] = [];

console.log('# Caches under faults\n');
console.log(
  `\`npm run prove:soak -- --minutes ${minutes} --seed ${seed} --rate ${rate}\` on Node ${process.version}\n`,
);
const startedAt = performance.now();
const lengthMs = minutes * MINUTE_MS;
const stop = requests.begin(rate);
const faulting = makeFaults({ redis, proxy, disk, source, requests });
tell(['minute', 'heap', 'resident', 'files', 'requests', 'memory', 'store', 'made', 'told', 'hit p99', 'last fault']);
tell(Array.from({ length: 11 }, () => '---'));
const everyMs = Math.min(SAMPLE_EVERY_MS, lengthMs / SAMPLES_AT_LEAST);
for (let at = everyMs; at <= lengthMs; at += everyMs) {
  await after(startedAt + at - BEFORE_FAULT_MS - performance.now());
  sample(at);
}
await faulting;
stop();
const tookMs = performance.now() - startedAt;
const isAnswered = await until(SETTLE_MS, LOOK_MS, async () => requests.pending === 0);
await Promise.all([onDisk.close(), shared.close()]);
report();

async function makeFaults(stage: Stage): Promise<void> {
  const names = faultNames(random);
  for (let at = FAULT_EVERY_MS; at + FAULT_MS <= lengthMs; at += FAULT_EVERY_MS) {
    await after(startedAt + at - performance.now());
    const name = names.next().value;
    faults.push(name);
    const heal = await FAULTS.get(name)?.(stage);
    await after(startedAt + at + FAULT_MS - performance.now());
    await heal?.();
  }
}

function sample(at: number): void {
  const megabytes = heap.take();
  const resident = process.memoryUsage.rss() / 1_000_000;
  const open = openFiles();
  files.push(open);
  const { sent, fromMemory, fromStore, made, told } = requests.counts;
  const p99 = requests.takeTimes().quantile(0.99);
  const sizes = [(at / MINUTE_MS).toFixed(1), `${megabytes.toFixed(2)} MB`, `${resident.toFixed(0)} MB`, open];
  tell([...sizes, sent, fromMemory, fromStore, made, told, `${p99.toFixed(2)} ms`, faults.at(-1) ?? 'none']);
}

function report(): void {
  tellCounts('fault', faults);
  tellCounts('warning', warnings);
  const { sent, failed, wrong, left, told } = requests.counts;
  const quarter = Math.floor(files.length / 4);
  const open = [files.slice(quarter, 2 * quarter), files.slice(-quarter)].map((some) => median(some));
  const [before = 0, now = 0] = open;
  const { growth } = heap;
  const perSecond = Math.round((sent / tookMs) * 1_000);
  const results: readonly (readonly [boolean, string])[] = [
    [failed === 0, `${failed} of ${sent} requests failed for want of a store; ${perSecond} a second`],
    [wrong === 0, `${wrong} answers were another song's`],
    [
      isAnswered,
      `${requests.pending} requests were never answered; ${told} were told what the source had said, ${left} left`,
    ],
    [
      growth <= MOST_GROWTH_MB,
      `heap grew by ${growth.toFixed(2)} MB from the second quarter to the last, at most ${MOST_GROWTH_MB} MB`,
    ],
    [now <= before, `${now} open files in the last quarter, ${before} in the second`],
    [uncaught.length === 0, `${uncaught.length} errors that nobody caught`],
  ];
  console.log('');
  for (const [isMet, line] of results) console.log(`- ${isMet ? 'met   ' : 'MISSED'} ${line}`);
  if (results.some(([isMet]) => !isMet)) process.exitCode = 1;
}

function tell(cells: readonly unknown[]): void {
  console.log(`| ${cells.join(' | ')} |`);
}

function tellCounts(what: string, all: readonly string[]): void {
  const counts = new Map<string, number>();
  for (const one of all) counts.set(one, (counts.get(one) ?? 0) + 1);
  console.log('');
  tell([what, 'times']);
  tell(['---', '---']);
  for (const entry of [...counts].sort(([a], [b]) => a.localeCompare(b))) tell(entry);
}

/** Files and sockets; nothing where the system does not tell. */
function openFiles(): number {
  const folder = '/proc/self/fd';
  return existsSync(folder) ? readdirSync(folder).length : 0;
}

function positive(name: keyof typeof values): number {
  const value = Number(values[name]);
  if (Number.isFinite(value) && value > 0) return value;
  console.error(`--${name} must be a number above 0, but is ${values[name]}.`);
  process.exit(2);
}
