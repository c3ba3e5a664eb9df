import type { VoiceState } from '@reprise/protocol';

/** Everything a node needs to join a voice channel. Holds a secret: it goes to a node and nowhere else. */
export interface VoiceData extends VoiceState {
  readonly channelId: string;
}

/** Discord sends the two halves of a move one right after the other. */
const HALVES_APART_MS = 200;

/** What Discord has said of the bot's voice in a guild: two halves that come in any order and at any time. */
export class VoiceHalves {
  #place: { readonly channelId: string; readonly sessionId: string; readonly at: number } | undefined;
  #server: { readonly token: string; readonly endpoint: string; isTold: boolean } | undefined;

  /** Where the bot is. */
  get channelId(): string | undefined {
    return this.#place?.channelId;
  }

  get sessionId(): string | undefined {
    return this.#place?.sessionId;
  }

  /** Undefined until both halves are known. */
  get data(): VoiceData | undefined {
    if (this.#place === undefined || this.#server === undefined) return undefined;
    const { channelId, sessionId } = this.#place;
    return { token: this.#server.token, endpoint: this.#server.endpoint, sessionId, channelId };
  }

  /** The bot is in a channel. */
  place(channelId: string, sessionId: string, now: number): void {
    if (this.#place?.channelId === channelId && this.#place.sessionId === sessionId) return;
    this.#place = { channelId, sessionId, at: now };
  }

  /** The voice server; an endpoint of `null` says that there is none for now. */
  serve(token: string, endpoint: string | null): void {
    if (endpoint === null) this.#server = undefined;
    else if (this.#server?.token !== token || this.#server.endpoint !== endpoint)
      this.#server = { token, endpoint, isTold: false };
  }

  /** A node was given the data. */
  told(): void {
    if (this.#server !== undefined) this.#server.isTold = true;
  }

  /** Milliseconds for which the server may still be the one of the place before: a move brings another one, or leaves it. */
  settleMs(now: number): number {
    if (this.#place === undefined || !this.#server?.isTold) return 0;
    return Math.max(0, this.#place.at + HALVES_APART_MS - now);
  }

  /** The bot is in no channel, or what was said holds no more. */
  forget(): void {
    this.#place = undefined;
    this.#server = undefined;
  }
}

/** Whether a node would see no difference. */
export function isSameVoice(a: VoiceData, b: VoiceData | undefined): boolean {
  return (
    a.token === b?.token && a.endpoint === b.endpoint && a.sessionId === b.sessionId && a.channelId === b.channelId
  );
}
