/**
 * Where a node is in its life.
 *
 * - `idle`: not started, or closed
 * - `connecting`: opening its WebSocket, or waiting for the session and what the node can do; also for the moment after
 *   a connection broke, when its session may still be resumed
 * - `ready`: can be asked
 * - `degraded`: its WebSocket is open but its REST calls fail; asked last, and probed until it answers
 * - `down`: its connection was lost or refused; it is tried again without end
 * - `misconfigured`: refuses this client for good (password, API version). Only a new configuration helps
 */
export type NodeState = 'idle' | 'connecting' | 'ready' | 'degraded' | 'down' | 'misconfigured';

const NEXT: Readonly<Record<NodeState, readonly NodeState[]>> = {
  idle: ['connecting'],
  connecting: ['ready', 'down', 'misconfigured', 'idle'],
  ready: ['degraded', 'connecting', 'down', 'idle'],
  degraded: ['ready', 'connecting', 'down', 'idle'],
  down: ['connecting', 'idle'],
  misconfigured: ['idle'],
};

/** Whether a node may go from one state to another. */
export function mayBecome(from: NodeState, to: NodeState): boolean {
  return NEXT[from].includes(to);
}

/** Whether a node in this state can be asked at all. */
export function canBeAsked(state: NodeState): boolean {
  return state === 'ready' || state === 'degraded';
}
