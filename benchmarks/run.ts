/**
 * `npm run bench -- [NAME …] [--quick] [--json] [--check]`
 *
 * Without a name all benchmarks run. `--quick` runs a short selection, `--json` prints one object a row, `--check`
 * exits with 1 when a goal that does not depend on the machine is missed by more than its tolerance, in two runs one after
 * the other: what another program on the machine took in the one, it will hardly take in the next.
 */
import { spawnSync } from 'node:child_process';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { Bench } from './src/bench.ts';
import { describeOutcome, outcomesOf } from './src/goals.ts';
import { benches } from './src/index.ts';
import { sectionOf } from './src/table.ts';

/** How a process ends whose benchmark ran to its end, but missed a goal that is checked. */
const MISSED = 3;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    quick: { type: 'boolean' },
    json: { type: 'boolean' },
    check: { type: 'boolean' },
    // One benchmark in this process, and nothing around its table.
    only: { type: 'string' },
  },
});
const { quick = false, json = false, check = false, only } = values;

const names = benches.map(({ name }) => name);
const unknown = positionals.filter((name) => !names.includes(name));
const alone = benches.find(({ name }) => name === only);
if (unknown.length > 0) {
  console.error(`There is no benchmark ${unknown.join(', ')}; there are ${names.join(', ')}.`);
  process.exitCode = 2;
} else if (alone === undefined) runEach(positionals.length > 0 ? positionals : names);
else await runHere(alone);

/** Each in a process of its own: what one benchmark taught the compiler must not slow the next one. */
function runEach(selected: readonly string[]): void {
  if (!json) {
    const processor = cpus()[0]?.model ?? 'unknown processor';
    console.log(`Node ${process.version}, ${cpus().length} × ${processor}, ${new Date().toISOString().slice(0, 10)}\n`);
  }
  const flags = process.argv.slice(2).filter((argument) => argument.startsWith('--'));
  for (const name of selected) {
    let status = runAlone(name, flags);
    if (status === MISSED) {
      console.error(`${name} is measured once more.`);
      status = runAlone(name, flags);
    }
    if (status !== 0) process.exitCode = 1;
  }
}

function runAlone(name: string, flags: readonly string[]): number | null {
  const args = [...process.execArgv, fileURLToPath(import.meta.url), '--only', name, ...flags];
  return spawnSync(process.execPath, args, { stdio: 'inherit' }).status;
}

async function runHere(bench: Bench): Promise<void> {
  const rows = await bench.run({ quick });
  if (json) for (const row of rows) console.log(JSON.stringify(row));
  else console.log(sectionOf(bench, rows));
  if (!check) return;
  for (const outcome of outcomesOf(bench, rows).filter(({ isBroken }) => isBroken)) {
    console.error(`${bench.name}: ${describeOutcome(outcome)}`);
    process.exitCode = MISSED;
  }
}
