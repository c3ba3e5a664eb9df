import type { BotReport, WarmSummary } from '../cluster/bot-report.ts';
import type { CleanReport, CleanRequest, Cluster, ProcessMetrics } from '../cluster/cluster.ts';
import type { Log } from '../log/log.ts';

/** Several processes as one: all are asked at once, and those that do not answer are left out. */
export class JointCluster implements Cluster {
  readonly #members: () => readonly Cluster[];
  readonly #log: Log;

  /** @param members - Those there are now. */
  constructor(members: () => readonly Cluster[], log: Log) {
    this.#members = members;
    this.#log = log;
  }

  async reports(): Promise<readonly BotReport[]> {
    return (await this.#all((member) => member.reports())).flat();
  }

  async metrics(): Promise<readonly ProcessMetrics[]> {
    return (await this.#all((member) => member.metrics())).flat();
  }

  /** They share a store: what one of them looks up, all know. */
  async warm(request: Parameters<Cluster['warm']>[0]): Promise<WarmSummary> {
    const [first] = this.#members();
    if (first === undefined) return { at: Date.now(), warmed: 0, skipped: 0, failed: 0, left: request.limit };
    return first.warm(request);
  }

  /** The store is the same for all, so that the first to clean it removes the most; each has a memory of its own. */
  async clean(request: CleanRequest, options: { readonly isDryRun: boolean }): Promise<CleanReport> {
    const reports = await this.#all((member) => member.clean(request, options));
    const most = (of: (report: CleanReport) => number): number => Math.max(0, ...reports.map(of));
    return {
      entries: most(({ entries }) => entries),
      bytes: most(({ bytes }) => bytes),
      remaining: reports.reduce((sum, { remaining }) => sum + remaining, 0),
      isDryRun: options.isDryRun,
    };
  }

  async drain(node: string): Promise<number> {
    const moved = await Promise.all(this.#members().map((member) => member.drain(node)));
    return moved.reduce((sum, count) => sum + count, 0);
  }

  async #all<T>(ask: (member: Cluster) => Promise<T>): Promise<T[]> {
    const answers = await Promise.allSettled(this.#members().map(ask));
    return answers.flatMap((answer) => {
      if (answer.status === 'fulfilled') return [answer.value];
      this.#log.warn('A process of the bot does not answer.', { error: answer.reason });
      return [];
    });
  }
}
