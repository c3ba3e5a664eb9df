/** Where a node is. */
export interface NodeAddress {
  readonly name: string;
  readonly port: number;
}

/** A client of audio nodes, set up as its documents say. */
export interface Contender {
  /** Connects to the nodes, of which the first takes all players until {@link spread} is called. */
  connect(nodes: readonly NodeAddress[]): Promise<void>;
  /** Lets it choose the nodes of players itself. */
  spread(): void;
  /** Nodes it is connected to. */
  readonly readyNodes: number;
  /** Joins a voice channel. Resolves when the client says so, which may be before it is in. */
  join(guildId: string): Promise<void>;
  /** Plays a track in a channel that it is in. */
  play(guildId: string): Promise<void>;
  /** Puts what a search finds, ten tracks, into the queue; absent in a client without queues. */
  enqueue?(guildId: string, query: string): Promise<void>;
}

/** Makes a contender whose bot is this user. */
export type MakeContender = (userId: string) => Contender;

export const PASSWORD = 'secret';
export const VOICE_CHANNEL = '5';
