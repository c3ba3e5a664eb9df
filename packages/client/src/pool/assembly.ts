import { randomBytes } from 'node:crypto';
import { HyperCache } from '@reprise/cache';
import { Failover } from '../failover/failover.ts';
import { PlayerHomes } from '../failover/player-homes.ts';
import { decorrelatedJitter } from '../node/backoff.ts';
import { Node, type NodeListener } from '../node/node.ts';
import { NodeRegistry } from '../node/node-registry.ts';
import { type NodeWire, network } from '../node/node-wire.ts';
import { tellInactive } from '../player/inactivity.ts';
import type { Player } from '../player/player.ts';
import type { PlayerContext } from '../player/player-context.ts';
import type { TellPlayerEvent } from '../player/player-events.ts';
import { PlayerRegistry } from '../player/player-registry.ts';
import { Rounds } from '../player/watchdog/rounds.ts';
import { Watchdog } from '../player/watchdog/watchdog.ts';
import { RegionTable } from '../region/region.ts';
import { QueryReader } from '../search/query.ts';
import { SearchSources } from '../search/search-sources.ts';
import { TrackLoader } from '../search/track-loader.ts';
import { TrackSearch } from '../search/track-search.ts';
import { Playable } from '../track/playable.ts';
import type { TrackRecord } from '../track/track-record.ts';
import { TrackResolver } from '../track/track-resolver.ts';
import { VoiceStates } from '../voice/voice-states.ts';
import { CLIENT_NAME } from './client-name.ts';
import type { PoolSettings } from './pool-options.ts';

/** What the parts of a pool tell it. */
export interface PoolSide {
  readonly node: NodeListener;
  readonly tell: TellPlayerEvent;
  moved(node: Node, moved: readonly Player[], orphaned: readonly Player[], durationMs: number): void;
  /** What the players play has changed. */
  changed(): void;
}

/** The parts of a connected pool. */
export interface Parts {
  readonly settings: PoolSettings;
  readonly closing: AbortController;
  readonly nodes: NodeRegistry;
  readonly regions: RegionTable;
  readonly cache: HyperCache<TrackRecord> | undefined;
  readonly search: TrackSearch;
  readonly players: PlayerRegistry;
  readonly voiceStates: VoiceStates;
  readonly rounds: Rounds;
  readonly failover: Failover;
}

/** Longest wait between two attempts to reach a node that somebody waits for, in milliseconds. */
const HURRIED_WAIT_MS = 3_000;

/** Puts a pool together. @param sessions - Sessions of a former process, by node. */
export function assemble(
  settings: PoolSettings,
  side: PoolSide,
  sessions: ReadonlyMap<string, string>,
  wire: NodeWire = network,
): Parts {
  const { connector, clock, loadTimeoutMs } = settings;
  const nodes = new NodeRegistry(settings.nodePicker);
  const sources = new SearchSources(settings.searchPrefixes, settings.defaultSearchSource);
  const reader = new QueryReader(sources, settings.defaultSearchSource);
  const cache = settings.cache && new HyperCache<TrackRecord>({ ...settings.cache, normalize: reader.key });
  const closing = new AbortController();
  const search = new TrackSearch({
    sources,
    reader,
    loader: new TrackLoader(nodes, clock),
    cache,
    loadTimeoutMs,
    now: () => performance.now(),
    closed: closing.signal,
    resolveNode: (named) => nodes.resolve(named),
  });
  const regions = new RegionTable(settings.regions);
  const homes = new PlayerHomes(nodes, clock);
  const load: PlayerContext['load'] = async (query, options) => (await search.load(query, options)).result;
  const voiceStates = new VoiceStates(connector.userId);
  const watchdog = new Watchdog({ clock, tell: side.tell });
  const players = new PlayerRegistry(settings.playerDefaults, {
    clock,
    connector,
    voiceStates,
    heard: (core, state) => watchdog.heard(core, state),
    homes,
    load,
    resolver: new TrackResolver({ load, resolveTrack: settings.resolveTrack }),
    accepts: ({ source }) => nodes.someHas(source),
    recommend: settings.recommend,
    repairTrack: settings.repairTrack,
    voiceTimeoutMs: settings.voiceTimeoutMs,
    joinTimeoutMs: settings.joinTimeoutMs,
    tell: side.tell,
    randomCachedTrack: () => {
      const record = cache?.randomTrack();
      return record && new Playable(record);
    },
    forget: (track) => void cache?.deleteTrack(track.encoded),
    regionOf: (endpoint) => regions.regionFromEndpoint(endpoint),
    random: Math.random,
    orphaned: () => {
      nodes.hurry();
      failover.orphaned();
    },
    newPlayingId: idMaker(),
    changed: side.changed,
    failed: (player, error) =>
      side.tell('playerError', player, error instanceof Error ? error : new Error(String(error))),
  });
  const failover = new Failover({
    clock,
    players,
    homes,
    moved: (node, { moved, orphaned, durationMs }) => side.moved(node, moved, orphaned, durationMs),
    warn: (line) => settings.logger?.warn(line),
  });
  for (const node of settings.nodes) {
    nodes.add(
      new Node(node, {
        wire,
        identity: { userId: connector.userId, clientName: CLIENT_NAME },
        backoff: settings.backoff?.() ?? decorrelatedJitter({ minMs: 500, maxMs: 15_000 }),
        clock,
        random: Math.random,
        sessionId: sessions.get(node.identifier),
        resumeTimeoutMs: settings.resumeTimeoutMs,
        longestWaitMs: () => (!nodes.wasAnyReady || players.hasOrphans ? HURRIED_WAIT_MS : undefined),
        listener: side.node,
      }),
    );
  }
  const rounds = new Rounds({
    clock,
    players,
    look: (core, now) => {
      watchdog.look(core, now);
      tellInactive(core, now, side.tell, (guildId, channelId) => {
        return connector.countListeners(guildId, channelId) ?? voiceStates.count(guildId, channelId);
      });
    },
  });
  return { settings, closing, nodes, regions, cache, search, players, voiceStates, rounds, failover };
}

/** Ids that no other process gives: a resumed session still has the playings of the one before. */
function idMaker(): () => string {
  const process = randomBytes(6).toString('base64url');
  let count = 0;
  return () => `${process}-${(count++).toString(36)}`;
}
