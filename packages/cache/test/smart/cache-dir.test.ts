import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { SmartCache } from '../../src/index.ts';

const folders: string[] = [];

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'smart-cache-'));
  folders.push(path);
  return path;
}

afterEach(() => {
  for (const path of folders.splice(0)) rmSync(path, { recursive: true, force: true });
});

describe('cacheDir', () => {
  it('keeps entries in a folder, from which the next run takes them', async () => {
    const cacheDir = folder();
    {
      await using before = new SmartCache<string>({ cacheDir });
      await before.set('song', 'Ode to Joy', { costMs: 15_000 });
    }
    await using after = new SmartCache<string>({ cacheDir });
    const answer = await after.getOrProcess('song', () => 'made again');
    expect(answer).toMatchObject({ value: 'Ode to Joy', wasCached: true, savedMs: expect.closeTo(15_000, -3) });
    expect((await after.stats()).diskBytes).toBeGreaterThan(0);
  });

  it('does not touch the folder before it is used, nor without persist', async () => {
    const cacheDir = folder();
    await using unused = new SmartCache<string>({ cacheDir: join(cacheDir, 'unused') });
    await using cache = new SmartCache<string>({ cacheDir: join(cacheDir, 'memory'), persist: false });
    await cache.set('song', 'x');
    expect(unused.size).toBe(0);
    expect((await cache.stats()).diskBytes).toBeUndefined();
  });

  it('serves without it when it cannot be used, and warns', async () => {
    const warnings: string[] = [];
    await using cache = new SmartCache<string>({
      cacheDir: '/dev/null/nowhere',
      onWarning: ({ message }) => void warnings.push(message),
    });
    expect((await cache.getOrProcess('song', () => 'made')).value).toBe('made');
    expect((await cache.getOrProcess('song', () => 'again')).value).toBe('made');
    expect(warnings).toHaveLength(1);
  });
});
