import type { NodePool, PoolEvents } from 'reprise';
import type { Log } from '../log/log.ts';

/**
 * Tells in the log which nodes are there, and what became of the players of one that went: that it went, the pool has said.
 *
 * @returns Ends it.
 */
export function logNodeNews(pool: NodePool, log: Log): () => void {
  const onReady = (...[{ identifier: node }, resumed]: PoolEvents['nodeReady']): void =>
    log.info('A node is connected.', { node, resumed });
  const onFailover = (...[{ identifier: node }, moved, orphaned, ms]: PoolEvents['failover']): void => {
    const players = { moved: moved.length, waiting: orphaned.length };
    // One without players is no loss to anybody.
    if (moved.length + orphaned.length === 0) return;
    log.info('The players of a lost node play on elsewhere, or wait for a node.', {
      node,
      ...players,
      tookMs: Math.round(ms),
    });
  };
  pool.on('nodeReady', onReady);
  pool.on('failover', onFailover);
  return () => {
    pool.off('nodeReady', onReady);
    pool.off('failover', onFailover);
  };
}
