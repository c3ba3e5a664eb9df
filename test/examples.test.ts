import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { glob } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root, run } from './support.ts';

/** Every TypeScript block of the comments and of the documents, by where it stands. */
async function examples(): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  const patterns = [
    'README.md',
    'docs/*.md',
    'docs/guide/*.md',
    '{packages,apps}/*/README.md',
    '{packages,apps}/*/src/**/*.ts',
  ];
  for await (const file of glob(patterns, { cwd: root })) {
    const text = readFileSync(join(root, file), 'utf8').replace(/^ *\* ?/gm, file.endsWith('.ts') ? '' : '$&');
    for (const [i, match] of [...text.matchAll(/^```ts\n([\s\S]*?)^```/gm)].entries()) {
      found.set(`${file.replace(/[^a-z0-9]+/gi, '-')}-${i}`, match[1] ?? '');
    }
  }
  return found;
}

describe('the examples', () => {
  it('all type-check as they stand', async () => {
    const folder = join(root, 'examples/.checked');
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    const all = await examples();
    expect(all.size).toBeGreaterThan(10);
    for (const [name, code] of all) writeFileSync(join(folder, `${name}.ts`), `${code}\nexport {};\n`);
    const config = {
      extends: '../../tsconfig.json',
      compilerOptions: { isolatedDeclarations: false, declaration: false },
      include: ['*.ts'],
    };
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config));
    const { stdout } = await run('npx', ['tsc', '--noEmit', '-p', folder]);
    expect(stdout).toBe('');
    rmSync(folder, { recursive: true });
  }, 60_000);

  it('of the README is the committed quick start, and runs as written', async () => {
    const quickStart = readFileSync(join(root, 'examples/quick-start.ts'), 'utf8');
    expect(readFileSync(join(root, 'README.md'), 'utf8')).toContain(`\`\`\`ts\n${quickStart}\`\`\``);
    const { code, stdout, stderr } = await run(process.execPath, ['examples/quick-start.ts']);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/node .*\n.*l1/);
  });
});
