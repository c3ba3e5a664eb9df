import { Worker } from 'node:worker_threads';

const LOOK_MS = 5;

/** How late this machine is by itself, until it is disposed of. */
export interface Lateness extends Disposable {
  /**
   * By how much a timer came too late at most, in milliseconds: one of this thread and one of another, as music leaves in one and
   * is made in others.
   */
  readonly worstMs: number;
}

/** Begins to look how late timers come: what is heard too late on a busy machine is not the node's fault. */
export function measureLateness(): Lateness {
  const shared = new SharedArrayBuffer(2 * Float64Array.BYTES_PER_ELEMENT);
  const worst = new Float64Array(shared);
  const stop = lookAt(worst, 0);
  const thread = new Worker(
    `(${lookAt})(new Float64Array(require('node:worker_threads').workerData), 1);`.replaceAll(
      'LOOK_MS',
      String(LOOK_MS),
    ),
    { eval: true, workerData: shared },
  );
  return {
    get worstMs() {
      return Math.max(...worst);
    },
    [Symbol.dispose]: () => {
      stop();
      void thread.terminate();
    },
  };
}

/** Whole in itself: its text is what the other thread runs. */
function lookAt(worst: Float64Array, index: number): () => void {
  let last = performance.now();
  const timer = setInterval(() => {
    const now = performance.now();
    worst[index] = Math.max(worst[index] ?? 0, now - last - LOOK_MS);
    last = now;
  }, LOOK_MS);
  return () => clearInterval(timer);
}
