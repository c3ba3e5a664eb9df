// Packs what would be published and looks at it as a user's tools do: publint for the manifest, attw for the types.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from './ready.mjs';

const folder = mkdtempSync(join(tmpdir(), 'reprise-packages-'));
const packages = readdirSync(`${root}packages`)
  .map((name) => JSON.parse(readFileSync(`${root}packages/${name}/package.json`, 'utf8')))
  .filter((manifest) => !manifest.private);

run('npm', [
  'pack',
  '--silent',
  '--pack-destination',
  folder,
  ...packages.flatMap(({ name }) => ['--workspace', name]),
]);
for (const tarball of readdirSync(folder)) {
  run('publint', [join(folder, tarball), '--strict']);
  // ESM only, by intent: Node 22.12 and later can require() it.
  run('attw', [join(folder, tarball), '--profile', 'esm-only']);
}
rmSync(folder, { recursive: true });

function run(command, args) {
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: 'inherit' });
  if (status === 0) return;
  if (error) console.error(error.message);
  process.exit(1);
}
