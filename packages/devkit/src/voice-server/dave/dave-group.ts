import type { Cancel, Clock } from '@reprise/clock';
import { type Commit, readCommit, welcomeFor } from './commit.ts';
import { type DaveListener, LISTENER_ID } from './dave-listener.ts';
import type { ExternalSender, GroupState } from './external-sender.ts';
import { type KeyPackage, readKeyPackage } from './key-package.ts';
import { Leaves } from './leaves.ts';
import { uint8, uint16, vector } from './mls-bytes.ts';
import { DAVE_VERSION, DaveOpcode } from './opcodes.ts';
import { called, type Proposal, Proposals } from './proposals.ts';
import { Transitions } from './transitions.ts';

/** A client in a channel that is encrypted from end to end. */
export interface DaveClient {
  readonly userId: string;
  /** Whether it has a connection. */
  readonly isHere: boolean;
  tell(op: number, d: object): void;
  tellBytes(op: number, payload: Buffer): void;
}

/** What a {@link DaveGroup} works with. */
export interface DaveGroupParts {
  readonly clock: Clock;
  readonly sender: ExternalSender;
  readonly listener: DaveListener;
}

/** What a commit changes. */
interface Change {
  readonly commit: Commit;
  /** Who made it. */
  readonly by: string;
  readonly proposals: readonly Proposal[];
  /** What everybody who is added is welcomed with. */
  readonly welcomes: ReadonlyMap<string, Buffer>;
}

/** Time in which clients are to commit; then the listener does. */
const COMMIT_PATIENCE_MS = 1_000;
const APPEND = 0;
const REVOKE = 1;
/** What founds a group takes place at once. */
const FOUNDING = 0;
const NOT_A_COMMIT = Buffer.from('no commit');

/**
 * The keys of one channel as the voice gateway sees to them: it proposes who comes and goes, takes the first good commit of a
 * member, and hands it to the others. It never has the keys itself; its listener has, as a member like all others.
 */
export class DaveGroup {
  readonly #sender: ExternalSender;
  readonly #listener: DaveListener;
  readonly #clock: Clock;
  readonly #transitions: Transitions;
  readonly #clients = new Map<string, DaveClient>();
  /** Of those who are to be added. */
  readonly #keyPackages = new Map<string, KeyPackage>();
  readonly #leaves = new Leaves();
  readonly #proposals = new Proposals();
  /** 0 while there is no group. */
  #epoch = 0;
  #cancelCommit: Cancel | undefined;
  /** How often clients said that they could not follow. */
  flags = 0;
  /** Commits that were not handed on. */
  refusedCommits = 0;

  constructor({ clock, sender, listener }: DaveGroupParts) {
    this.#clock = clock;
    this.#sender = sender;
    this.#listener = listener;
    this.#transitions = new Transitions(clock);
    this.#reset();
  }

  get epoch(): number {
    return this.#epoch;
  }

  get userIds(): readonly string[] {
    return this.#leaves.userIds;
  }

  get privacyCode(): string {
    return this.#epoch === 0 ? '' : this.#listener.privacyCode;
  }

  get isEmpty(): boolean {
    return this.#clients.size === 0;
  }

