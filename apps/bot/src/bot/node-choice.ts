import { leastPenalty, type NodeCandidate, type NodePicker, powerOfTwoChoices } from 'reprise';
import { OWN_NODE_NAME } from '../config/index.ts';

/**
 * The bot's own node last: it is what is left when no other node can be had.
 *
 * @param processes - Processes that choose among the same nodes: more than one must not all choose the same.
 */
export function ownNodeLast(processes: number): NodePicker {
  const among = processes > 1 ? powerOfTwoChoices() : leastPenalty;
  return {
    pick(candidates) {
      const [first, ...others] = candidates.filter(({ node }: NodeCandidate) => node.identifier !== OWN_NODE_NAME);
      return among.pick(first === undefined ? candidates : [first, ...others]);
    },
  };
}
