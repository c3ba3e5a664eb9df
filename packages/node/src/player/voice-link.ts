import type { FrameSink, VoiceConnection, VoiceConnector, VoiceListener } from '../voice/voice-connector.ts';
import type { VoiceData } from './player-update.ts';

const PING_NONE = -1;

/** What a {@link VoiceLink} needs of its player. */
export interface VoiceLinkParts {
  readonly guildId: string;
  readonly userId: string;
  readonly connector: VoiceConnector;
  /** A connection opened, or takes music or not in another way than before. */
  readonly onChange: (isOpened: boolean) => void;
  /** The connection that clients knew of is gone. */
  readonly onClosed: (code: number, reason: string, byRemote: boolean) => void;
}

/**
 * A player's tie to its voice channel: the data it was given, the connection it has, and the attempts under way.
 *
 * Attempts run one after the other, so one that never ends blocks those that follow, until the player is destroyed. That
 * and the order of events are what a real Lavalink 4.2.2 was seen doing.
 */
export class VoiceLink {
  readonly #parts: VoiceLinkParts;
  readonly #gone = new AbortController();
  #data: VoiceData | undefined;
  #connection: VoiceConnection | undefined;
  #listener: VoiceListener | undefined;
  /** The connection was closed by Discord, which does not end it: music may still flow. */
  #isClosed = false;
  #attempts: Promise<void> | undefined;

  constructor(parts: VoiceLinkParts) {
    this.#parts = parts;
  }

  /** The voice data given last. */
  get data(): VoiceData | undefined {
    return this.#data;
  }

  /** Whether the voice WebSocket is open, as far as anybody knows. */
  get isConnected(): boolean {
    return this.#connection !== undefined && !this.#isClosed;
  }

  /** Whether music goes anywhere. */
  get takesMusic(): boolean {
    return this.#connection?.takesMusic ?? false;
  }

  /** Where frames go; undefined without a connection, and for one that only counts them. */
  get sink(): FrameSink | undefined {
    return this.takesMusic ? this.#connection?.sink : undefined;
  }

  /** Milliseconds; -1 without a connection. */
  get ping(): number {
    return this.isConnected ? (this.#connection?.pingMs ?? PING_NONE) : PING_NONE;
  }

  /**
   * Joins. The same data again does nothing while there is a connection; other data closes the one there was. `undefined`
   * says that it is done.
   */
  connect(voice: VoiceData): Promise<void> | undefined {
    const earlier = this.#attempts;
    const attempt = earlier === undefined ? this.#join(voice) : after(earlier, () => this.#join(voice));
    if (attempt === undefined) return undefined;
    const settled = attempt.finally(() => {
      if (this.#attempts === settled) this.#attempts = undefined;
    });
    this.#attempts = settled;
    return settled;
  }

  /** Leaves for good. An attempt under way never ends. */
  destroy(): void {
    this.#gone.abort();
    this.#leave();
  }

  #join(voice: VoiceData): Promise<void> | undefined {
    if (this.#gone.signal.aborted) return never();
    if (this.isConnected && this.#data !== undefined && isSameVoice(this.#data, voice)) return undefined;
    this.#leave();
    this.#data = voice;
    const listener = this.#newListener();
    const opening = this.#open(voice, listener);
    if (!(opening instanceof Promise)) {
      this.#opened(opening, listener);
      return undefined;
    }
    return opening.then(
      (connection) => {
        if (!this.#gone.signal.aborted) return this.#opened(connection, listener);
        connection.close();
        return never();
      },
      (error: unknown) => {
        if (this.#gone.signal.aborted) return never();
        throw error;
      },
    );
  }

  /** A listener that is heard while its connection is the one there is. */
  #newListener(): VoiceListener {
    const listener: VoiceListener = {
      closed: (code, reason) => {
        if (this.#listener === listener && !this.#isClosed) this.#closed(code, reason);
      },
      changed: () => {
        if (this.#listener === listener) this.#parts.onChange(false);
      },
    };
    return listener;
  }

  #open(voice: VoiceData, listener: VoiceListener): VoiceConnection | Promise<VoiceConnection> {
    const { guildId, userId, connector } = this.#parts;
    try {
      return connector.connect({ ...voice, guildId, userId }, listener, this.#gone.signal);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  #opened(connection: VoiceConnection, listener: VoiceListener): void {
    this.#connection = connection;
    this.#listener = listener;
    this.#isClosed = false;
    this.#parts.onChange(true);
  }

  #closed(code: number, reason: string): void {
    this.#isClosed = true;
    this.#parts.onClosed(code, reason, true);
  }

  #leave(): void {
    const connection = this.#connection;
    if (connection === undefined) return;
    const wasKnown = this.isConnected;
    this.#connection = undefined;
    this.#listener = undefined;
    this.#data = undefined;
    connection.close();
    // Whoever was told that Discord closed it is not told again.
    if (wasKnown) this.#parts.onClosed(1000, '', false);
    else this.#parts.onChange(false);
  }
}

function isSameVoice(a: VoiceData, b: VoiceData): boolean {
  return a.token === b.token && a.endpoint === b.endpoint && a.sessionId === b.sessionId && a.channelId === b.channelId;
}

/** Runs `next` when `earlier` has ended, however it did. */
async function after(earlier: Promise<void>, next: () => Promise<void> | undefined): Promise<void> {
  await Promise.allSettled([earlier]);
  await next();
}

function never(): Promise<never> {
  return new Promise(() => undefined);
}
