import type { BotReport } from '../cluster/bot-report.ts';

/** Whether the bot lives, and whether it can do its work. */
export interface Health {
  /** False only for a process that should be started anew. */
  readonly isLive: boolean;
  readonly isReady: boolean;
  /** What is missing, a sentence each; empty when it is ready. */
  readonly why: readonly string[];
}

/** A bot is ready when it is connected to Discord, or a demo, and a node can be asked. */
export function healthOf({ process, shards, nodes }: Pick<BotReport, 'process' | 'shards' | 'nodes'>): Health {
  const why: string[] = [];
  if (process.phase !== 'ready') why.push(`The bot is ${process.phase}.`);
  const isConnected = shards.length > 0 && shards.every(({ isReady }) => isReady);
  if (!process.isDemo && !isConnected) why.push('Discord is not connected.');
  if (!nodes.some(({ state }) => state === 'ready' || state === 'degraded')) why.push('No audio node can be reached.');
  return { isLive: true, isReady: why.length === 0, why };
}
