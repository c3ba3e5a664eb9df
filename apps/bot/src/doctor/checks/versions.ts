import { readFile } from 'node:fs/promises';
import { findPackageJSON } from 'node:module';
import { z } from 'zod';
import { type Answer, type Check, failed, ok, warning } from '../finding.ts';

/** The oldest Node.js that the bot runs on. */
const OLDEST_NODE = '22.19.0';

/** Packages whose version somebody who helps asks for first. */
const SHOWN = ['discord.js', 'reprise', 'lmdb'];

const packageSchema = z.object({
  version: z.string(),
  dependencies: z.record(z.string(), z.string()).default({}),
});
type Package = z.output<typeof packageSchema>;

/** Which Node.js this is, and whether the installed packages are those that the bot names. */
export function versions(): Check {
  return {
    name: 'versions',
    async run() {
      const { dependencies } = await packageOf(import.meta.url);
      const names = Object.keys(dependencies);
      const installed = await Promise.all(names.map(async (name) => [name, await versionOf(name)] as const));
      return judgeVersions(process.versions.node, dependencies, new Map(installed));
    },
  };
}

/** What the versions of Node.js and of packages mean. @param installed - Undefined for what is missing. */
export function judgeVersions(
  node: string,
  wanted: Readonly<Record<string, string>>,
  installed: ReadonlyMap<string, string | undefined>,
): Answer {
  if (isOlder(node, OLDEST_NODE)) {
    return failed(
      `Node.js ${node} is too old.`,
      `Install ${OLDEST_NODE} or newer; the newest with long-term support is best.`,
    );
  }
  const others = Object.entries(wanted).filter(([name, version]) => installed.get(name) !== version);
  if (others.length > 0) {
    const list = others.map(([name, version]) => `${name} ${installed.get(name) ?? 'missing'} instead of ${version}`);
    return warning(`Node.js ${node}, but ${list.join(', ')}.`, 'Install the packages anew: npm ci');
  }
  const shown = SHOWN.filter((name) => name in wanted).map((name) => `${name} ${wanted[name]}`);
  return ok(`${[`Node.js ${node}`, ...shown].join(', ')}; all ${installed.size} packages are as the bot names them.`);
}

function isOlder(version: string, oldest: string): boolean {
  return version.localeCompare(oldest, 'en', { numeric: true }) < 0;
}

async function versionOf(name: string): Promise<string | undefined> {
  try {
    return (await packageOf(name)).version;
  } catch {
    return undefined;
  }
}

/** The `package.json` of a package, or of the one that a file belongs to. */
async function packageOf(nameOrFile: string): Promise<Package> {
  const path = findPackageJSON(nameOrFile, import.meta.url);
  if (path === undefined) throw new Error(`There is no package.json of ${nameOrFile}.`);
  return packageSchema.parse(JSON.parse(await readFile(path, 'utf8')));
}
