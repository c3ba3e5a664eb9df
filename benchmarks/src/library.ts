import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { NodePool } from 'reprise';

/** Options of {@link startLibrary}. */
export interface LibraryOptions {
  /** How long a search takes at the source, in milliseconds. */
  readonly answerMs: number;
  readonly tracksPerAnswer: number;
}

/** An audio node in a thread of its own, that finds something for every `library:` search. */
export interface Library {
  readonly url: string;
  /** Searches that reached it. */
  loads(): Promise<number>;
  close(): Promise<void>;
}

/** Starts it. */
export async function startLibrary(options: LibraryOptions): Promise<Library> {
  const worker = new Worker(new URL('./library-worker.ts', import.meta.url), { workerData: options });
  const [{ url }] = await once(worker, 'message');
  return {
    url,
    async loads() {
      const reply = once(worker, 'message');
      worker.postMessage('loads');
      const [{ loads }] = await reply;
      return loads;
    },
    async close() {
      const ended = once(worker, 'exit');
      worker.postMessage('close');
      await ended;
    },
  };
}

/** A pool on a library. */
export async function poolOn(library: Library, capacity: number, trackCapacity: number): Promise<NodePool> {
  const pool = new NodePool();
  await pool.connect({
    client: { userId: '1' },
    nodes: [{ identifier: 'library', uri: library.url, password: 'secret' }],
    cacheConfig: { capacity, trackCapacity },
    searchPrefixes: { library: 'library' },
    defaultSearchSource: 'library',
  });
  return pool;
}
