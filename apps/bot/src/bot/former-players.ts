import { readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Log } from '../log/log.ts';
import { isMissing } from './whole-file.ts';

const SNAPSHOT = /^players(?:-\d+(?:-\d+)*-of-\d+)?\.snapshot$/;
const FORMER = /^players(?:-\d+(?:-\d+)*-of-\d+)?\.snapshot\.former$/;

/**
 * Makes out what players of another division of the bot played: the processes of the present one share it out among themselves,
 * each once, when they have no file of their own yet. What they have all done with is removed, for where a later division is like
 * that one again, long forgotten players would come back.
 *
 * @param names - File names of the present division.
 * @throws What the file system says.
 */
export async function findFormerPlayers(dataDir: string, names: readonly string[], log: Log): Promise<void> {
  const all = await namesIn(dataDir);
  const former = all.filter((name) => SNAPSHOT.test(name) && !names.includes(name));
  const isOver = former.length > 0 || names.every((name) => all.includes(name));
  if (isOver) {
    await Promise.all(all.filter((name) => FORMER.test(name)).map((name) => rm(join(dataDir, name), { force: true })));
  }
  if (former.length === 0) return;
  await Promise.all(former.map((name) => rename(join(dataDir, name), join(dataDir, `${name}.former`))));
  log.info('The bot was divided into other shards before: its players are shared out anew.', { files: former });
}

/** Files of what players of a former division played. @throws What the file system says. */
export async function formerFiles(dataDir: string): Promise<readonly string[]> {
  return (await namesIn(dataDir)).filter((name) => FORMER.test(name)).map((name) => join(dataDir, name));
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}
