import { createSecretKey } from 'node:crypto';
import { Networking, type NetworkingState, NetworkingStatusCode } from '@discordjs/voice';
import type { FrameSink, VoiceConnection, VoiceConnector, VoiceListener, VoiceTarget } from '../voice-connector.ts';
import { EndToEnd } from './end-to-end.ts';
import { stillSocket } from './still-socket.ts';

/** What is said of a connection that broke, and could not be taken up again. */
const BROKEN = 'The connection to the voice server was lost.';

/**
 * Joins voice channels of Discord: its voice gateway in version 8, encrypted on the way and, where the channel asks for
 * it, from end to end.
 *
 * What Discord lets be resumed is resumed without a word. Everything else ends the connection: the player's client is told
 * the code, and sends new voice data if it wants to go on.
 */
export class DiscordVoice implements VoiceConnector {
  readonly isAudible = true;

  /** Resolves when the voice server has taken the WebSocket. @throws Error when it cannot be reached. */
  connect(target: VoiceTarget, listener: VoiceListener, signal: AbortSignal): Promise<VoiceConnection> {
    const { guildId: serverId, userId, channelId, endpoint, token, sessionId } = target;
    const networking = new Networking(
      { serverId, userId, channelId, endpoint, token, sessionId },
      { debug: false, daveEncryption: true },
    );
    return new DiscordVoiceConnection(networking, listener).opened(signal);
  }
}

/** A connection of {@link DiscordVoice}. */
class DiscordVoiceConnection implements VoiceConnection {
  readonly sink: FrameSink;
  readonly #networking: Networking;
  readonly #listener: VoiceListener;
  readonly #endToEnd: EndToEnd;
  readonly #opening = Promise.withResolvers<VoiceConnection>();
  #hasOpened = false;
  #hasLeft = false;
  /** Of before a connection broke, for what is shown until it is taken up again. */
  #lastPingMs = 0;

  constructor(networking: Networking, listener: VoiceListener) {
    this.#networking = networking;
    this.#listener = listener;
    this.#endToEnd = new EndToEnd(() => {
      if (this.#hasOpened && !this.#hasLeft) listener.changed();
    });
    this.sink = {
      send: (frame) => {
        networking.prepareAudioPacket(Buffer.from(frame.buffer, frame.byteOffset, frame.byteLength));
        networking.dispatchAudio();
      },
      setSpeaking: (isSpeaking) => networking.setSpeaking(isSpeaking),
    };
    networking.on('stateChange', (before: NetworkingState, now: NetworkingState) => {
      prepareKey(now);
      stillSocket(now);
      this.#endToEnd.follow(now);
      this.#changed(before, now);
    });
    networking.on('error', (error: Error) => this.#failed(error));
    networking.once('close', (code: number) => this.#closed(code));
  }

  get pingMs(): number {
    const { state } = this.#networking;
    if ('ws' in state && state.ws.ping !== undefined) this.#lastPingMs = state.ws.ping;
    return this.#lastPingMs;
  }

  get takesMusic(): boolean {
    const { code } = this.#networking.state;
    // While it resumes, frames are dropped, as they would be lost on the way.
    if (code === NetworkingStatusCode.Resuming) return true;
    return code === NetworkingStatusCode.Ready && !this.#endToEnd.isWaiting;
  }

  close(): void {
    this.#hasLeft = true;
    this.#networking.destroy();
  }

  /** Resolves when it is open. A player that is gone wants none any more. */
  opened(signal: AbortSignal): Promise<VoiceConnection> {
    const giveUp = (): void => this.close();
    signal.addEventListener('abort', giveUp, { once: true });
    return this.#opening.promise.finally(() => signal.removeEventListener('abort', giveUp));
  }

  #changed(before: NetworkingState, now: NetworkingState): void {
    if (before.code === now.code || this.#hasLeft) return;
    if (!this.#hasOpened && now.code === NetworkingStatusCode.Identifying) {
      this.#hasOpened = true;
      this.#opening.resolve(this);
    } else if (this.#hasOpened) this.#listener.changed();
  }

  /** Told for each attempt that fails; what follows from it is told by the closing. */
  #failed(error: Error): void {
    if (!this.#hasOpened) this.#opening.reject(new Error('Failed to connect to voice server', { cause: error }));
  }

  #closed(code: number): void {
    if (this.#hasLeft) return;
    if (!this.#hasOpened) this.#opening.reject(new Error(`Failed to connect to voice server: closed with ${code}`));
    else this.#listener.closed(code, code < 4_000 ? BROKEN : '');
    this.#listener.changed();
  }
}

/** Bytes as a key cost Node two exceptions a frame, five times what the encryption itself does. A key that is made once, none. */
function prepareKey(state: NetworkingState): void {
  if (state.code !== NetworkingStatusCode.Ready) return;
  const { connectionData } = state;
  const { encryptionMode, secretKey } = connectionData;
  if (encryptionMode !== 'aead_aes256_gcm_rtpsize' || !(secretKey instanceof Uint8Array)) return;
  Object.assign(connectionData, { secretKey: createSecretKey(secretKey) });
}
