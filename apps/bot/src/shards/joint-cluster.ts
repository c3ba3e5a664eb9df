import type { Clock } from '@reprise/clock';
import type { BotReport, WarmSummary } from '../cluster/bot-report.ts';
import type { CleanReport, CleanRequest, Cluster, ProcessMetrics } from '../cluster/cluster.ts';
import type { Log } from '../log/log.ts';
import { ProcessAskError } from './process-channel.ts';

/**
 * Several processes as one: all are asked at once. What is only read is answered without those that do not answer; what is to
 * be done must be done by all of them.
 */
export class JointCluster implements Cluster {
  readonly #members: () => readonly Cluster[];
  readonly #log: Log;
  readonly #clock: Clock;

  /** @param members - Those there are now. */
  constructor(members: () => readonly Cluster[], log: Log, clock: Clock) {
    this.#members = members;
    this.#log = log;
    this.#clock = clock;
  }

  async reports(): Promise<readonly BotReport[]> {
    return (await this.#ofThoseThatAnswer((member) => member.reports())).flat();
  }

  async metrics(): Promise<readonly ProcessMetrics[]> {
    return (await this.#ofThoseThatAnswer((member) => member.metrics())).flat();
  }

  /** They share a store: what one of them looks up, all know. */
  async warm(request: Parameters<Cluster['warm']>[0]): Promise<WarmSummary> {
    const [first] = this.#members();
    if (first === undefined) return { at: this.#clock.now(), warmed: 0, skipped: 0, failed: 0, left: request.limit };
    return first.warm(request);
  }

  /**
   * The store is the same for all, so that the first to clean it removes the most; each has a memory of its own.
   *
   * @throws What went wrong in one of them, when all are done.
   */
  async clean(request: CleanRequest, options: { readonly isDryRun: boolean }): Promise<CleanReport> {
    const reports = await this.#ofAll((member) => member.clean(request, options));
    const most = (of: (report: CleanReport) => number): number => Math.max(0, ...reports.map(of));
    return {
      entries: most(({ entries }) => entries),
      bytes: most(({ bytes }) => bytes),
      remaining: sum(reports.map(({ remaining }) => remaining)),
      isDryRun: options.isDryRun,
    };
  }

  /** @throws What went wrong in one of them, when all are done: the node may still have players then. */
  async drain(node: string): Promise<number> {
    return sum(await this.#ofAll((member) => member.drain(node)));
  }

  /** Each has notes of its own that wait to be written. @throws What went wrong in one of them, when all are done. */
  async forgetUser(userId: string): Promise<void> {
    await this.#ofAll((member) => member.forgetUser(userId));
  }

  async #ofThoseThatAnswer<T>(ask: (member: Cluster) => Promise<T>): Promise<T[]> {
    const answers = await Promise.allSettled(this.#members().map(ask));
    return answers.flatMap((answer) => {
      if (answer.status === 'fulfilled') return [answer.value];
      const { reason: error } = answer;
      // That one has ended is told where it ends.
      const isGone = error instanceof ProcessAskError && error.code === 'PROCESS_GONE';
      this.#log[isGone ? 'debug' : 'warn']('A process of the bot does not answer.', { error });
      return [];
    });
  }

  async #ofAll<T>(ask: (member: Cluster) => Promise<T>): Promise<T[]> {
    const answers = this.#members().map(ask);
    await Promise.allSettled(answers);
    return Promise.all(answers);
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
