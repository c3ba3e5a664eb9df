/**
 * `npm run soak -- [--minutes 30] [--seed NUMBER] [--players 200] [--nodes 3]`
 *
 * A bot plays in many guilds while nodes, voice servers and the gateway fail by chance. Ends with 0 when at the end every
 * player plays, heard from one node, when memory has not grown, and when nothing failed that nobody was told of. The same
 * seed gives the same faults in the same order; when each of them meets which player is up to the machine.
 */
import { setTimeout as after } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { seededRandom } from '@reprise/devkit';
import { Bot } from './src/soak/bot.ts';
import { HeapRecord } from './src/soak/heap.ts';
import { RemoteWorld } from './src/soak/remote-world.ts';

const MINUTE_MS = 60_000;
const SAMPLES_AT_LEAST = 8;
/** Faults end so long before the end, or after three quarters of a short run. */
const QUIET_MS = 60_000;
/** How long after the last fault every player has to play. */
const RECOVERY_MS = 60_000;
const MOST_GROWTH_MB = 2;

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '30' },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 1_000_000)) },
    players: { type: 'string', default: '200' },
    nodes: { type: 'string', default: '3' },
  },
});
const minutes = positive('minutes');
const seed = positive('seed');
const players = positive('players');
const nodes = positive('nodes');

const failures: string[] = [];
for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
  process.on(event, (error: unknown) => {
    failures.push(String(error));
    console.error(error);
  });
}

console.log(`Node ${process.version}, seed ${seed}: ${players} players on ${nodes} nodes for ${minutes} minutes\n`);
const guildIds = Array.from({ length: players }, (_, i) => String(800_000_000_000_000_000n + BigInt(i)));
const { world, urls } = await RemoteWorld.start({ seed, nodes, guildIds });
const bot = new Bot(seededRandom(seed + 1));
await bot.start(world, urls, guildIds);

const startedAt = performance.now();
const lengthMs = minutes * MINUTE_MS;
const faultsUntilMs = Math.max(lengthMs - QUIET_MS, lengthMs * 0.75);
const everyMs = Math.min(MINUTE_MS, lengthMs / SAMPLES_AT_LEAST);
world.beginFaults();
void bot.beUsed();
const heap = new HeapRecord();
const quiet = after(faultsUntilMs).then(() => calmDown());
console.log('| minute | heap | playing | faults | moves | track starts | commands | refused |');
console.log('|--------|------|---------|--------|-------|--------------|----------|---------|');
for (let at = everyMs; at <= lengthMs; at += everyMs) {
  await after(startedAt + at - performance.now());
  const playing = bot.players.filter(({ state }) => state === 'playing').length;
  const { moves, trackStarts, commands, refused } = bot.counts;
  const cells = [(at / MINUTE_MS).toFixed(1), `${heap.take().toFixed(2)} MB`, playing, faultCount(), moves];
  console.log(`| ${[...cells, trackStarts, commands, refused].join(' | ')} |`);
}
report(await quiet);
await bot[Symbol.asyncDispose]();
world[Symbol.dispose]();

/** Ends the faults. Answers how long it took until all played, and who does not. */
async function calmDown(): Promise<{ readonly afterMs: number; readonly silent: ReadonlyMap<string, string> }> {
  bot.stop();
  await world.heal();
  const healedAt = performance.now();
  for (;;) {
    const silent = await bot.silent(world);
    const afterMs = performance.now() - healedAt;
    if (silent.size === 0 || afterMs > RECOVERY_MS) return { afterMs, silent };
  }
}

function faultCount(): number {
  return [...world.faults.values()].reduce((sum, count) => sum + count, 0);
}

function report({ afterMs, silent }: Awaited<ReturnType<typeof calmDown>>): void {
  const { aborted, orphaned } = bot.counts;
  const { growth } = heap;
  console.log('\n| fault | times |\n|-------|-------|');
  for (const [name, count] of [...world.faults].sort(([a], [b]) => a.localeCompare(b)))
    console.log(`| ${name} | ${count} |`);
  const results: readonly (readonly [boolean, string])[] = [
    [
      silent.size === 0,
      `${players - silent.size} of ${players} players play, ${(afterMs / 1_000).toFixed(1)} s after the last fault`,
    ],
    [aborted === 0, `${aborted} players had stopped by themselves; ${orphaned} times one waited for a node`],
    [
      growth <= MOST_GROWTH_MB,
      `heap grew by ${growth.toFixed(2)} MB from the second quarter to the last, at most ${MOST_GROWTH_MB} MB`,
    ],
    [failures.length === 0, `${failures.length} errors that nobody caught`],
  ];
  console.log('');
  for (const [isMet, line] of results) console.log(`- ${isMet ? 'met   ' : 'MISSED'} ${line}`);
  for (const [guildId, problem] of silent) console.log(`  ${guildId} ${problem}`);
  if (results.some(([isMet]) => !isMet)) process.exitCode = 1;
}

function positive(name: keyof typeof values): number {
  const value = Number(values[name]);
  if (Number.isFinite(value) && value > 0) return value;
  console.error(`--${name} must be a number above 0, but is ${values[name]}.`);
  process.exit(2);
}
