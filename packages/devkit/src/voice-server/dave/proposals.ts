import type { SignedProposal } from './external-sender.ts';

/** Who is to come, or to go. */
export interface Proposal extends SignedProposal {
  readonly kind: 'add' | 'remove';
  readonly userId: string;
}

/** What was proposed since the group last changed. */
export class Proposals {
  #items: Proposal[] = [];

  get all(): readonly Proposal[] {
    return this.#items;
  }

  find(kind: Proposal['kind'], userId: string): Proposal | undefined {
    return this.#items.find((item) => item.kind === kind && item.userId === userId);
  }

  push(...items: readonly Proposal[]): void {
    this.#items = [...this.#items, ...items];
  }

  /** Takes one back. */
  drop(dropped: Proposal): void {
    this.#items = this.#items.filter((item) => item !== dropped);
  }

  clear(): void {
    this.#items = [];
  }
}

/** The proposals that these references call, in their order; `undefined` unless it is all of them, each once. */
export function called(refs: readonly Buffer[], wanted: readonly Proposal[]): readonly Proposal[] | undefined {
  const found = refs.map((ref) => wanted.find((item) => item.ref.equals(ref)));
  const known = found.filter((item) => item !== undefined);
  const isAll = known.length === refs.length && new Set(known).size === wanted.length && refs.length === wanted.length;
  return isAll ? known : undefined;
}