  /** A client has come, and is told who is there already and who may propose. */
  enter(client: DaveClient): void {
    this.#clients.set(client.userId, client);
    client.tell(DaveOpcode.clientsConnect, { user_ids: [LISTENER_ID] });
    client.tellBytes(DaveOpcode.externalSender, this.#sender.package);
  }

  /** A client is gone for good. */
  leave(userId: string): void {
    this.#clients.delete(userId);
    this.#transitions.left(userId);
    this.#withdraw(userId);
    this.#exclude(userId);
    this.#settle();
  }

  /** A client wants to be added. @throws Error telling what is wrong with its key package. */
  offer(userId: string, payload: Buffer): void {
    const keyPackage = readKeyPackage(payload, userId);
    this.#withdraw(userId);
    this.#exclude(userId);
    this.#include(userId, keyPackage);
    this.#settle();
  }

  /** A client committed to what was proposed. */
  commit(userId: string, payload: Buffer): void {
    const change = this.#judged(userId, payload);
    if (change === undefined) this.refusedCommits += 1;
    else this.#adopt(change);
  }

  /** A client is ready for a transition. */
  ready(userId: string, transitionId: number): void {
    this.#transitions.ready(transitionId, userId);
  }

  /** A client could not follow, and is to be removed until it comes with a new key package. */
  flag(userId: string): void {
    this.flags += 1;
    this.#exclude(userId);
    this.#settle();
  }

  /** Lets all begin anew. */
  renew(): void {
    this.#keyPackages.clear();
    this.#reset();
    for (const client of this.#clients.values())
      client.tell(DaveOpcode.prepareEpoch, { protocol_version: DAVE_VERSION, epoch: 1 });
  }

  /** Announces a commit that leads nowhere: to a client that is in it, or to all. */
  mislead(only?: string): void {
    const id = uint16(this.#transitions.next());
    for (const userId of only === undefined ? this.userIds : [only])
      this.#tellBytes(userId, DaveOpcode.announceCommit, id, NOT_A_COMMIT);
  }

  /** Proposes something to the clients in it for an epoch that is over, and says once more who may propose. */
  sendOutOfPlace(): void {
    const { message } = this.#sender.remove({ ...this.#state, epoch: this.#epoch - 1 }, 0);
    for (const userId of this.userIds) {
      this.#tellBytes(userId, DaveOpcode.proposals, uint8(APPEND), vector(message));
      this.#tellBytes(userId, DaveOpcode.externalSender, this.#sender.package);
    }
  }

  /** What a client sent; `undefined` when it is not for this group as it is. */
  decrypt(userId: string, frame: Buffer): Buffer | undefined {
    return this.#listener.decrypt(userId, frame);
  }

  close(): void {
    this.#cancelCommit?.();
    this.#transitions.clear();
  }

  get #state(): GroupState {
    return { groupId: this.#listener.groupId, epoch: this.#epoch };
  }

  /** There is no group any more: whoever waits founds a new one. */
  #reset(): void {
    this.#epoch = 0;
    this.#leaves.begin();
    this.#proposals.clear();
    this.#transitions.clear();
    const waiting = new Map(this.#keyPackages);
    waiting.set(LISTENER_ID, readKeyPackage(this.#listener.begin(), LISTENER_ID));
    this.#keyPackages.clear();
    for (const [userId, keyPackage] of waiting) this.#include(userId, keyPackage);
  }

  #include(userId: string, keyPackage: KeyPackage): void {
    const before = this.#proposals.all;
    this.#keyPackages.set(userId, keyPackage);
    this.#propose({ kind: 'add', userId, ...this.#sender.add(this.#state, keyPackage.bytes) });
    // Before there is a group everybody proposes to found it, with all the others.
    if (this.#epoch === 0) this.#append(userId, before);
  }

  #exclude(userId: string): void {
    if (!this.#leaves.has(userId) || this.#proposals.find('remove', userId) !== undefined) return;
    this.#propose({ kind: 'remove', userId, ...this.#sender.remove(this.#state, this.#leaves.indexOf(userId)) });
  }

  /** Takes back that somebody is to be added. */
  #withdraw(userId: string): void {
    this.#keyPackages.delete(userId);
    const proposal = this.#proposals.find('add', userId);
    if (proposal === undefined) return;
    this.#proposals.drop(proposal);
    for (const other of this.#others(userId)) this.#revoke(other, proposal);
  }

  #propose(proposal: Proposal): void {
    this.#proposals.push(proposal);
    for (const other of this.#others(proposal.userId)) this.#append(other, [proposal]);
  }

  /** Those whom a proposal about somebody concerns: members that stay, or whoever is to found the group. */
  #others(userId: string): readonly string[] {
    return this.#committers.filter((other) => other !== userId);
  }

  get #committers(): readonly string[] {
    if (this.#epoch === 0) return [...this.#keyPackages.keys()];
    return this.userIds.filter((userId) => this.#proposals.find('remove', userId) === undefined);
  }

  #append(userId: string, proposals: readonly Proposal[]): void {
    const messages = proposals.map(({ message }) => message);
    if (messages.length === 0) return;
    if (userId === LISTENER_ID) this.#listener.append(messages);
    else this.#tellBytes(userId, DaveOpcode.proposals, uint8(APPEND), vector(...messages));
  }

  #revoke(userId: string, { ref }: Proposal): void {
    if (userId === LISTENER_ID) this.#listener.revoke([vector(ref)]);
    else this.#tellBytes(userId, DaveOpcode.proposals, uint8(REVOKE), vector(vector(ref)));
  }

  /** Sees to it that somebody commits. */
  #settle(): void {
    this.#cancelCommit?.();
    this.#cancelCommit = undefined;
    if (this.#proposals.all.length === 0) return;
    const isAnyoneHere = this.#committers.some((userId) => this.#clients.get(userId)?.isHere === true);
    if (isAnyoneHere) this.#cancelCommit = this.#clock.after(COMMIT_PATIENCE_MS, () => this.#commitSelf());
    else this.#commitSelf();
  }

  #commitSelf(): void {
    const { commit } = this.#listener;
    if (commit !== undefined) this.commit(LISTENER_ID, commit);
  }

  /** What a commit changes; `undefined` when it is not good, or not for the group as it is. */
  #judged(by: string, payload: Buffer): Change | undefined {
    try {
      const commit = readCommit(payload);
      const isFounding = this.#epoch === 0;
      const wanted = this.#proposals.all.filter(({ userId }) => !isFounding || userId !== by);
      const proposals = called(commit.refs, wanted);
      const isDue = commit.epoch === BigInt(this.#epoch) && commit.groupId.equals(this.#listener.groupId);
      const leafIndex = isFounding ? 0 : this.#leaves.indexOf(by);
      const mayCommit = this.#committers.includes(by) && commit.leafIndex === leafIndex;
      if (proposals === undefined || proposals.length === 0 || !isDue || !mayCommit) return undefined;
      const change = { commit, by, proposals, welcomes: this.#welcomesOf(commit, proposals) };
      this.#follow(change);
      return change;
    } catch {
      // Whatever is wrong with it: nobody else gets it.
      return undefined;
    }
  }

  #welcomesOf({ welcome }: Commit, proposals: readonly Proposal[]): ReadonlyMap<string, Buffer> {
    const added = proposals.filter(({ kind }) => kind === 'add');
    return new Map(added.map(({ userId }) => [userId, this.#welcomeOf(userId, welcome)]));
  }

  #welcomeOf(userId: string, welcome: Buffer): Buffer {
    const keyPackage = this.#keyPackages.get(userId);
    const part = keyPackage && welcomeFor(welcome, keyPackage.ref);
    if (part === undefined) throw new RangeError(`Commit: it does not welcome user ${userId}.`);
    return part;
  }

  /** The listener is the first to go along: where it cannot, nobody can. */
  #follow({ commit, welcomes }: Change): void {
    const welcome = welcomes.get(LISTENER_ID);
    if (welcome === undefined) this.#listener.follow(commit.message);
    else this.#listener.join(welcome);
  }

  #adopt({ commit, by, proposals, welcomes }: Change): void {
    this.#cancelCommit?.();
    const isFounding = this.#epoch === 0;
    if (isFounding) this.#leaves.begin(by);
    for (const { kind, userId } of proposals) if (kind === 'remove') this.#leaves.remove(userId);
    const followers = this.userIds;
    for (const { kind, userId } of proposals) if (kind === 'add') this.#leaves.add(userId);
    for (const userId of [by, ...welcomes.keys()]) this.#keyPackages.delete(userId);
    this.#epoch += 1;
    this.#proposals.clear();
    const id = isFounding ? FOUNDING : this.#transitions.next();
    for (const userId of followers) this.#tellBytes(userId, DaveOpcode.announceCommit, uint16(id), commit.message);
    for (const [userId, welcome] of welcomes) this.#tellBytes(userId, DaveOpcode.welcome, uint16(id), welcome);
    if (id !== FOUNDING) this.#begin(id);
    if (this.userIds.every((userId) => userId === LISTENER_ID)) this.#reset();
  }

  #begin(id: number): void {
    const awaited = this.userIds.filter((userId) => userId !== LISTENER_ID);
    this.#transitions.begin(id, awaited, () => {
      for (const userId of this.userIds)
        this.#clients.get(userId)?.tell(DaveOpcode.executeTransition, { transition_id: id });
    });
  }

  #tellBytes(userId: string, op: number, ...parts: readonly Buffer[]): void {
    this.#clients.get(userId)?.tellBytes(op, Buffer.concat(parts));
  }
}
