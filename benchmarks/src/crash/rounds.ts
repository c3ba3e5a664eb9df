import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { LmdbStore } from '@reprise/cache';
import { keyOfWrite, numberOfWrite } from './writes.ts';

const WORKER = fileURLToPath(new URL('../crash-worker.ts', import.meta.url));
const WRITERS = ['one', 'two'];
/** Writes of a round have numbers of their own, so that what an earlier one left cannot pass for them. */
const NUMBERS = 1_000_000;
const LONGEST_WRITING_MS = 80;

/** What became of a store whose writers were killed again and again. */
export interface KillReport {
  acknowledged: number;
  lost: number;
  torn: number;
  setAside: number;
  /** From the opening to the answer of the first read, each time. */
  readonly reopenMs: number[];
}

/** Kills two writers of one store in mid write so many times, and looks at the store each time. */
export async function killWriters(
  folder: string,
  rounds: number,
  random: () => number,
  onRound: (round: number) => void,
): Promise<KillReport> {
  const report: KillReport = { acknowledged: 0, lost: 0, torn: 0, setAside: 0, reopenMs: [] };
  const path = join(folder, 'store');
  const fileOf = (name: string): string => join(folder, `${name}.acknowledged`);
  for (let round = 1; round <= rounds; round++) {
    await Promise.all(WRITERS.map((name) => startWriter([path, fileOf(name), name, String(round * NUMBERS)]))).then(
      async (writers) => {
        await after(random() * LONGEST_WRITING_MS);
        await Promise.all(writers.map((kill) => kill()));
      },
    );
    const expected = new Map(WRITERS.map((name) => [name, acknowledgedIn(fileOf(name))]));
    await look(path, expected, report);
    onRound(round);
  }
  report.acknowledged = WRITERS.reduce((sum, name) => sum + acknowledgedIn(fileOf(name)).length, 0);
  return report;
}

/** Resolves when it writes, with what kills it. */
async function startWriter(args: readonly string[]): Promise<() => Promise<void>> {
  const child = spawn(process.execPath, [WORKER, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  await Promise.race([once(child.stdout, 'data'), ended]);
  return async () => {
    child.kill('SIGKILL');
    await ended;
    if (child.signalCode !== 'SIGKILL') throw new Error(`A writer ended by itself, with ${child.exitCode}.`);
  };
}

function acknowledgedIn(file: string): number[] {
  // A kill may cut off the last line.
  return existsSync(file) ? readFileSync(file, 'utf8').split('\n').slice(0, -1).map(Number) : [];
}

async function look(path: string, expected: ReadonlyMap<string, readonly number[]>, report: KillReport): Promise<void> {
  const startedAt = performance.now();
  const store = new LmdbStore({ path });
  await store.get('any');
  report.reopenMs.push(performance.now() - startedAt);
  report.setAside += store.stats().setAside;
  const found = new Map<string, number>();
  for await (const [key, { bytes }] of store.entries()) {
    const number = numberOfWrite(key.split(' ')[0] ?? '', bytes);
    if (number === undefined) report.torn++;
    else found.set(key, number);
  }
  report.torn += store.stats().damagedEntries;
  for (const [writer, numbers] of expected) {
    const last = new Map<string, number>();
    for (const number of numbers)
      last.set(keyOfWrite(writer, number), Math.max(number, last.get(keyOfWrite(writer, number)) ?? 0));
    for (const [key, number] of last) if ((found.get(key) ?? -1) < number) report.lost++;
  }
  await store.close();
}
