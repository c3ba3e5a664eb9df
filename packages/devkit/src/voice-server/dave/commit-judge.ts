import { type Commit, readCommit, welcomeFor } from './commit.ts';
import type { GroupState } from './external-sender.ts';
import type { KeyPackage } from './key-package.ts';
import { called, type Proposal } from './proposals.ts';

/** What a commit changes. */
export interface Change {
  readonly commit: Commit;
  /** Who made it. */
  readonly by: string;
  readonly proposals: readonly Proposal[];
  /** With what everybody who is added is welcomed. */
  readonly welcomes: ReadonlyMap<string, Buffer>;
}

/** The group as it is when a commit comes. */
export interface Situation {
  readonly state: GroupState;
  /** What is proposed. */
  readonly proposals: readonly Proposal[];
  /** Of those who are to be added. */
  readonly keyPackages: ReadonlyMap<string, KeyPackage>;
  /** The leaf of a member who may commit; -1 for everybody else. */
  leafIndexOf(userId: string): number;
}

/**
 * Judges a commit as Discord says that its voice gateway does: it has to be of a member, for the present epoch, and to take
 * all that was proposed and nothing else.
 *
 * @throws RangeError telling what is wrong with it.
 */
export function judged(by: string, payload: Buffer, { state, proposals, keyPackages, leafIndexOf }: Situation): Change {
  const commit = readCommit(payload);
  expect(commit.groupId.equals(state.groupId), 'it is for another group');
  expect(commit.epoch === BigInt(state.epoch), 'it is for another epoch');
  expect(leafIndexOf(by) === commit.leafIndex, `user ${by} may not commit as leaf ${commit.leafIndex}`);
  // Who founds a group is in it without being added.
  const wanted = proposals.filter(({ userId }) => state.epoch > 0 || userId !== by);
  const taken = called(commit.refs, wanted);
  if (taken === undefined || taken.length === 0) throw new RangeError('Commit: it does not take what was proposed.');
  const welcomes = new Map<string, Buffer>();
  for (const { kind, userId } of taken) {
    const keyPackage = keyPackages.get(userId);
    if (kind === 'add' && keyPackage !== undefined) welcomes.set(userId, welcomeFor(commit.welcome, keyPackage.ref));
  }
  return { commit, by, proposals: taken, welcomes };
}

function expect(isSo: boolean, otherwise: string): void {
  if (!isSo) throw new RangeError(`Commit: ${otherwise}.`);
}
