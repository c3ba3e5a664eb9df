import type { DAVESession } from '@snazzah/davey';
import { uint64, vector } from './mls-bytes.ts';

/** The library that is a member of groups. */
export type Davey = Pick<typeof import('@snazzah/davey'), 'DAVESession'>;

/** What a {@link DaveListener} works with. */
export interface DaveListenerParts {
  readonly davey: Davey;
  readonly channelId: string;
  /** Who may propose members. */
  readonly externalSender: Buffer;
}

/** Who listens in every channel that is encrypted from end to end: clients see it as somebody who is there. */
export const LISTENER_ID = '1000000000000000001';

const AUDIO = 0;
const APPEND = 0;
const REVOKE = 1;

/** A member of a group, so that what is said in it can be heard. */
export class DaveListener {
  readonly groupId: Buffer;
  readonly #session: DAVESession;
  readonly #renew: () => void;
  #commit: Buffer | undefined;

  constructor({ davey, channelId, externalSender }: DaveListenerParts) {
    this.groupId = uint64(BigInt(channelId));
    this.#session = new davey.DAVESession(1, LISTENER_ID, channelId);
    this.#session.setExternalSender(externalSender);
    this.#renew = () => this.#session.reinit(1, LISTENER_ID, channelId);
  }

  /** What it would send as opcode 28. */
  get commit(): Buffer | undefined {
    return this.#commit;
  }

  /** What members of one and the same group read to each other. Empty while there is none. */
  get privacyCode(): string {
    return this.#session.voicePrivacyCode;
  }

  /** Forgets its group, and answers a new key package. */
  begin(): Buffer {
    this.#commit = undefined;
    this.#renew();
    return this.#session.getSerializedKeyPackage();
  }

  append(messages: readonly Buffer[]): void {
    this.#propose(APPEND, messages);
  }

  revoke(refs: readonly Buffer[]): void {
    this.#propose(REVOKE, refs);
  }

  /** Goes on to the next epoch. @throws Error when that commit does not lead there. */
  follow(commit: Buffer): void {
    this.#session.processCommit(commit);
    this.#commit = undefined;
  }

  /** Comes into a group. @throws Error when that welcome does not lead there. */
  join(welcome: Buffer): void {
    this.#session.processWelcome(welcome);
    this.#commit = undefined;
  }

  /** What a member sent; `undefined` when it is not encrypted, or not for the group as it is. */
  decrypt(userId: string, frame: Buffer): Buffer | undefined {
    try {
      return this.#session.decrypt(userId, AUDIO, frame);
    } catch {
      // That is how it says that it cannot.
      return undefined;
    }
  }

  #propose(operation: typeof APPEND | typeof REVOKE, items: readonly Buffer[]): void {
    const { commit, welcome } = this.#session.processProposals(operation, vector(...items));
    this.#commit = commit && Buffer.concat([commit, welcome ?? Buffer.alloc(0)]);
  }
}
