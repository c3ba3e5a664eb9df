import { type DaveListener, LISTENER_ID } from './dave-listener.ts';
import { uint8, vector } from './mls-bytes.ts';
import { DaveOpcode } from './opcodes.ts';
import type { Proposal } from './proposals.ts';

/** A client in a channel that is encrypted from end to end. */
export interface DaveClient {
  readonly userId: string;
  /** Whether it has a connection. */
  readonly isHere: boolean;
  tell(op: number, d: object): void;
  tellBytes(op: number, payload: Buffer): void;
}

const APPEND = 0;
const REVOKE = 1;

/** Everybody in a channel, who are told things by their user id: clients over their connections, the listener here. */
export class DaveMembers {
  readonly #listener: DaveListener;
  readonly #clients = new Map<string, DaveClient>();

  constructor(listener: DaveListener) {
    this.#listener = listener;
  }

  add(client: DaveClient): void {
    this.#clients.set(client.userId, client);
  }

  delete(userId: string): void {
    this.#clients.delete(userId);
  }

  /** Whether it is a client with a connection. */
  isHere(userId: string): boolean {
    return this.#clients.get(userId)?.isHere === true;
  }

  propose(userId: string, proposals: readonly Proposal[]): void {
    const messages = proposals.map(({ message }) => message);
    if (messages.length === 0) return;
    if (userId === LISTENER_ID) this.#listener.append(messages);
    else this.tellBytes(userId, DaveOpcode.proposals, uint8(APPEND), vector(...messages));
  }

  revoke(userId: string, { ref }: Proposal): void {
    const called = vector(ref);
    if (userId === LISTENER_ID) this.#listener.revoke([called]);
    else this.tellBytes(userId, DaveOpcode.proposals, uint8(REVOKE), vector(called));
  }

  /** Tells clients; whoever is none is not told. */
  tell(userIds: readonly string[], op: number, d: object): void {
    for (const userId of userIds) this.#clients.get(userId)?.tell(op, d);
  }

  tellAll(op: number, d: object): void {
    this.tell([...this.#clients.keys()], op, d);
  }

  tellBytes(userId: string, op: number, ...parts: readonly Buffer[]): void {
    this.#clients.get(userId)?.tellBytes(op, Buffer.concat(parts));
  }
}
