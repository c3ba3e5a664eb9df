import { Child } from '../rpc.ts';

/** Commands of the process that kills nodes. */
export interface KillsCommands {
  /** Kills the node that a tune plays on, so many times, and answers how long nothing was heard each time, in milliseconds. */
  kill(times: number): Promise<readonly number[]>;
}

/** A client, and a voice server that hears the nodes it plays on. */
export type KillsProcess = Child<KillsCommands>;

export function startKillsProcess(): KillsProcess {
  return new Child<KillsCommands>(new URL('../sound-kills-worker.ts', import.meta.url));
}
