import { readArguments, USAGE, UsageError } from './arguments.ts';
import { type House, openHouse } from './house.ts';
import { search } from './search.ts';
import { show } from './show.ts';

/** Ports of the demo's nodes: Lavalink's own and the next one. */
const DEMO_PORTS = [2333, 2334];
const ANY_PORTS = [0, 0];

/** A close that hangs must not keep the user waiting. */
const LONGEST_CLOSE_MS = 4_000;

async function main(argv: readonly string[], stop: AbortSignal): Promise<number> {
  const given = readArguments(argv);
  if (given.command === 'help') {
    console.log(USAGE);
    return 0;
  }
  const ports = given.command === 'show' ? DEMO_PORTS : ANY_PORTS;
  await using house: House = await openHouse({ musicDir: given.musicDir, ports });
  if (given.command === 'search') return await search(house, given);
  await show(house, stop);
  return 0;
}

const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    stop.abort();
    setTimeout(() => process.exit(0), LONGEST_CLOSE_MS).unref();
  });
}

main(process.argv.slice(2), stop.signal).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    if (error instanceof UsageError) console.error(`\n${USAGE}`);
    process.exitCode = error instanceof UsageError ? 2 : 1;
  },
);
