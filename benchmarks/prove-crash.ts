/**
 * `npm run prove:crash -- [--rounds 200] [--seed NUMBER]`
 *
 * Kills two writers of one LMDB store in mid write, again and again, and counts what was acknowledged and is lost or torn; then
 * lets a store meet every kind of damaged file, and a full disk. Prints tables in Markdown; ends with 0 when all goals are met.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { seededRandom } from '@reprise/devkit';
import type { Bench, Goal, Row } from './src/bench.ts';
import { meetDamages } from './src/crash/damage.ts';
import { fillDisk } from './src/crash/full-disk.ts';
import { killWriters } from './src/crash/rounds.ts';
import { outcomesOf } from './src/goals.ts';
import { sectionOf } from './src/table.ts';

const SERVING_MS = 1_000;
const TELL_EVERY = 20;

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '200' },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 1_000_000)) },
  },
});
const rounds = positive('rounds');
const seed = positive('seed');

const folder = await mkdtemp(join(tmpdir(), 'reprise-crash-'));
try {
  console.log('# LMDB store: crashes, damage and full disks\n');
  console.log(`\`npm run prove:crash -- --rounds ${rounds} --seed ${seed}\` on Node ${process.version}\n`);
  await proveKills();
  await proveDamages();
  await proveFullDisk();
} finally {
  await rm(folder, { recursive: true, force: true });
}

async function proveKills(): Promise<void> {
  const report = await killWriters(folder, rounds, seededRandom(seed), (round) => {
    if (round % TELL_EVERY === 0) process.stderr.write(`round ${round} of ${rounds}\n`);
  });
  const row = rowsOf('kills', 'LmdbStore');
  const sorted = report.reopenMs.toSorted((a, b) => a - b);
  show('kills', `${rounds} times SIGKILL to 2 processes that write to one store`, [
    [row('acknowledged writes', report.acknowledged, ''), { atLeast: 1 }],
    [row('acknowledged and lost', report.lost, ''), { atMost: 0 }],
    [row('torn', report.torn, ''), { atMost: 0 }],
    [row('files set aside', report.setAside, ''), { atMost: 0 }],
    [
      row('first answer after a kill, median', sorted[Math.floor(sorted.length / 2)] ?? 0, 'ms'),
      { atMost: SERVING_MS },
    ],
    [row('first answer after a kill, longest', sorted.at(-1) ?? 0, 'ms'), {}],
  ]);
}

async function proveDamages(): Promise<void> {
  const reports = await meetDamages(folder);
  const figures = reports.flatMap(({ name, servingMs, isKept }): [Row, Bound][] => [
    [rowsOf('damage', 'serving after')(name, servingMs, 'ms'), { atMost: SERVING_MS }],
    [rowsOf('damage', 'old file kept')(name, isKept ? 1 : 0, ''), { atLeast: 1 }],
  ]);
  show('damage', 'a store that meets a damaged file', figures);
}

async function proveFullDisk(): Promise<void> {
  const report = await fillDisk(join(folder, 'disk'));
  if (report === undefined) {
    console.log(
      '## full disk\n\nSkipped: a small disk cannot be mounted here; it takes the rights of root on Linux.\n',
    );
    return;
  }
  const row = rowsOf('full disk', 'LmdbStore');
  show('full disk', 'a store on a disk of 4 MiB', [
    [row('writes acknowledged', report.kept, ''), { atLeast: 1 }],
    [row('writes rejected', report.rejected, ''), { atLeast: 1 }],
    [row('acknowledged and lost', report.lost, ''), { atMost: 0 }],
    [row('stray rejections', report.strayRejections, ''), { atMost: 0 }],
    [row('writes again by itself', report.isResumed ? 1 : 0, ''), { atLeast: 1 }],
  ]);
}

type Bound = Pick<Goal, 'atLeast' | 'atMost'>;

function rowsOf(bench: string, subject: string): (name: string, value: number, unit: string) => Row {
  return (name, value, unit) => ({ bench, case: name, subject, value, unit });
}

function show(name: string, title: string, figures: readonly (readonly [Row, Bound])[]): void {
  const rows = figures.map(([row]) => row);
  const bounded = figures.filter(([, bound]) => Object.keys(bound).length > 0);
  const goals = bounded.map(([row, bound]): Goal => ({ case: row.case, subject: row.subject, ...bound }));
  const bench: Bench = { name, title, goals, run: () => rows };
  console.log(sectionOf(bench, rows));
  if (outcomesOf(bench, rows).some(({ isMet }) => !isMet)) process.exitCode = 1;
}

function positive(name: keyof typeof values): number {
  const value = Number(values[name]);
  if (Number.isInteger(value) && value > 0) return value;
  console.error(`--${name} must be a whole number above 0, but is ${values[name]}.`);
  process.exit(2);
}
