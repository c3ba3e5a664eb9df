import { z } from 'zod';
import type { BotReport, WarmSummary } from '../cluster/bot-report.ts';
import type { CleanReport, CleanRequest, Cluster, ProcessMetrics } from '../cluster/cluster.ts';
import { cleanBody } from '../http/api-schemas.ts';
import type { Answering, ProcessChannel } from './process-channel.ts';

/** How long answers may take, in milliseconds. */
export interface AnswerTimes {
  /** Of what is only read. */
  readonly readMs: number;
  /** Of what goes through all there is: warming, cleaning, draining. */
  readonly workMs: number;
}

/** Of one process. */
export const OF_ONE: AnswerTimes = { readMs: 2_000, workMs: 115_000 };
/** Of the process that asks all others: it waits for the slowest, and answers without it. */
export const OF_ALL: AnswerTimes = { readMs: 3_000, workMs: 120_000 };

const WARM = z.object({ limit: z.number() });
const WARMED = z.object({
  at: z.number(),
  warmed: z.number(),
  skipped: z.number(),
  failed: z.number(),
  left: z.number(),
});
const CLEANED = z.object({ entries: z.number(), bytes: z.number(), remaining: z.number(), isDryRun: z.boolean() });

/** What a process answers of a {@link Cluster}, by what is asked. */
export function clusterAnswers(cluster: Cluster): Readonly<Record<string, Answering>> {
  return {
    reports: () => cluster.reports(),
    metrics: () => cluster.metrics(),
    warm: (input) => cluster.warm(WARM.parse(input)),
    clean(input) {
      const { dryRun, ...request } = cleanBody.parse(input);
      return cluster.clean(request, { isDryRun: dryRun });
    },
    drain: (input) => cluster.drain(z.string().parse(input)),
    forgetUser: (input) => cluster.forgetUser(z.string().parse(input)),
  };
}

/** A {@link Cluster} that another process answers for. */
export class RemoteCluster implements Cluster {
  readonly #channel: ProcessChannel;
  readonly #times: AnswerTimes;

  constructor(channel: ProcessChannel, times: AnswerTimes) {
    this.#channel = channel;
    this.#times = times;
  }

  // Reports and metrics are taken as they come: both ends are this program, they are plain data, and a check would
  // say once more what a hundred fields are.

  async reports(): Promise<readonly BotReport[]> {
    return (await this.#read('reports')) as readonly BotReport[];
  }

  async metrics(): Promise<readonly ProcessMetrics[]> {
    return (await this.#read('metrics')) as readonly ProcessMetrics[];
  }

  async warm(request: Parameters<Cluster['warm']>[0]): Promise<WarmSummary> {
    return WARMED.parse(await this.#work('warm', request));
  }

  async clean(request: CleanRequest, { isDryRun }: { readonly isDryRun: boolean }): Promise<CleanReport> {
    return CLEANED.parse(await this.#work('clean', { ...request, dryRun: isDryRun }));
  }

  async drain(node: string): Promise<number> {
    return z.number().parse(await this.#work('drain', node));
  }

  async forgetUser(userId: string): Promise<void> {
    // It is a key or two, and somebody waits for it.
    await this.#channel.ask('forgetUser', userId, this.#times.readMs);
  }

  #read(what: string): Promise<unknown> {
    return this.#channel.ask(what, undefined, this.#times.readMs);
  }

  #work(what: string, input: unknown): Promise<unknown> {
    return this.#channel.ask(what, input, this.#times.workMs);
  }
}
