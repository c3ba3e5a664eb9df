// Runs in a thread of its own, so that a client is not measured while it serves itself.
import { setTimeout as after } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { AudioNode, makeTrack } from '@reprise/node';
import type { LibraryOptions } from './library.ts';

const { answerMs, tracksPerAnswer } = workerData as LibraryOptions;
let loads = 0;

const node = new AudioNode({
  port: 0,
  password: 'secret',
  sources: [
    {
      name: 'library',
      async load(identifier) {
        if (!identifier.startsWith('library:')) return undefined;
        loads += 1;
        if (answerMs > 0) await after(answerMs);
        const title = identifier.slice('library:'.length);
        return {
          loadType: 'search',
          data: Array.from({ length: tracksPerAnswer }, (_, i) => trackOf(`${title} ${i}`)),
        };
      },
    },
  ],
});
await node.start();
parentPort?.on('message', async (message: 'loads' | 'close') => {
  if (message === 'loads') parentPort?.postMessage({ loads });
  else {
    await node.close();
    parentPort?.close();
  }
});
parentPort?.postMessage({ url: node.url });

function trackOf(title: string): ReturnType<typeof makeTrack> {
  return makeTrack({
    identifier: title,
    title: `Somebody – ${title} (Official Video)`,
    author: 'Somebody',
    lengthMs: 212_000,
    uri: `https://music.example.org/watch/${encodeURIComponent(title)}`,
    sourceName: 'library',
  });
}
