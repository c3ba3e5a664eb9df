// One client in a process of its own: what it costs is what this process costs.
import { subscribe } from 'node:diagnostics_channel';
import type { ClientRequest } from 'node:http';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as after } from 'node:timers/promises';
import { serve } from '../rpc.ts';
import type { Contender } from './contender.ts';
import { type ContenderCommands, guildOf } from './contender-process.ts';
import { CONTENDERS } from './index.ts';

/** Commands of users come many at a time, but not all at once. */
const AT_ONCE = 16;
const LAG_RESOLUTION_MS = 10;
const FIRST_USER = 170_939_974_227_000_000n;

const bots: Contender[] = [];
const attempts: number[] = [];

// A bot that meant to live would catch them too.
process.on('unhandledRejection', () => undefined);
process.on('uncaughtException', () => undefined);
subscribe('http.client.request.start', (message) => {
  const { request } = message as { readonly request: ClientRequest };
  if (request.path.endsWith('/v4/websocket')) attempts.push(Date.now());
});

serve<ContenderCommands>({
  async connect(name, nodes, count) {
    const make = await CONTENDERS[name]?.();
    if (make === undefined) throw new Error(`There is no contender ${name}.`);
    bots.push(...Array.from({ length: count }, (_, i) => make(String(FIRST_USER + BigInt(i)))));
    await Promise.all(bots.map((bot) => bot.connect(nodes)));
  },
  readyNodes: () => bots.reduce((sum, bot) => sum + bot.readyNodes, 0),
  spread: () => first().spread(),
  join: (from, to) => forEachGuild(from, to, (guildId) => first().join(guildId)),
  play: (from, to) => forEachGuild(from, to, (guildId) => first().play(guildId)),
  async enqueue(from, to) {
    const bot = first();
    if (bot.enqueue === undefined) return false;
    await forEachGuild(from, to, (guildId) => bot.enqueue?.(guildId, `songs of ${guildId}`));
    return true;
  },
  async heap() {
    // Twice, with time between: some of it is let go only by what runs in the meantime.
    for (let i = 0; i < 2; i += 1) {
      globalThis.gc?.();
      await after(100);
    }
    globalThis.gc?.();
    return process.memoryUsage().heapUsed;
  },
  async cpu(overMs) {
    const before = process.cpuUsage();
    const startedAt = performance.now();
    await after(overMs);
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 10 / (performance.now() - startedAt);
  },
  async lag(overMs) {
    const histogram = monitorEventLoopDelay({ resolution: LAG_RESOLUTION_MS });
    histogram.enable();
    await after(overMs);
    histogram.disable();
    // It reports the time between two looks, and they are meant to be apart.
    return histogram.percentile(99) / 1e6 - LAG_RESOLUTION_MS;
  },
  attempts: () => attempts,
});

function first(): Contender {
  const [bot] = bots;
  if (bot === undefined) throw new Error('Not connected.');
  return bot;
}

async function forEachGuild(
  from: number,
  to: number,
  work: (guildId: string) => Promise<void> | undefined,
): Promise<void> {
  let next = from;
  const worker = async (): Promise<void> => {
    for (let i = next++; i < to; i = next++) await work(guildOf(i));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}
