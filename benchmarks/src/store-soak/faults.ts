import type { FaultProxy } from '@reprise/devkit';
import type { RedisProcess } from '../stores/redis-process.ts';
import type { FaultyStore } from './faulty-store.ts';
import type { Requests } from './requests.ts';
import type { Source } from './source.ts';

/** What faults happen to. */
export interface Stage {
  readonly redis: RedisProcess;
  readonly proxy: FaultProxy;
  readonly disk: FaultyStore;
  readonly source: Source;
  readonly requests: Requests;
}

/** Begins a fault; what it answers ends it. */
type Fault = (stage: Stage) => Promise<() => Promise<void> | void> | (() => Promise<void> | void);

/** Slower than a request waits for the store. */
const DELAY_MS = 100;

const diskIs =
  (mood: FaultyStore['mood']): Fault =>
  ({ disk }) => {
    disk.mood = mood;
    return () => disk.heal();
  };

const sourceIs =
  (mood: Source['mood']): Fault =>
  ({ source }) => {
    source.mood = mood;
    return () => {
      source.mood = 'well';
    };
  };

/** All of them, by name. */
export const FAULTS: ReadonlyMap<string, Fault> = new Map<string, Fault>([
  ['Redis stopped', ends('SIGTERM')],
  ['Redis killed', ends('SIGKILL')],
  [
    'Redis frozen',
    ({ redis }) => {
      redis.freeze();
      return () => redis.thaw();
    },
  ],
  [
    'Redis slow',
    async ({ proxy }) => {
      await proxy.delay(DELAY_MS);
      return () => proxy.pass();
    },
  ],
  [
    'Redis cut off',
    async ({ proxy }) => {
      await proxy.blackHole();
      return async () => {
        // A pulled cable loses what was on it.
        proxy.cut();
        await proxy.pass();
      };
    },
  ],
  ['disk slow', diskIs('slow')],
  ['disk hanging', diskIs('hanging')],
  ['disk failing', diskIs('failing')],
  ['source slow', sourceIs('slow')],
  ['source hanging', sourceIs('hanging')],
  ['source failing', sourceIs('failing')],
  [
    'callers leaving',
    ({ requests }) => {
      requests.isLeaving = true;
      return () => {
        requests.isLeaving = false;
      };
    },
  ],
]);

function ends(signal: 'SIGTERM' | 'SIGKILL'): Fault {
  return async ({ redis }) => {
    await redis.end(signal);
    return () => redis.revive();
  };
}

/** Names of faults by chance, all of them once before one comes again. */
export function* faultNames(random: () => number): Generator<string, never, undefined> {
  for (;;) {
    const names = [...FAULTS.keys()];
    while (names.length > 0) {
      const [name] = names.splice(Math.floor(random() * names.length), 1);
      if (name !== undefined) yield name;
    }
  }
}
