/**
 * `npm run bench -- [NAME …] [--quick] [--json] [--check]`
 *
 * Without a name all benchmarks run. `--quick` runs a short selection, `--json` prints one object a row, `--check`
 * exits with 1 when a goal that does not depend on the machine is missed by more than its tolerance.
 */
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { describeOutcome, outcomesOf } from './src/goals.ts';
import { benches } from './src/index.ts';
import { sectionOf } from './src/table.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { quick: { type: 'boolean' }, json: { type: 'boolean' }, check: { type: 'boolean' } },
});
const { quick = false, json = false, check = false } = values;

const known = benches.map(({ name }) => name);
const unknown = positionals.filter((name) => !known.includes(name));
if (unknown.length > 0) {
  console.error(`There is no benchmark ${unknown.join(', ')}; there are ${known.join(', ')}.`);
  process.exit(2);
}

if (!json) {
  const processor = cpus()[0]?.model ?? 'unknown processor';
  console.log(`Node ${process.version}, ${cpus().length} × ${processor}, ${new Date().toISOString().slice(0, 10)}\n`);
}
for (const bench of benches) {
  if (positionals.length > 0 && !positionals.includes(bench.name)) continue;
  const rows = await bench.run({ quick });
  if (json) for (const row of rows) console.log(JSON.stringify(row));
  else console.log(sectionOf(bench, rows));
  const broken = outcomesOf(bench, rows).filter(({ isBroken }) => isBroken);
  if (!check || broken.length === 0) continue;
  for (const outcome of broken) console.error(`${bench.name}: ${describeOutcome(outcome)}`);
  process.exitCode = 1;
}
