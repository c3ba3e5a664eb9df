import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const LOADER = fileURLToPath(new URL('../support/sources-loader.mjs', import.meta.url));
const PROGRAM = fileURLToPath(new URL('support/short-sound.ts', import.meta.url));

it('a process outlives the threads that made its sound', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, ['--import', LOADER, PROGRAM]);
  expect(stdout).toBe('alive');
});
