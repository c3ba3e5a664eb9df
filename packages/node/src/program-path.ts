import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { delimiter, join, resolve } from 'node:path';

/**
 * Where a program is; undefined when it is nowhere.
 *
 * @param wanted - A path, or a name to look for.
 * @param path - Where names are looked for, as the environment's `PATH`.
 */
export async function programPath(wanted: string, path: string | undefined): Promise<string | undefined> {
  if (/[/\\]/.test(wanted)) return (await isProgram(resolve(wanted))) ? resolve(wanted) : undefined;
  for (const folder of (path ?? '').split(delimiter)) {
    // An empty entry means the working folder, where anybody may have put something.
    if (folder !== '' && (await isProgram(join(folder, wanted)))) return resolve(folder, wanted);
  }
  return undefined;
}

async function isProgram(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}
