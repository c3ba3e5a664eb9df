/** Where in the queue a song goes: at the end, before all others, or at once, in place of what plays. */
export type PlayPosition = 'end' | 'next' | 'now';

/** What somebody asks to be played. */
export interface PlayRequest {
  /** A name or a link. */
  readonly userInput: string;
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
  /** Gives it up. */
  readonly signal?: AbortSignal;
}
