import { constants, getPriority, setPriority } from 'node:os';
import { parentPort } from 'node:worker_threads';
import type { ToWorker } from './sound/messages.ts';
import { WorkerHost } from './sound/worker/worker-host.ts';

/** With so much more niceness a thread gets a third of the processor time of others when all want it. */
const NICER_BY = 5;

// Started as a thread by WorkerSoundEngine; as a program of its own it does nothing.
if (parentPort !== null) {
  const port = parentPort;
  yieldToSender();
  const host = new WorkerHost((message, transfer = []) => port.postMessage(message, [...transfer]));
  port.on('message', (message: ToWorker) => host.receive(message));
}

/** Sound is made ahead, and can wait; the thread that sends it cannot. The programs that are started from here wait too. */
function yieldToSender(): void {
  // Only Linux has a niceness for each thread, and takes 0 for the one that asks (setpriority(2)).
  if (process.platform !== 'linux') return;
  try {
    setPriority(0, Math.min(constants.priority.PRIORITY_LOW, getPriority(0) + NICER_BY));
  } catch (error) {
    // A host may forbid it (seccomp, SystemCallFilter of systemd): sound is heard all the same.
    process.emitWarning(`Making sound cannot yield to sending it: ${error instanceof Error ? error.message : error}`);
  }
}
