import type { Node } from './node.ts';

/** A node that can be chosen. */
export interface NodeCandidate {
  readonly node: Node;
  /** Load by its statistics plus what this client has given it since; for a node without statistics, the median of the others. */
  readonly penalty: number;
}

/** Chooses the node for a piece of work. */
export interface NodePicker {
  /** @param candidates - At least one. */
  pick(candidates: readonly [NodeCandidate, ...NodeCandidate[]]): NodeCandidate;
}

/**
 * The least loaded node; the first among equals. Right for one process.
 *
 * @example
 * ```ts
 * import { leastPenalty, type NodePicker } from 'reprise';
 *
 * // Takes the node named Spare only when there is no other.
 * export const spareLast: NodePicker = {
 *   pick(candidates) {
 *     const [first, ...others] = candidates.filter(({ node }) => node.identifier !== 'Spare');
 *     return leastPenalty.pick(first === undefined ? candidates : [first, ...others]);
 *   },
 * };
 * ```
 */
export const leastPenalty: NodePicker = {
  pick: (candidates) => candidates.reduce((best, next) => (next.penalty < best.penalty ? next : best)),
};

/** Options of {@link powerOfTwoChoices}. */
export interface PowerOfTwoOptions {
  /** From 0 up to 1. @defaultValue Math.random */
  readonly random?: () => number;
}

/**
 * The less loaded of two nodes drawn at random.
 *
 * Right for many processes on the same nodes: they see the same statistics, and without chance they would all choose
 * the same node until the next ones (Mitzenmacher, "The Power of Two Choices in Randomized Load Balancing", 2001).
 *
 * @example
 * ```ts
 * import { Pool, powerOfTwoChoices } from 'reprise';
 *
 * await Pool.connect({
 *   client: { userId: '170939974227591168' },
 *   nodes: [
 *     { identifier: 'One', uri: 'http://10.0.0.5:2333', password: 'secret' },
 *     { identifier: 'Two', uri: 'http://10.0.0.6:2333', password: 'secret' },
 *   ],
 *   nodePicker: powerOfTwoChoices(),
 * });
 * ```
 */
export function powerOfTwoChoices({ random = Math.random }: PowerOfTwoOptions = {}): NodePicker {
  return {
    pick(candidates) {
      const first = Math.floor(random() * candidates.length);
      // Drawn from the others, so that the two are never the same one.
      const step = 1 + Math.floor(random() * (candidates.length - 1));
      const a = candidates[first] ?? candidates[0];
      const b = candidates[(first + step) % candidates.length] ?? a;
      return b.penalty < a.penalty ? b : a;
    },
  };
}

/** @throws TypeError when the picker gives something that is none of the candidates. */
function picked(candidates: readonly [NodeCandidate, ...NodeCandidate[]], picker: NodePicker): NodeCandidate {
  const choice = picker.pick(candidates);
  if (candidates.includes(choice)) return choice;
  throw new TypeError('nodePicker.pick must return one of the candidates it is given, the object itself.');
}

/** All candidates in the order a picker would choose them, one after the other. */
export function ranked(candidates: readonly NodeCandidate[], picker: NodePicker): NodeCandidate[] {
  const order: NodeCandidate[] = [];
  let rest = [...candidates];
  while (isNotEmpty(rest)) {
    const next = picked(rest, picker);
    order.push(next);
    rest = rest.filter((candidate) => candidate !== next);
  }
  return order;
}

/**
 * The nodes with their penalties; a node whose load is unknown is taken for an average one, never for an idle one, and
 * one that is just back weighs more, so that it gets its share back slowly.
 */
export function candidatesOf(nodes: readonly Node[]): NodeCandidate[] {
  const known = nodes.map((node) => node.load.penalty);
  const middle = median(known.filter((penalty) => penalty !== undefined));
  return nodes.map((node, i) => ({ node, penalty: ((known[i] ?? middle) + node.load.placed) / node.load.share }));
}

function isNotEmpty<T>(list: readonly T[]): list is readonly [T, ...T[]] {
  return list.length > 0;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? upper)) / 2;
}
