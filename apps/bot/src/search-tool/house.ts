import { AudioNode } from '@reprise/node';
import { NodePool } from 'reprise';

/** Other programs on this machine may use it too: the nodes listen on loopback only. */
const PASSWORD = 'reprise';

/** Two audio nodes of this process and a pool that is connected to both. */
export interface House extends AsyncDisposable {
  readonly pool: NodePool;
}

/** Options of {@link openHouse}. */
export interface HouseOptions {
  /** The user's own audio files. */
  readonly musicDir: string | undefined;
}

/** Starts everything. @throws AudioNodeError when `musicDir` is no folder. */
export async function openHouse({ musicDir }: HouseOptions): Promise<House> {
  const options = { port: 0, password: PASSWORD, ...(musicDir === undefined ? {} : { musicDir }) };
  const audioNodes = [new AudioNode(options), new AudioNode(options)];
  await Promise.all(audioNodes.map((node) => node.start()));
  const pool = new NodePool();
  await pool.connect({
    client: { userId: '1' },
    nodes: audioNodes.map(({ url }, i) => ({ identifier: `demo-${i + 1}`, uri: url, password: PASSWORD })),
    cacheConfig: { capacity: 100, trackCapacity: 1_000 },
    defaultSearchSource: 'demosearch',
  });
  return {
    pool,
    async [Symbol.asyncDispose]() {
      await pool.close();
      await Promise.all(audioNodes.map((node) => node.close()));
    },
  };
}
