import { setTimeout as after } from 'node:timers/promises';
import type { Bench, Row } from './bench.ts';
import { ContenderProcess } from './contenders/contender-process.ts';
import { CONTENDERS, OURS } from './contenders/index.ts';
import { startNodeProcess } from './nodes/node-process.ts';
import { mostWithin } from './recovery/most-within.ts';
import { until } from './until.ts';

const CLIENTS = 50;
const WINDOW_MS = 100;
/** The most patient one waits a minute between two attempts. */
const WITHIN_MS = 75_000;
const LOOK_MS = 50;

/** A client that wants its session back calls at once, and nobody can tell that the others do so too. */
const RESUME_MS = 1_000;

const RESUMES = `attempts in the fullest ${WINDOW_MS} ms of the first second`;
const RETRIES = `attempts in the fullest ${WINDOW_MS} ms after it`;
const BACK = 'until all are back';

export const recovery: Bench = {
  name: 'recovery',
  title: `${CLIENTS} clients of a node that is away`,
  goals: [20, 5].map((seconds) => ({ case: caseOf(seconds, RETRIES), subject: OURS, atMost: 15, tolerance: 0.3 })),
  async run({ quick }) {
    const rows: Row[] = [];
    // The others wait longer than a short look allows.
    for (const contender of quick ? [OURS] : Object.keys(CONTENDERS)) {
      rows.push(...(await measure(contender, quick ? 5 : 20)));
    }
    return rows;
  },
};

async function measure(contender: string, awaySeconds: number): Promise<readonly Row[]> {
  const row = (what: string, value: number, unit: string): Row => {
    return { bench: 'recovery', case: caseOf(awaySeconds, what), subject: contender, value, unit };
  };
  const first = startNodeProcess();
  const second = startNodeProcess();
  try {
    const port = await first.call('listen', { port: 0, voiceMs: 0 });
    await using clients = await ContenderProcess.start();
    await clients.call('connect', contender, [{ name: 'node-0', port }], CLIENTS);
    const areReady = async (): Promise<boolean> => (await clients.call('readyNodes')) === CLIENTS;
    if (!(await until(WITHIN_MS, LOOK_MS, areReady))) throw new Error(`${contender} does not connect.`);

    const goneAt = Date.now();
    await first.kill();
    await after(awaySeconds * 1_000);
    await second.call('listen', { port, voiceMs: 0 });
    const backAt = performance.now();
    const areBack = async (): Promise<boolean> => (await second.call('counts', port)).clients === CLIENTS;
    const tookMs = (await until(WITHIN_MS, LOOK_MS, areBack)) ? performance.now() - backAt : Number.POSITIVE_INFINITY;
    const attempts = (await clients.call('attempts')).map((time) => time - goneAt).filter((time) => time >= 0);
    const resumes = attempts.filter((time) => time < RESUME_MS);
    const retries = attempts.filter((time) => time >= RESUME_MS);
    return [
      row(RESUMES, mostWithin(WINDOW_MS, resumes), ''),
      row(RETRIES, mostWithin(WINDOW_MS, retries), ''),
      row(BACK, tookMs / 1_000, 's'),
    ];
  } finally {
    await Promise.all([first.kill(), second.kill()]);
  }
}

function caseOf(awaySeconds: number, what: string): string {
  return `away for ${awaySeconds} s: ${what}`;
}
