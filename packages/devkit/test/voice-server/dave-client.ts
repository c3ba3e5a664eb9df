import { once } from 'node:events';
import type { FakeVoiceServer } from '@reprise/devkit';
import { DAVESession, type ProposalsResult } from '@snazzah/davey';
import { WebSocket } from 'ws';
import { atEnd } from './stage.ts';
import { CHANNEL, GUILD } from './voice-client.ts';

/** What came over the WebSocket: JSON, or bytes with a number and a code. */
interface Heard {
  readonly op: number;
  readonly d: Readonly<Record<string, unknown>>;
  readonly payload: Buffer;
}

/** How a {@link DaveClient} behaves. */
export interface DaveClientOptions {
  readonly userId: string;
  /** The version of the protocol that it offers. @defaultValue `1` */
  readonly offers?: number;
  /** Whose key package it sends. @defaultValue its own */
  readonly packageOf?: string;
  /** Whether it commits to what is proposed. @defaultValue `true` */
  readonly commits?: boolean;
  /** Sends away what it commits, changed. @defaultValue as it is */
  readonly spoils?: (commit: Buffer) => Buffer;
}

const NO_BYTES = Buffer.alloc(0);
const UDP = { protocol: 'udp', data: { address: '127.0.0.1', port: 1, mode: 'aead_aes256_gcm_rtpsize' } };

/** Somebody in a channel who does what the protocol asks, with davey and nothing around it. Sends no sound. */
export class DaveClient {
  readonly session: DAVESession;
  readonly socket: WebSocket;
  /** The codes of everything that came. */
  readonly heard: number[] = [];
  /** Transitions that were executed. */
  readonly executed: number[] = [];
  readonly #options: DaveClientOptions;
  readonly #known = new Set<string>();

  constructor({ endpoint, ca }: FakeVoiceServer, options: DaveClientOptions) {
    this.#options = options;
    this.session = new DAVESession(1, options.packageOf ?? options.userId, CHANNEL);
    this.socket = new WebSocket(`wss://${endpoint}/?v=8`, { ca });
    this.socket.on('message', (data, isBinary) => this.#take(heardOf(data, isBinary)));
    atEnd(() => this.socket.terminate());
  }

  /** Comes into the guild. */
  async join(): Promise<this> {
    await this.identify();
    this.select();
    return this;
  }

  /** Says who it is, the first half of {@link join}. */
  async identify(): Promise<void> {
    await once(this.socket, 'open');
    const { userId, offers = 1 } = this.#options;
    const d = { server_id: GUILD, user_id: userId, session_id: `session of ${userId}`, token: 'token' };
    this.say(0, { ...d, max_dave_protocol_version: offers });
  }

  /** Says how it sends sound, the second half. */
  select(): void {
    this.say(1, UDP);
  }

  leave(): void {
    this.socket.close(1000);
  }

  say(op: number, d: object): void {
    this.socket.send(JSON.stringify({ op, d }));
  }

  sayBytes(op: number, ...parts: readonly Buffer[]): void {
    this.socket.send(Buffer.concat([Buffer.from([op]), ...parts]));
  }

  /** Begins anew, as somebody who cannot follow. */
  recover(transitionId: number): void {
    this.say(31, { transition_id: transitionId });
    this.#renew();
  }

  #renew(): void {
    this.session.reinit(1, this.#options.userId, CHANNEL);
    this.sayBytes(26, this.session.getSerializedKeyPackage());
  }

  #take({ op, d, payload }: Heard): void {
    this.heard.push(op);
    if (op === 4) this.sayBytes(26, this.session.getSerializedKeyPackage());
    else if (op === 11) for (const id of d.user_ids as string[]) this.#known.add(id);
    else if (op === 22) this.executed.push(Number(d.transition_id));
    else if (op === 24) this.#renew();
    else if (op === 25) this.session.setExternalSender(payload);
    else if (op === 27) this.#commit(payload);
    else if (op === 29) this.#follow(payload, (commit) => this.session.processCommit(commit));
    else if (op === 30) this.#follow(payload, (welcome) => this.session.processWelcome(welcome));
  }

  #commit(payload: Buffer): void {
    const { commit, welcome } = this.#processed(payload);
    const { commits = true, spoils = (bytes) => bytes } = this.#options;
    if (commits && commit !== undefined) this.sayBytes(28, spoils(commit), welcome ?? NO_BYTES);
  }

  #processed(payload: Buffer): ProposalsResult {
    const operation = payload.readUInt8() === 0 ? 0 : 1;
    try {
      return this.session.processProposals(operation, payload.subarray(1), [...this.#known]);
    } catch {
      // They were on their way when it began anew.
      return {};
    }
  }

  #follow(payload: Buffer, follow: (bytes: Buffer) => void): void {
    const transitionId = payload.readUInt16BE();
    try {
      follow(payload.subarray(2));
      if (transitionId > 0) this.say(23, { transition_id: transitionId });
    } catch {
      // As the protocol asks of whoever cannot go along.
      this.recover(transitionId);
    }
  }
}

function heardOf(data: unknown, isBinary: boolean): Heard {
  if (isBinary && Buffer.isBuffer(data)) return { op: data.readUInt8(2), d: {}, payload: data.subarray(3) };
  const { op, d } = JSON.parse(String(data));
  return { op, d, payload: NO_BYTES };
}
