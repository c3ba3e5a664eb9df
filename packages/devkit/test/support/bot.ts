import type { Message } from '@reprise/protocol';
import { type Answer, Rest } from '../../../node/test/support/rest.ts';
import { nameOf, Socket } from '../../../node/test/support/socket.ts';

export { GUILD, VOICE } from '../../../node/test/support/stage.ts';

/** A client of one node with one session, as simple as can be. */
export class Bot implements AsyncDisposable {
  readonly rest: Rest;
  readonly socket: Socket;
  readonly sessionId: string;

  private constructor(rest: Rest, socket: Socket, sessionId: string) {
    this.rest = rest;
    this.socket = socket;
    this.sessionId = sessionId;
  }

  static async open(url: string, headers: Record<string, string> = {}): Promise<Bot> {
    const socket = await Socket.open(url, headers);
    return new Bot(new Rest(url), socket, await socket.sessionId());
  }

  get session(): string {
    return `/v4/sessions/${this.sessionId}`;
  }

  path(guildId: string): string {
    return `${this.session}/players/${guildId}`;
  }

  patch(guildId: string, body: unknown): Promise<Answer> {
    return this.rest.patch(this.path(guildId), body);
  }

  /** Messages since the last time, by name, those of interest to nobody left out. */
  async events(): Promise<readonly string[]> {
    return (await this.heard()).filter(({ op }) => op === 'event').map(nameOf);
  }

  /** Messages since the last time. */
  async heard(): Promise<readonly Message[]> {
    await this.socket.settled();
    return this.socket.messages.splice(0);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.socket.close('cut');
  }
}
