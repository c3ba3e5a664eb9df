import type { FailureClass, Removed } from '@reprise/cache';
import type { MetricObjectWithValues, MetricValue } from 'prom-client';
import type { BotReport, WarmSummary } from './bot-report.ts';

/** Metrics of one process, as `prom-client` gives them as JSON. */
export type ProcessMetrics = readonly MetricObjectWithValues<MetricValue<string>>[];

/** What of the cache is to be removed. */
export type CleanRequest =
  /** What has expired. */
  | { readonly mode: 'expired' }
  /** Failures that are remembered, of one class or all. */
  | { readonly mode: 'failed'; readonly failureClass?: FailureClass }
  /** Songs that nobody asked for in so many days. */
  | { readonly mode: 'unused'; readonly days: number }
  /** Songs that were asked for in a guild. */
  | { readonly mode: 'guild'; readonly guildId: string }
  | { readonly mode: 'all' };

/** What cleaning removed, or would remove. */
export interface CleanReport extends Removed {
  /** Entries that are left in memory. */
  readonly remaining: number;
  /** Nothing was removed: this is what would have been. */
  readonly isDryRun: boolean;
}

/**
 * All processes of the bot as one: the one it is, or all the shards. What asks others asks them all at once, and answers
 * without those that do not answer in time.
 */
export interface Cluster {
  /** One of each process that answers. */
  reports(): Promise<readonly BotReport[]>;
  /** One of each process that answers. */
  metrics(): Promise<readonly ProcessMetrics[]>;
  /** Looks popular songs up before they are asked for. Done by one process. @param limit - Songs that are considered. */
  warm(request: { readonly limit: number }): Promise<WarmSummary>;
  /** Removes from the cache, in all processes. */
  clean(request: CleanRequest, options: { readonly isDryRun: boolean }): Promise<CleanReport>;
  /** Moves all players away from a node and asks it for nothing any more. @returns How many players moved. @throws InvalidNodeException when there is no such node. */
  drain(node: string): Promise<number>;
  /** Forgets what somebody asked for, also what is not written yet. @throws What went wrong: it may not be forgotten everywhere then. */
  forgetUser(userId: string): Promise<void>;
}
