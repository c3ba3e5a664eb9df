import { Child } from '../rpc.ts';

/** What a Discord is made of. */
export interface DiscordSetup {
  readonly guilds: number;
  /** Members of each guild. */
  readonly members: number;
  /** Those of them who are in its voice channel from the beginning. */
  readonly inVoice: number;
  readonly textChannels: number;
  readonly voiceChannels: number;
  readonly roles: number;
  /** How long the node takes to find a song, in milliseconds. */
  readonly searchMs: number;
}

/** Where a bot finds Discord and a node. */
export interface DiscordAddress {
  readonly api: string;
  readonly token: string;
  readonly nodeUrl: string;
  readonly nodePassword: string;
}

/** Somebody types `/play`. */
export interface Use {
  /** When, in milliseconds from the first. */
  readonly atMs: number;
  /** The guild, from 0. */
  readonly guild: number;
  readonly song: string;
}

/** What somebody asked for, and what they got. */
export interface Reply extends Use {
  /** Until Discord heard that the bot has heard, in milliseconds. */
  readonly deferMs: number;
  /** Until the answer was there, in milliseconds. */
  readonly answerMs: number;
  readonly answer: string;
}

/** Commands of the process that is Discord and a node. */
export interface DiscordCommands {
  open(setup: DiscordSetup): Promise<DiscordAddress>;
  /** Lets people use the bot at their times, whether it has answered the others or not. In their order. */
  use(uses: readonly Use[]): Promise<readonly Reply[]>;
  /** The most calls of the REST API within a second of the last {@link DiscordCommands.use}. */
  fullestSecond(): number;
}

/** Discord and a node in a process of their own: what is measured of a bot is its own work. */
export type DiscordProcess = Child<DiscordCommands>;

export function startDiscordProcess(): DiscordProcess {
  return new Child<DiscordCommands>(new URL('../bot-discord-worker.ts', import.meta.url));
}
