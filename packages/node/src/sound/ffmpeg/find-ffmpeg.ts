import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { delimiter, join, resolve } from 'node:path';

/**
 * Where ffmpeg is; undefined when it is nowhere.
 *
 * @param named - A path, or a name to look for; undefined for `FFMPEG_PATH` or what is on the `PATH`.
 */
export async function findFfmpeg(
  named: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
): Promise<string | undefined> {
  const wanted = named ?? (env.FFMPEG_PATH || undefined) ?? (process.platform === 'win32' ? 'ffmpeg.exe' : 'ffmpeg');
  if (/[/\\]/.test(wanted)) return (await isProgram(resolve(wanted))) ? resolve(wanted) : undefined;
  for (const folder of (env.PATH ?? '').split(delimiter)) {
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
