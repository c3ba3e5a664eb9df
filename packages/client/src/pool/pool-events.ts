import type { Message } from '@reprise/protocol';
import type { Node } from '../node/node.ts';
import type { NodeState } from '../node/node-state.ts';
import type { Player } from '../player/player.ts';
import type { PlayerEvents } from '../player/player-events.ts';

/** Events of a {@link NodePool} and what their listeners get. None of them needs a listener. */
export interface PoolEvents extends PlayerEvents {
  /** A node changed its state; `node.state` is the new one. */
  nodeStateChange: [node: Node, from: NodeState, why: string];
  /** A node can be asked, for the first time or again. `resumed`: with the session it had, and its players playing. */
  nodeReady: [node: Node, resumed: boolean];
  /** A node was lost or could not be reached. It is tried again. */
  nodeDown: [node: Node, why: string];
  /** Everything a node says over its WebSocket, events of plugins included. */
  nodeMessage: [node: Node, message: Message];
  /**
   * The players of a lost node have been seen to: they play on elsewhere, or wait for a node. `durationMs` is the time
   * from the loss to the last of them.
   */
  failover: [node: Node, moved: readonly Player[], orphaned: readonly Player[], durationMs: number];
}
