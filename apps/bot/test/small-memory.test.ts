import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const MODULE = new URL('../src/small-memory.ts', import.meta.url);

/** Makes as much that lives for a while as a login does, and tells what V8 has reserved for young objects, in MB. */
const MUCH = `
  const kept = [];
  for (let i = 0; i < 2_000_000; i += 1) kept[i % 200_000] = { id: String(i), of: [i] };
  const space = v8.getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space');
  console.log(space.physical_space_size / 1e6);
`;

/** A process of its own: the flag is one of the process, and not taken back. */
async function reservedMb(before: string): Promise<number> {
  const code = `import v8 from 'node:v8'; ${before} ${MUCH}`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', code]);
  return Number(stdout);
}

it('keeps what V8 reserves for young objects small, which it would not by itself', async () => {
  const small = await reservedMb(`(await import(${JSON.stringify(MODULE.href)})).keepMemorySmall();`);
  expect(small).toBeLessThan(6);
  expect(await reservedMb('')).toBeGreaterThan(2 * small);
}, 30_000);
