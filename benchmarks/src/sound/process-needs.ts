import { readdir, readFile } from 'node:fs/promises';

/** What a process takes of the machine. */
export interface ProcessNeeds {
  /** Of the process itself. */
  readonly residentBytes: number;
  /** Processor time since its start, with that of the programs it has at work, in milliseconds. */
  readonly cpuMs: number;
  /** How long its main thread was ready to run and another program had the processor, since its start, in milliseconds. */
  readonly waitedMs: number;
}

/** Linux counts a hundred ticks a second for everybody who asks. */
const TICK_MS = 10;

/** Looks at a process in `/proc`. */
export async function needsOf(pid: number): Promise<ProcessNeeds> {
  const own = await statOf(pid);
  const pids = (await readdir('/proc')).map(Number).filter((other) => other > 0);
  const others = await Promise.all(pids.map((other) => statOf(other).catch(() => undefined)));
  const programs = others.filter((stat) => stat?.parent === pid);
  const ticks = programs.reduce((sum, stat) => sum + (stat?.ticks ?? 0), own.ticks);
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  const [, waitedNs = 0] = (await readFile(`/proc/${pid}/schedstat`, 'utf8')).split(' ').map(Number);
  return {
    residentBytes: Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) * 1_024,
    cpuMs: ticks * TICK_MS,
    waitedMs: waitedNs / 1e6,
  };
}

async function statOf(pid: number): Promise<{ readonly parent: number; readonly ticks: number }> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  // The name before it may hold anything.
  const fields = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number);
  const [user = 0, system = 0, childUser = 0, childSystem = 0] = fields.slice(11, 15);
  return { parent: fields[1] ?? 0, ticks: user + system + childUser + childSystem };
}
