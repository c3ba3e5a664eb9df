import { type Client, Status } from 'discord.js';
import type { ShardReport } from './bot-report.ts';

/** The connections of this process to Discord's gateway; none before it logs in. */
export function shardReports({ ws, guilds }: Client): readonly ShardReport[] {
  const counts = new Map<number, number>();
  for (const { shardId } of guilds.cache.values()) counts.set(shardId, (counts.get(shardId) ?? 0) + 1);
  return ws.shards.map(({ id, status, ping }) => ({
    id,
    isReady: status === Status.Ready,
    pingMs: ping < 0 ? undefined : ping,
    guilds: counts.get(id) ?? 0,
  }));
}
