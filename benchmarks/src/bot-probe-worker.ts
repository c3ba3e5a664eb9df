// Preloaded into a bot that runs as its own program: tells what it takes of the machine, and ends it with whoever started it.
import { setTimeout as after } from 'node:timers/promises';
import type { Needs, NeedsRequest } from './bot/bot-process.ts';

const COLLECTIONS = 3;
const BETWEEN_MS = 200;
/** `maxRSS` is in KiB. */
const KIB = 1_024;

process.on('disconnect', () => process.exit());
process.on('message', (request: NeedsRequest) => void tell(request));

async function tell({ isCollected }: NeedsRequest): Promise<void> {
  const { rss } = process.memoryUsage();
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  if (isCollected) await collect();
  const { heapUsed } = process.memoryUsage();
  const cpuMs = (userCPUTime + systemCPUTime) / 1_000;
  const needs: Needs = { residentBytes: rss, highestBytes: maxRSS * KIB, cpuMs, heapBytes: heapUsed };
  process.send?.(needs);
}

async function collect(): Promise<void> {
  for (let i = 0; i < COLLECTIONS; i += 1) {
    globalThis.gc?.();
    // Some of it is let go only by what runs in the meantime.
    await after(BETWEEN_MS);
  }
}
