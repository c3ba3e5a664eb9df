/** A place in a voice channel: what Discord's two voice updates say, and whose they are. */
export interface VoiceTarget {
  readonly guildId: string;
  /** The bot, as it named itself in `User-Id`. */
  readonly userId: string;
  readonly channelId: string;
  /** The voice server, as Discord wrote it: a host and mostly a port, no scheme. */
  readonly endpoint: string;
  readonly token: string;
  readonly sessionId: string;
}

/** What a connector tells the player whose connection it keeps. */
export interface VoiceListener {
  /**
   * Discord ended the connection, for good: what a connector can mend by itself, it does not tell. The player says so to
   * its client, and keeps the connection until there is new voice data or the player goes: on a real Lavalink the sound of
   * a closed connection goes on too.
   */
  closed(code: number, reason: string): void;
  /** {@link VoiceConnection.takesMusic} is another one now. */
  changed(): void;
}

/** Takes music for a voice channel. */
export interface FrameSink {
  /** Sends an Opus frame of 20 ms in 48 kHz stereo, now. */
  send(frame: Uint8Array): void;
  /** Whether music goes out: Discord marks who speaks. Told before the first frame, and after the five of silence that end it. */
  setSpeaking(isSpeaking: boolean): void;
}

/** A connection to a voice server. */
export interface VoiceConnection {
  /** Milliseconds to the voice server and back; 0 until it was measured. */
  readonly pingMs: number;
  /** Whether it takes music now. While it does not, the player's position stands still. */
  readonly takesMusic: boolean;
  /** Takes the music itself. Absent: nothing is heard, and music only counts as taken. */
  readonly sink?: FrameSink;
  /** Leaves. Called once; nothing is told to the listener afterwards. */
  close(): void;
}

/**
 * Joins voice channels for the players of an {@link AudioNode}. Hand in your own as {@link AudioNodeOptions.voice}.
 *
 * @example
 * ```ts
 * import { setTimeout } from 'node:timers/promises';
 * import { AudioNode, type VoiceConnector } from '@reprise/node';
 *
 * const slow: VoiceConnector = {
 *   async connect(target, listener, signal) {
 *     await setTimeout(100, undefined, { signal });
 *     return { pingMs: 12, takesMusic: true, close: () => undefined };
 *   },
 * };
 * await using node = new AudioNode({ port: 0, voice: slow });
 * await node.start();
 * ```
 */
export interface VoiceConnector {
  /** Whether its connections have a {@link VoiceConnection.sink}: then sound is made for them. @defaultValue false */
  readonly isAudible?: boolean;
  /**
   * Opens a connection. The client's call is answered when it is there, as by a real Lavalink: one that never comes keeps
   * the call, and further voice data of that guild, waiting for ever. A failure answers the call with 500. The attempt is
   * given up when `signal` is aborted, because the player is gone.
   */
  connect(
    target: VoiceTarget,
    listener: VoiceListener,
    signal: AbortSignal,
  ): VoiceConnection | Promise<VoiceConnection>;
}

/** Any voice data is good, at once, and whatever is sent is taken. */
export const agreeableVoice: VoiceConnector = {
  connect: () => ({ pingMs: 0, takesMusic: true, close: () => undefined }),
};
