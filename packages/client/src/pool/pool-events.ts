import type { Message } from '@reprise/protocol';
import type { Node } from '../node/node.ts';
import type { NodeState } from '../node/node-state.ts';

/** Events of a {@link NodePool} and what their listeners get. None of them needs a listener. */
export interface PoolEvents {
  /** A node changed its state; `node.state` is the new one. */
  nodeStateChange: [node: Node, from: NodeState, why: string];
  /** A node can be asked, for the first time or again. */
  nodeReady: [node: Node];
  /** A node was lost or could not be reached. It is tried again. */
  nodeDown: [node: Node, why: string];
  /** Everything a node says over its WebSocket, events of plugins included. */
  nodeMessage: [node: Node, message: Message];
}
