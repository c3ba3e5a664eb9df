import { type ConnectOptions, type NodeConfig, NodePool, type PoolEvents } from 'reprise';

/** A user of Discord that nobody is. */
export const CLIENT = { userId: '170939974227591168' };

/** A node config for a server at `url`. */
export function nodeAt(url: string, config: Partial<NodeConfig> = {}): NodeConfig {
  return { identifier: 'A', uri: url, password: 'secret', ...config };
}

/** A pool connected to these nodes, that says nothing and tries again at once. */
export async function connectedPool(
  nodes: readonly NodeConfig[],
  options: Partial<ConnectOptions> = {},
): Promise<NodePool> {
  const pool = new NodePool();
  await pool.connect({ client: CLIENT, nodes, logger: null, backoff: () => ({ delayMs: () => 20 }), ...options });
  return pool;
}

/** Resolves with the arguments of the next such event. */
export function next<K extends keyof PoolEvents>(
  pool: NodePool,
  event: K,
  fits: (...args: PoolEvents[K]) => boolean = () => true,
): Promise<PoolEvents[K]> {
  return new Promise((resolve) => {
    const listener = (...args: never[]): void => {
      const tuple = args as unknown as PoolEvents[K];
      if (!fits(...tuple)) return;
      pool.off(event, listener as never);
      resolve(tuple);
    };
    pool.on(event, listener as never);
  });
}
