import { Child } from '../rpc.ts';

/** Where a voice server is, and what is to be trusted. */
export interface EarAddress {
  readonly endpoint: string;
  /** As PEM. */
  readonly ca: string;
}

/** What was heard in all guilds together. */
export interface HeardSum {
  readonly frames: number;
  /** Frames that came more than 40 ms after they were due: 60 ms after the one before. */
  readonly late: number;
  /** Longest time between two frames, in milliseconds. */
  readonly longestMs: number;
  readonly lost: number;
}

/** Commands of the process that is a voice server. */
export interface EarCommands {
  open(): Promise<EarAddress>;
  /** Forgets what was heard in guilds 0 to `guilds` − 1. */
  clear(guilds: number): void;
  /** What was heard in guilds 0 to `guilds` − 1 since then. */
  heard(guilds: number): HeardSum;
  /** When the first frame since then came in a guild, in milliseconds since 1970. Waits for it. */
  firstFrameAt(guild: number): Promise<number>;
}

/** A voice server in a process of its own: it hears as evenly as the machine lets it, and costs the node nothing. */
export type EarProcess = Child<EarCommands>;

export function startEarProcess(): EarProcess {
  return new Child<EarCommands>(new URL('../sound-ear-worker.ts', import.meta.url));
}
