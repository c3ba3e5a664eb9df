import { join } from 'node:path';
import { expect, it } from 'vitest';
import { root, run } from './support.ts';

it('a CommonJS project uses the packages by require, and shares one Pool with modules that import', async () => {
  const { code, stdout, stderr } = await run(process.execPath, ['bot.js'], join(root, 'test/fixtures/commonjs'));
  expect([code, stderr]).toEqual([0, '']);
  expect(JSON.parse(stdout)).toEqual(['node', 'l1', true, true]);
});
