import type { BotReport, WarmSummary } from '../cluster/bot-report.ts';
import type { CleanReport, CleanRequest, Cluster, ProcessMetrics } from '../cluster/cluster.ts';
import type { Answering, ProcessChannel } from './process-channel.ts';

/** Warming and cleaning go through all there is, in milliseconds. */
const LONG_MS = 120_000;

/**
 * What a process answers of a {@link Cluster}, by what is asked.
 *
 * Both ends are this program in the same version and the answers are plain data, so that they are taken as they come.
 */
export function clusterAnswers(cluster: Cluster): Readonly<Record<string, Answering>> {
  return {
    reports: () => cluster.reports(),
    metrics: () => cluster.metrics(),
    warm: (input) => cluster.warm(input as Parameters<Cluster['warm']>[0]),
    clean: (input) => cluster.clean(...(input as Parameters<Cluster['clean']>)),
    drain: (input) => cluster.drain(input as string),
  };
}

/** A {@link Cluster} that another process answers for. */
export class RemoteCluster implements Cluster {
  readonly #channel: ProcessChannel;

  constructor(channel: ProcessChannel) {
    this.#channel = channel;
  }

  async reports(): Promise<readonly BotReport[]> {
    return (await this.#channel.ask('reports', undefined)) as readonly BotReport[];
  }

  async metrics(): Promise<readonly ProcessMetrics[]> {
    return (await this.#channel.ask('metrics', undefined)) as readonly ProcessMetrics[];
  }

  async warm(request: Parameters<Cluster['warm']>[0]): Promise<WarmSummary> {
    return (await this.#channel.ask('warm', request, LONG_MS)) as WarmSummary;
  }

  async clean(request: CleanRequest, options: { readonly isDryRun: boolean }): Promise<CleanReport> {
    return (await this.#channel.ask('clean', [request, options], LONG_MS)) as CleanReport;
  }

  async drain(node: string): Promise<number> {
    return (await this.#channel.ask('drain', node, LONG_MS)) as number;
  }
}
