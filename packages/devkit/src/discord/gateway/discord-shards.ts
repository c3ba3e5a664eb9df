import type { Json } from '../json.ts';

/** How a shard came. */
export interface ShardArrival {
  /** When, in milliseconds since 1970. */
  readonly at: number;
  /** -1: of a session that nobody knows. */
  readonly shardId: number;
  readonly how: 'identify' | 'resume';
  /** Its session was not there any more, so that it has to identify. */
  readonly isRefused: boolean;
}

/** The gateway as a test sees it. */
export interface DiscordShards {
  /** Ids of the shards that are connected. */
  readonly connected: readonly number[];
  /** How shards came, the last 10,000, oldest first. */
  readonly arrivals: readonly ShardArrival[];
  /** What the bot shows of itself: the last presence it sent. */
  readonly presence: Json | undefined;
  /** Closes the connections of a shard, or of all, with a code such as 4000. With 4004, 4007, 4009 or one from 4010 on the session is over. */
  close(code: number, shardId?: number): void;
  /** Resets connections, without a code. */
  cut(shardId?: number): void;
  /** Tells shards to connect anew and resume (opcode 7). */
  askToReconnect(shardId?: number): void;
  /** Connections stay open, but nothing comes over them and no heartbeat is answered; new ones work. */
  freeze(shardId?: number): void;
}
