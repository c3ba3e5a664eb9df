import { setTimeout as pause } from 'node:timers/promises';
import { WorkerSoundEngine } from '../../../src/sound/worker-sound-engine.ts';

// A program that lets go of its threads for sound, some of them after others.
for (let round = 0; round < 2; round += 1) {
  await using engine = new WorkerSoundEngine({ workers: 1 });
  engine.prepare();
  // Until the thread has loaded what it needs.
  await pause(1_000);
}
process.stdout.write('alive');
