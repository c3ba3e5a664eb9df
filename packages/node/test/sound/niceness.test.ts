import { readdir, readFile } from 'node:fs/promises';
import { constants, getPriority } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { WorkerSoundEngine } from '../../src/sound/worker-sound-engine.ts';
import { makeFolder } from '../support/folder.ts';
import { wavTone } from './support/tones.ts';

/** Niceness of all threads of this process that have a name: `proc_pid_stat(5)`. */
async function nicenessOf(name: string): Promise<readonly number[]> {
  const tasks = await readdir('/proc/self/task');
  const stats = await Promise.all(tasks.map((task) => readFile(`/proc/self/task/${task}/stat`, 'utf8')));
  return stats
    .filter((stat) => stat.includes(`(${name})`))
    .map((stat) => Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[16]));
}

it.skipIf(process.platform !== 'linux')('making sound yields the processor to sending it', async () => {
  await using folder = await makeFolder({ 'tone.wav': wavTone({ seconds: 1 }) });
  await using engine = new WorkerSoundEngine({ workers: 1 });
  const options = { positionMs: 0, filters: {}, volume: 100 };
  const input = { kind: 'file', path: join(folder.path, 'tone.wav') } as const;
  const stream = await engine.open(input, options, new AbortController().signal);
  await stream.ready();
  const niceness = await nicenessOf('sound');

  expect(niceness).toEqual([Math.min(constants.priority.PRIORITY_LOW, getPriority() + 5)]);
  stream.close();
});
