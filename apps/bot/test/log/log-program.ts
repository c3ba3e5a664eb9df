// A program that ends in the way its first argument says; the second one is its secret.
import { setTimeout } from 'node:timers/promises';
import { catchUnhandled } from '../../src/log/catch-unhandled.ts';
import { createLog } from '../../src/log/create-log.ts';

const [way, secret = ''] = process.argv.slice(2);
const log = createLog({ level: 'info', format: 'json', secrets: [secret] });
catchUnhandled(log);

if (way === 'exit') {
  for (let n = 0; n < 2_000; n++) log.info(`Line ${n}.`);
  process.exit(7);
}
if (way === 'throw') {
  void Promise.reject(new Error('second'));
  throw new Error(`lost ${secret}`);
}
if (way === 'reject') void Promise.reject(new Error(`lost ${secret}`));
if (way === 'outlive') {
  for (let n = 0; n < 50; n++) {
    log.info(`Line ${n}.`);
    await setTimeout(5);
  }
  process.stderr.write('outlived\n');
}
