import { Child } from '../rpc.ts';

/** How a node is set up. */
export interface NodeSetup {
  /** 0 for any free one. */
  readonly port: number;
  /** How long joining a voice channel takes, in milliseconds. */
  readonly voiceMs: number;
}

/** What a node has been asked, and how many clients it has. */
export interface NodeCounts {
  /** Players that are in a voice channel. */
  readonly players: number;
  readonly playing: number;
  /** Calls of the REST API since the last {@link NodeCommands.forgetCalls}. */
  readonly calls: number;
  /** WebSockets that are open. */
  readonly clients: number;
}

/** A player that plays. */
export interface PlayingPlayer {
  /** When it began to, in milliseconds since 1970. */
  readonly at: number;
  /** Where in the track it was then, in milliseconds. */
  readonly placeMs: number;
}

/** Commands of the processes that run audio nodes. */
export interface NodeCommands {
  /** Starts an audio node and answers its port. */
  listen(setup: NodeSetup): Promise<number>;
  counts(port: number): NodeCounts;
  /** Players that play now, by guild. */
  playing(port: number): Readonly<Record<string, PlayingPlayer>>;
  forgetCalls(port: number): void;
}

/** A process for audio nodes. */
export type NodeProcess = Child<NodeCommands>;

export function startNodeProcess(): NodeProcess {
  return new Child<NodeCommands>(new URL('./node-worker.ts', import.meta.url));
}
