import { readdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { Log } from '../log/log.ts';
import { isMissing } from './whole-file.ts';

const SNAPSHOT = /^players(?:-\d+(?:-\d+)*-of-\d+)?\.snapshot$/;

/**
 * Sets aside what players of another division of the bot played, with a line in the log: their guilds are shared out anew, and
 * where a later division is like that one again, long forgotten players would come back.
 *
 * @param names - File names of the present division.
 * @throws What the file system says.
 */
export async function setAsideFormerPlayers(dataDir: string, names: readonly string[], log: Log): Promise<void> {
  const former = (await namesIn(dataDir)).filter((name) => SNAPSHOT.test(name) && !names.includes(name));
  if (former.length === 0) return;
  await Promise.all(former.map((name) => rename(join(dataDir, name), join(dataDir, `${name}.former`))));
  log.warn(
    'The bot was divided into other shards before: what its players played is set aside, and they start empty. To let them go on once more, divide the bot as before and take ".former" off these files.',
    { files: former.map((name) => `${name}.former`) },
  );
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}
