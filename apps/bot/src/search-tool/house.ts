import { AudioNode, type AudioNodeOptions, ListenError } from '@reprise/node';
import { NodePool } from 'reprise';

/** Other programs on this machine may use it too: the nodes listen on loopback only. */
const PASSWORD = 'reprise';

/** Two audio nodes and a pool that is connected to both. */
export interface House extends AsyncDisposable {
  readonly pool: NodePool;
  readonly nodes: readonly { readonly name: string; readonly url: string; readonly password: string }[];
}

/** Options of {@link openHouse}. */
export interface HouseOptions {
  /** The user's own audio files. */
  readonly musicDir: string | undefined;
  /** Ports to try; a taken one is replaced by any that is free. */
  readonly ports: readonly number[];
}

/** Starts everything. @throws AudioNodeError when `musicDir` is no folder. */
export async function openHouse({ musicDir, ports }: HouseOptions): Promise<House> {
  const options = { password: PASSWORD, ...(musicDir === undefined ? {} : { musicDir }) };
  const audioNodes = await Promise.all(ports.map((port) => startedNode({ ...options, port })));
  const nodes = audioNodes.map(({ url }, i) => ({ name: `demo-${i + 1}`, url, password: PASSWORD }));
  const pool = new NodePool();
  await pool.connect({
    client: { userId: '1' },
    nodes: nodes.map(({ name, url, password }) => ({ identifier: name, uri: url, password })),
    cacheConfig: { capacity: 100, trackCapacity: 1_000 },
    defaultSearchSource: 'demosearch',
  });
  return {
    pool,
    nodes,
    async [Symbol.asyncDispose]() {
      await pool.close();
      await Promise.all(audioNodes.map((node) => node.close()));
    },
  };
}

async function startedNode(options: AudioNodeOptions): Promise<AudioNode> {
  const node = new AudioNode(options);
  try {
    await node.start();
    return node;
  } catch (error) {
    if (!(error instanceof ListenError) || options.port === 0) throw error;
    return startedNode({ ...options, port: 0 });
  }
}
