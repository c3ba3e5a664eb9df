import type { VoiceData } from './voice-data.ts';

/** What a {@link VoiceSession} tells its player. */
export interface VoiceListener {
  /**
   * New complete data, which the node must be given. `isAsked`: a `join` or `rejoin` waits for it and resolves with the
   * same right after; otherwise Discord changed something by itself.
   */
  ready(voice: VoiceData, isAsked: boolean): void;
  /** The bot is in another channel, by its own wish or by somebody's hand. `ready` follows. */
  moved(from: string, to: string): void;
  /** The bot is in no channel any more: by `leave`, or because it was kicked, or the channel or its membership ended. */
  left(kind: 'asked' | 'kicked'): void;
  /** The voice server went away. Discord names the next one by itself, and `ready` follows; mostly. */
  serverLost(): void;
  /** The bot may not be heard: in the audience of a stage, or without the permission to speak. Or it may again. */
  suppressed(isSuppressed: boolean): void;
  /** Discord or the shard has an outage: nothing that is heard of voice meanwhile means that the bot was removed. Or it is over. */
  unavailable(isUnavailable: boolean): void;
}
