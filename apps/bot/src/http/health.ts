import type { NodeState } from 'reprise';
import type { ProcessReport, ShardReport } from '../cluster/bot-report.ts';

/** Whether the bot lives, and whether it can do its work. */
export interface Health {
  /** False only for a process that should be started anew. */
  readonly isLive: boolean;
  readonly isReady: boolean;
  /** What is missing, a sentence each; empty when it is ready. */
  readonly why: readonly string[];
}

/** What health follows from. A `BotReport` is it. */
export interface HealthFacts {
  readonly process: Pick<ProcessReport, 'phase' | 'isDemo'>;
  readonly shards: readonly ShardReport[];
  readonly nodes: readonly { readonly state: NodeState }[];
}

/** A bot is ready when it is connected to Discord, or a demo, and a node can be asked. */
export function healthOf({ process: { phase, isDemo }, shards, nodes }: HealthFacts): Health {
  const away = shards.filter(({ isReady }) => !isReady).map(({ id }) => id);
  const why: string[] = [];
  if (phase !== 'ready') why.push(`The bot is ${phase}.`);
  if (!isDemo && shards.length === 0) why.push('Discord is not connected.');
  if (!isDemo && away.length > 0) why.push(`Discord is not connected by shard ${away.join(', ')}.`);
  if (!nodes.some(({ state }) => state === 'ready' || state === 'degraded')) why.push('No audio node can be reached.');
  return { isLive: true, isReady: why.length === 0, why };
}
