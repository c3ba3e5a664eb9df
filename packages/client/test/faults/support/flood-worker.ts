/** A node in a thread of its own, so that what it sends does not hold up who reads it. */
import { parentPort } from 'node:worker_threads';
import { FaultyNode } from '@reprise/devkit';

const HELD_MS = 100;

const node = await FaultyNode.start({ node: { password: 'secret' } });
parentPort?.on('message', async ({ count }: { count: number }) => {
  // What is sent while it is frozen comes at once with the thaw.
  await node.freeze();
  node.burst(count, (number) => ({ op: 'event', type: 'SomethingOfAPlugin', guildId: String(number % 100), number }));
  await new Promise((resolve) => setTimeout(resolve, HELD_MS));
  parentPort?.postMessage('thaws');
  await node.thaw();
});
parentPort?.postMessage(node.url);
