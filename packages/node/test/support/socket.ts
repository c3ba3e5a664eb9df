import { once } from 'node:events';
import type { Message } from '@reprise/protocol';
import { WebSocket } from 'ws';

/** A WebSocket to a node that keeps what it heard. */
export class Socket {
  readonly ws: WebSocket;
  readonly messages: Message[] = [];
  /** Headers of the handshake's answer. */
  upgradeHeaders: Record<string, string | string[] | undefined> = {};
  closed: { readonly code: number } | undefined;

  private constructor(ws: WebSocket) {
    this.ws = ws;
    ws.on('upgrade', (response) => {
      this.upgradeHeaders = response.headers;
    });
    ws.on('message', (data) => this.messages.push(JSON.parse(data.toString())));
    ws.on('close', (code) => {
      this.closed = { code };
    });
  }

  /** Connects; fails when the handshake is refused. */
  static async open(url: string, headers: Record<string, string> = {}): Promise<Socket> {
    const address = `${url.replace(/^http/, 'ws')}/v4/websocket`;
    const socket = new Socket(
      new WebSocket(address, { headers: { 'User-Id': '1', 'Client-Name': 'test/1', ...headers } }),
    );
    await once(socket.ws, 'open');
    return socket;
  }

  /** The session's id, once the node told it. */
  async sessionId(): Promise<string> {
    const ready = await this.find((message) => message.op === 'ready');
    if (ready.op !== 'ready') throw new Error('unreachable');
    return ready.sessionId;
  }

  /** Waits for a message that fits, among those already heard too. */
  async find(fits: (message: Message) => boolean, timeoutMs = 3_000): Promise<Message> {
    const deadline = performance.now() + timeoutMs;
    while (performance.now() < deadline) {
      const found = this.messages.find(fits);
      if (found !== undefined) return found;
      await pause(2);
    }
    throw new Error(`No such message within ${timeoutMs} ms; heard ${JSON.stringify(this.messages.map(nameOf))}`);
  }

  /** Waits until everything sent so far has arrived: a ping comes back after it. */
  async settled(): Promise<this> {
    const pong = once(this.ws, 'pong');
    this.ws.ping();
    await pong;
    return this;
  }

  /** What was heard, by name: `ready`, `TrackStartEvent`, `TrackEndEvent finished`. */
  get names(): readonly string[] {
    return this.messages.map(nameOf);
  }

  /** Forgets what was heard. */
  clear(): void {
    this.messages.length = 0;
  }

  /** Closes, or cuts, and waits for it. */
  async close(how: 'close' | 'cut' = 'close'): Promise<void> {
    if (this.closed !== undefined) return;
    const closed = once(this.ws, 'close');
    if (how === 'cut') this.ws.terminate();
    else this.ws.close();
    await closed;
  }
}

/** A message's op or event type, with the reason of an end. */
export function nameOf(message: Message): string {
  if (message.op !== 'event') return message.op;
  return message.type === 'TrackEndEvent' ? `${message.type} ${message.reason}` : message.type;
}

/** Waits a moment for something that has no event of its own. */
export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
