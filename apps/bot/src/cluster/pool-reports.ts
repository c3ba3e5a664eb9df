import type { Client } from 'discord.js';
import type { Node, NodePool, Player } from 'reprise';
import { shownTrack } from '../commands/shown-track.ts';
import { ifConnected } from '../metrics/if-connected.ts';
import type { NodeReport, PlayerReport } from './bot-report.ts';

/** The nodes of a pool, as this process sees them; none before it is connected. */
export function nodeReports(pool: NodePool, isOwnNode: (identifier: string) => boolean): readonly NodeReport[] {
  const nodes = ifConnected(() => pool.nodes()) ?? new Map<string, Node>();
  const counts = new Map<string, number>();
  for (const { node } of playersOf(pool)) {
    if (node !== undefined) counts.set(node.identifier, (counts.get(node.identifier) ?? 0) + 1);
  }
  return [...nodes.values()].map(({ identifier, state, why, stats, info }) => ({
    identifier,
    isOwn: isOwnNode(identifier),
    state,
    why,
    players: counts.get(identifier) ?? 0,
    cpuLoad: stats?.cpu.systemLoad,
    memoryBytes: stats?.memory.used,
    version: info?.version.semver,
  }));
}

/** The players of a pool; none before it is connected. */
export function playerReports(pool: NodePool, client: Client): readonly PlayerReport[] {
  return playersOf(pool).map(({ guildId, state, node, current, position, queue }) => ({
    guildId,
    guildName: client.guilds.cache.get(guildId)?.name ?? '',
    state,
    node: node?.identifier,
    title: current && shownTrack(current).title,
    positionMs: position,
    durationMs: current === undefined || current.isStream ? undefined : current.length,
    queued: queue.length,
  }));
}

function playersOf(pool: NodePool): readonly Player[] {
  return [...(ifConnected(() => pool.players)?.values() ?? [])];
}
