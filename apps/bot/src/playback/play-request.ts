import type { PlayerOptions } from 'reprise';

/** Where in the queue a song goes: at the end, before all others, or at once, in place of what plays. */
export type PlayPosition = 'end' | 'next' | 'now';

/** What somebody asks to be played. */
export interface PlayRequest {
  /** A name or a link, or several of them. */
  readonly userInput: string | SongsInput;
  readonly guildId: string;
  /** The channel that the bot joins if it is in none. */
  readonly voiceChannelId: string;
  /** Id of who asks. */
  readonly requestedBy: string;
  /** Whether it starts when nothing plays. @defaultValue true */
  readonly autoPlay?: boolean;
  /** @defaultValue 'end' */
  readonly position?: PlayPosition;
  /** Search prefix of a text that has none, as `scsearch`. @defaultValue the pool's */
  readonly source?: string;
  /** Songs that are taken of a playlist at most. @defaultValue 500 */
  readonly limit?: number;
  /** Brings the songs of a playlist into a random order, those that wait already among them. @defaultValue false */
  readonly isShuffled?: boolean;
  /** What somebody may ask for. @defaultValue no limits */
  readonly limits?: RequestLimits;
  /** What a player that is made for it begins with. */
  readonly player?: Omit<PlayerOptions, 'guildId' | 'voiceChannelId'>;
  /** Gives it up. */
  readonly signal?: AbortSignal;
}

/** Songs that are asked for together, and played as a playlist is. */
export interface SongsInput {
  /** What they are told of as. */
  readonly name: string;
  /** A name or a link of each, in their order; at least one. */
  readonly inputs: readonly string[];
}

/** What somebody may ask for. */
export interface RequestLimits {
  /** Length of a song, in milliseconds; 0 is no limit. What is live is never too long. */
  readonly maxSongMs: number;
  /** Songs of one person that wait; 0 is no limit. */
  readonly maxPerUser: number;
  /** Songs that wait. @defaultValue what the queue holds */
  readonly maxQueue?: number;
}
