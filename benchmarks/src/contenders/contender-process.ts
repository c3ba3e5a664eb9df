import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Child } from '../rpc.ts';
import { until } from '../until.ts';
import type { NodeAddress } from './contender.ts';

const STEP = 100;
const STEP_WITHIN_MS = 30_000;
const STEP_LOOK_MS = 20;

/** Commands of the processes that run contenders. */
export interface ContenderCommands {
  /** Makes bots and connects each to all nodes. */
  connect(name: string, nodes: readonly NodeAddress[], bots: number): Promise<void>;
  /** Nodes that all bots together are connected to. */
  readyNodes(): number;
  /** Lets the client choose the nodes of players itself; until then all go to the first. */
  spread(): void;
  /** Lets the first bot join the voice channels of guilds `from` to `to` − 1. */
  join(from: number, to: number): Promise<void>;
  play(from: number, to: number): Promise<void>;
  /** Adds ten tracks of their own to the queue of each. False when the client has no queues. */
  enqueue(from: number, to: number): Promise<boolean>;
  /** Bytes of the JavaScript heap that are in use. */
  heap(): Promise<number>;
  /** What the process takes of one core over a time, in percent. */
  cpu(overMs: number): Promise<number>;
  /** How late the event loop is at most, in 99 of 100 looks, in milliseconds. */
  lag(overMs: number): Promise<number>;
  /** When WebSockets were asked for, in milliseconds since 1970. */
  attempts(): readonly number[];
}

/** One contender in a process, and a folder, of its own. */
export class ContenderProcess extends Child<ContenderCommands> implements AsyncDisposable {
  readonly #folder: string;

  private constructor(folder: string) {
    super(new URL('./contender-worker.ts', import.meta.url), folder);
    this.#folder = folder;
  }

  static async start(): Promise<ContenderProcess> {
    return new ContenderProcess(await mkdtemp(join(tmpdir(), 'reprise-bench-')));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
    await rm(this.#folder, { recursive: true });
  }
}

/** Guilds `from`, 0 when it is absent, to `to` − 1. */
export interface Guilds {
  readonly from?: number;
  readonly to: number;
}

/**
 * Does something for guilds, a hundred at a time: many clients say that it is done when it has only
 * begun, and none is meant to do ten thousand things at once. Throws when the nodes do not see it done in time.
 */
export async function inSteps(
  guilds: Guilds,
  run: (from: number, to: number) => Promise<unknown>,
  doneSoFar: () => Promise<number>,
): Promise<void> {
  for (let { from = 0 } = guilds; from < guilds.to; from += STEP) {
    const to = Math.min(guilds.to, from + STEP);
    await run(from, to);
    if (!(await until(STEP_WITHIN_MS, STEP_LOOK_MS, async () => (await doneSoFar()) >= to))) {
      throw new Error(`Only ${await doneSoFar()} of ${to} done after ${STEP_WITHIN_MS / 1_000} s.`);
    }
  }
}

/** The guild of a number. */
export function guildOf(index: number): string {
  return String(100_000_000_000_000_000n + BigInt(index));
}
