// What `npm start`, `npm test` and `npm run bench` do first, on whatever Node the machine has: built-ins only, since nothing is installed yet.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));

/** The Node that the repository pins; the machine's own may be older than the packages allow. */
export const pinnedNode = `${root}node_modules/node/bin/node`;

/** An older one installs packages that do not fit the pinned Node. */
const OLDEST_NODE = 20;

/** Installs, and so builds, when `node_modules` is missing or older than the lock file. Speaks on stderr only. */
export function ensureInstalled() {
  if (!isStale()) return;
  if (Number.parseInt(process.versions.node, 10) < OLDEST_NODE) {
    process.stderr.write(
      `Reprise needs Node ${OLDEST_NODE} or newer, and this is ${process.version}. The Node of Debian 12 and Ubuntu 24.04 is older: take a newer one from https://nodejs.org.\n`,
    );
    process.exit(1);
  }
  process.stderr.write('Installing what Reprise needs (once, about a minute) …\n');
  const npm = process.env.npm_execpath;
  // All that runs afterwards runs on the pinned Node: what npm warns of concerns the machine's own, in two hundred lines.
  const install = ['ci', '--loglevel=error'];
  const [command, args] = npm ? [process.execPath, [npm, ...install]] : ['npm', install];
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: ['ignore', 2, 2] });
  if (status !== 0) {
    process.stderr.write(
      `npm ci failed${error ? `: ${error.message}` : ''}. Its own words are above; run it again when mended.\n`,
    );
    process.exit(status ?? 1);
  }
}

function isStale() {
  // npm writes this file last, so an install that was interrupted does not count as one.
  const installed = `${root}node_modules/.package-lock.json`;
  if (!existsSync(installed) || !existsSync(pinnedNode)) return true;
  return statSync(installed).mtimeMs < statSync(`${root}package-lock.json`).mtimeMs;
}

/** Runs a program on the pinned Node and ends with its exit code. Signals reach it, so it can end in its own way. */
export function runPinned(args, options = {}) {
  const child = spawn(pinnedNode, args, { cwd: root, stdio: 'inherit', ...options });
  // A terminal sends its signals to the child as well; then this only keeps us alive until it has ended.
  const forward = (signal) => child.kill(signal);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, forward);
  child.on('error', (error) => {
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  });
  child.on('exit', (code, signal) => process.exit(signal ? 1 : (code ?? 1)));
}

/** Runs a program on the pinned Node to its end; a failure ends this process too. */
export function runPinnedSync(args) {
  const { status } = spawnSync(pinnedNode, args, { cwd: root, stdio: ['ignore', 2, 2] });
  if (status !== 0) process.exit(status ?? 1);
}

/** Builds when a source is newer than what was built from it, as after a pull. */
export function ensureBuilt() {
  const built = `${root}apps/bot/dist/main.js`;
  if (!existsSync(built) || newestSourceMs() > statSync(built).mtimeMs) build();
}

function newestSourceMs() {
  const folders = ['packages', 'apps'].flatMap((kind) =>
    readdirSync(root + kind).map((name) => `${root}${kind}/${name}/src`),
  );
  const files = folders
    .filter(existsSync)
    .flatMap((src) => readdirSync(src, { recursive: true }).map((file) => `${src}/${file}`));
  return Math.max(...files.map((file) => statSync(file).mtimeMs));
}

/** Builds the packages, so that what runs from `dist` is what the sources say. */
export function build() {
  runPinnedSync([`${root}node_modules/tsdown/dist/run.mjs`, '--logLevel', 'warn']);
}
