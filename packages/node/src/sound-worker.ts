import { parentPort } from 'node:worker_threads';
import type { ToWorker } from './sound/messages.ts';
import { WorkerHost } from './sound/worker/worker-host.ts';

// Started as a thread by WorkerSoundEngine; as a program of its own it does nothing.
if (parentPort !== null) {
  const port = parentPort;
  const host = new WorkerHost((message, transfer = []) => port.postMessage(message, [...transfer]));
  port.on('message', (message: ToWorker) => host.receive(message));
}
