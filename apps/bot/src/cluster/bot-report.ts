import type { SmartCacheStats } from '@reprise/cache';
import type { NodeState, PlaybackState } from 'reprise';
import type { ProcessorStats } from '../songs/song-counts.ts';

/** What one process of the bot knows of itself. Plain data: it is sent from process to process. */
export interface BotReport {
  readonly process: ProcessReport;
  readonly shards: readonly ShardReport[];
  readonly nodes: readonly NodeReport[];
  readonly players: readonly PlayerReport[];
  readonly songs: SongsReport;
}

/** How the process itself does. */
export interface ProcessReport {
  readonly pid: number;
  /** Version of the bot. */
  readonly version: string;
  readonly uptimeMs: number;
  readonly rssBytes: number;
  readonly heapBytes: number;
  /** 99th percentile of how late the event loop was since the last report, in milliseconds. */
  readonly loopLagP99Ms: number;
  /** Whether it is up, shutting down, or a demo without Discord. */
  readonly phase: 'starting' | 'ready' | 'stopping';
  readonly isDemo: boolean;
}

/** A connection to Discord's gateway. */
export interface ShardReport {
  readonly id: number;
  readonly isReady: boolean;
  /** Milliseconds from here to Discord and back; undefined before the first heartbeat. */
  readonly pingMs: number | undefined;
  readonly guilds: number;
}

/** An audio node as this process sees it. */
export interface NodeReport {
  readonly identifier: string;
  /** Whether the bot runs it itself. */
  readonly isOwn: boolean;
  readonly state: NodeState;
  /** Why it is in that state. */
  readonly why: string;
  /** Players of this process that are on it. */
  readonly players: number;
  /** Share of the machine's processors that it uses, 0 to 1; undefined before its first statistics. */
  readonly cpuLoad: number | undefined;
  readonly memoryBytes: number | undefined;
  readonly version: string | undefined;
}

/** A player as it is shown. */
export interface PlayerReport {
  readonly guildId: string;
  readonly guildName: string;
  readonly state: PlaybackState;
  readonly node: string | undefined;
  /** Title of what plays. */
  readonly title: string | undefined;
  readonly positionMs: number;
  /** Undefined for what is live, and when nothing plays. */
  readonly durationMs: number | undefined;
  /** Songs that wait. */
  readonly queued: number;
}

/** The cache of songs, measured. */
export interface SongsReport {
  readonly cache: SmartCacheStats;
  readonly processor: ProcessorStats;
  readonly maxEntries: number;
  readonly maxBytes: number;
  /** The most popular songs, the most popular first. */
  readonly popular: readonly PopularSong[];
  /** Name of the store behind memory, as `lmdb`; undefined without one. */
  readonly store: string | undefined;
  /** The last warming; undefined before there was one. */
  readonly lastWarm: WarmSummary | undefined;
  /** When what had expired was last removed by command or interface, in milliseconds since 1970. */
  readonly lastCleanAt: number | undefined;
}

/** A song and how much it is wanted. */
export interface PopularSong {
  readonly title: string;
  readonly url: string | undefined;
  /** How often it was asked for, where old requests count less. */
  readonly score: number;
}

/** What a warming did. */
export interface WarmSummary {
  /** When it ended, in milliseconds since 1970. */
  readonly at: number;
  /** Songs that were looked up. */
  readonly warmed: number;
  /** Songs that had time left, or are known to fail. */
  readonly skipped: number;
  readonly failed: number;
  /** Songs that were not come to. */
  readonly left: number;
}
