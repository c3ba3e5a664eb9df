import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigError, type ReadConfig, readConfig } from '../../src/config/index.ts';

/** A token as Discord's look, of nobody. */
export const TOKEN: string = ['bm9ib2R5', 'Gabcde', 'c2VjcmV0LXNlY3JldC1zZWNyZXQ'].join('.');

/** A folder without a `.env`. */
export const NOWHERE: string = join(tmpdir(), 'no-such-folder-of-a-bot');

/** A working folder with files, removed when the test is over. */
export interface Folder extends AsyncDisposable {
  readonly path: string;
}

/** Makes a {@link Folder}. */
export async function folderWith(files: Readonly<Record<string, string>> = {}): Promise<Folder> {
  const path = await mkdtemp(join(tmpdir(), 'bot-config-'));
  for (const [name, content] of Object.entries(files)) await writeFile(join(path, name), content);
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true }) };
}

/** The settings with these variables. */
export function read(env: Readonly<Record<string, string | undefined>> = {}, cwd: string = NOWHERE): ReadConfig {
  return readConfig({ env, cwd });
}

/** What is wrong with these variables, a line each; empty when nothing is. */
export function problems(env: Readonly<Record<string, string | undefined>>, cwd: string = NOWHERE): readonly string[] {
  try {
    readConfig({ env, cwd });
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.problems.map(({ variable, problem }) => `${variable} ${problem}`);
  }
}

/** What is warned of with these variables, a line each. */
export function warnings(env: Readonly<Record<string, string | undefined>>, cwd: string = NOWHERE): readonly string[] {
  return read(env, cwd).warnings.map(({ variable, problem }) => `${variable} ${problem}`);
}
