import type { Cancel, Clock } from '@reprise/clock';
import { type Change, judged, type Situation } from './commit-judge.ts';
import { type DaveListener, LISTENER_ID } from './dave-listener.ts';
import { type DaveClient, DaveMembers } from './dave-members.ts';
import type { EndToEnd } from './end-to-end.ts';
import type { ExternalSender } from './external-sender.ts';
import { type KeyPackage, readKeyPackage } from './key-package.ts';
import { Leaves } from './leaves.ts';
import { uint16 } from './mls-bytes.ts';
import { DAVE_VERSION, DaveOpcode } from './opcodes.ts';
import { type Proposal, Proposals } from './proposals.ts';
import { Transitions } from './transitions.ts';

/** What a {@link DaveGroup} works with. */
export interface DaveGroupParts {
  readonly clock: Clock;
  readonly sender: ExternalSender;
  readonly listener: DaveListener;
}

/** Time in which clients are to commit; then the listener does. */
const COMMIT_PATIENCE_MS = 1_000;
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
  readonly #members: DaveMembers;
  readonly #transitions: Transitions;
  /** Of those who are to be added. */
  readonly #keyPackages = new Map<string, KeyPackage>();
  readonly #leaves = new Leaves();
  readonly #proposals = new Proposals();
  /** 0 while there is no group. */
  #epoch = 0;
  #flags = 0;
  #refusedCommits = 0;
  #cancelCommit: Cancel | undefined;

  constructor({ clock, sender, listener }: DaveGroupParts) {
    this.#clock = clock;
    this.#sender = sender;
    this.#listener = listener;
    this.#members = new DaveMembers(listener);
    this.#transitions = new Transitions(clock);
    this.#reset();
  }

  get shown(): EndToEnd {
    return {
      epoch: this.#epoch,
      userIds: this.#leaves.userIds,
      privacyCode: this.#epoch === 0 ? '' : this.#listener.privacyCode,
      flags: this.#flags,
      refusedCommits: this.#refusedCommits,
    };
  }

  /** A client has come, and is told who is there already and who may propose. */
  enter(client: DaveClient): void {
    this.#members.add(client);
    client.tell(DaveOpcode.clientsConnect, { user_ids: [LISTENER_ID] });
    client.tellBytes(DaveOpcode.externalSender, this.#sender.package);
  }

  /** A client is gone for good. */
  leave(userId: string): void {
    this.#members.delete(userId);
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

  /** A member committed to what was proposed. */
  commit(userId: string, payload: Buffer): void {
    const change = this.#followed(userId, payload);
    if (change === undefined) this.#refusedCommits += 1;
    else this.#adopt(change);
  }

  /** A client is ready for a transition. */
  ready(userId: string, transitionId: number): void {
    this.#transitions.ready(transitionId, userId);
  }

  /** A client could not follow, and is to be removed until it comes with a new key package. */
  flag(userId: string): void {
    this.#flags += 1;
    this.#exclude(userId);
    this.#settle();
  }

  /** Lets all begin anew. */
  renew(): void {
    this.#keyPackages.clear();
    this.#reset();
    this.#members.tellAll(DaveOpcode.prepareEpoch, { protocol_version: DAVE_VERSION, epoch: 1 });
  }

  /** Announces a commit that leads nowhere: to a client that is in it, or to all. */
  mislead(only?: string): void {
    const id = uint16(this.#transitions.next());
    for (const userId of only === undefined ? this.#leaves.userIds : [only])
      this.#members.tellBytes(userId, DaveOpcode.announceCommit, id, NOT_A_COMMIT);
  }

  /** Proposes something to the clients in it for an epoch that is over, and says once more who may propose. */
  sendOutOfPlace(): void {
    const over = { groupId: this.#listener.groupId, epoch: this.#epoch - 1 };
    const proposal: Proposal = { kind: 'remove', userId: '', ...this.#sender.remove(over, 0) };
    for (const userId of this.#leaves.userIds.filter((member) => member !== LISTENER_ID)) {
      this.#members.propose(userId, [proposal]);
      this.#members.tellBytes(userId, DaveOpcode.externalSender, this.#sender.package);
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

  get #situation(): Situation {
    return {
      state: { groupId: this.#listener.groupId, epoch: this.#epoch },
      proposals: this.#proposals.all,
      keyPackages: this.#keyPackages,
      leafIndexOf: (userId) => {
        if (!this.#committers.includes(userId)) return -1;
        return this.#epoch === 0 ? 0 : this.#leaves.indexOf(userId);
      },
    };
  }

  /** Those who may commit: members that stay, or whoever is to found the group. */
  get #committers(): readonly string[] {
    if (this.#epoch === 0) return [...this.#keyPackages.keys()];
    return this.#leaves.userIds.filter((userId) => this.#proposals.find('remove', userId) === undefined);
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
    this.#propose({ kind: 'add', userId, ...this.#sender.add(this.#situation.state, keyPackage.bytes) });
    // Before there is a group everybody proposes to found it, with all the others.
    if (this.#epoch === 0) this.#members.propose(userId, before);
  }

  #exclude(userId: string): void {
    if (!this.#leaves.has(userId) || this.#proposals.find('remove', userId) !== undefined) return;
    const proposal = this.#sender.remove(this.#situation.state, this.#leaves.indexOf(userId));
    this.#propose({ kind: 'remove', userId, ...proposal });
  }

  /** Takes back that somebody is to be added. */
  #withdraw(userId: string): void {
    this.#keyPackages.delete(userId);
    const proposal = this.#proposals.find('add', userId);
    if (proposal === undefined) return;
    this.#proposals.drop(proposal);
    for (const other of this.#others(userId)) this.#members.revoke(other, proposal);
  }

  #propose(proposal: Proposal): void {
    this.#proposals.push(proposal);
    for (const other of this.#others(proposal.userId)) this.#members.propose(other, [proposal]);
  }

  #others(userId: string): readonly string[] {
    return this.#committers.filter((other) => other !== userId);
  }

  /** Sees to it that somebody commits. */
  #settle(): void {
    this.#cancelCommit?.();
    this.#cancelCommit = undefined;
    if (this.#proposals.all.length === 0) return;
    const isAnyoneHere = this.#committers.some((userId) => this.#members.isHere(userId));
    if (isAnyoneHere) this.#cancelCommit = this.#clock.after(COMMIT_PATIENCE_MS, () => this.#commitSelf());
    else this.#commitSelf();
  }

  #commitSelf(): void {
    const { commit } = this.#listener;
    if (commit !== undefined) this.commit(LISTENER_ID, commit);
  }

  /** The listener is the first to go along: where it cannot, nobody can. `undefined` for a commit that is not good. */
  #followed(userId: string, payload: Buffer): Change | undefined {
    try {
      const change = judged(userId, payload, this.#situation);
      const welcome = change.welcomes.get(LISTENER_ID);
      if (welcome === undefined) this.#listener.follow(change.commit.message);
      else this.#listener.join(welcome);
      return change;
    } catch {
      // Whatever is wrong with it: nobody else gets it.
      return undefined;
    }
  }

  #adopt({ commit, by, proposals, welcomes }: Change): void {
    this.#cancelCommit?.();
    const id = this.#epoch === 0 ? FOUNDING : this.#transitions.next();
    if (id === FOUNDING) this.#leaves.begin(by);
    for (const { kind, userId } of proposals) if (kind === 'remove') this.#leaves.remove(userId);
    const followers = this.#leaves.userIds;
    for (const { kind, userId } of proposals) if (kind === 'add') this.#leaves.add(userId);
    for (const userId of [by, ...welcomes.keys()]) this.#keyPackages.delete(userId);
    this.#epoch += 1;
    this.#proposals.clear();
    for (const userId of followers)
      this.#members.tellBytes(userId, DaveOpcode.announceCommit, uint16(id), commit.message);
    for (const [userId, welcome] of welcomes) this.#members.tellBytes(userId, DaveOpcode.welcome, uint16(id), welcome);
    if (id !== FOUNDING) this.#begin(id);
    if (this.#leaves.userIds.every((userId) => userId === LISTENER_ID)) this.#reset();
  }

  #begin(id: number): void {
    const awaited = this.#leaves.userIds.filter((userId) => userId !== LISTENER_ID);
    this.#transitions.begin(id, awaited, () =>
      this.#members.tell(this.#leaves.userIds, DaveOpcode.executeTransition, { transition_id: id }),
    );
  }
}
