import type { Clock } from '@reprise/clock';
import type { Cluster } from '../cluster/cluster.ts';
import type { LocalCluster } from '../cluster/local-cluster.ts';
import type { BotConfig } from '../config/index.ts';
import type { MaskedLog } from '../log/create-log.ts';

/** A node that the bot runs itself, in this process or another. */
export interface RunningNode {
  readonly url: string;
  readonly password: string;
}

/** Which part of the bot a process is. */
export interface ShardPlace {
  /** Ids of the shards of this process. */
  readonly shards: readonly number[];
  /** Shards of all processes. */
  readonly count: number;
}

/** What a {@link MusicBot} is made of. */
export interface MusicBotParts {
  readonly config: BotConfig;
  readonly log: MaskedLog;
  readonly clock: Clock;
  /** Undefined when it runs none. */
  readonly ownNode: RunningNode | undefined;
  /** Undefined for a bot of one process. */
  readonly place?: ShardPlace;
  /** Makes one view of all processes of the view of this one. @defaultValue this process is all */
  readonly clusterOf?: (local: LocalCluster) => Cluster;
  /** What shows that nothing of it is real. @defaultValue false */
  readonly isDemo?: boolean;
}
