import { programPath } from '../../program-path.ts';

/**
 * Where ffmpeg is; undefined when it is nowhere.
 *
 * @param named - A path, or a name to look for; undefined for `FFMPEG_PATH` or what is on the `PATH`.
 */
export function findFfmpeg(
  named: string | undefined,
  { FFMPEG_PATH, PATH }: Readonly<Record<string, string | undefined>>,
): Promise<string | undefined> {
  const usual = process.platform === 'win32' ? 'ffmpeg.exe' : 'ffmpeg';
  return programPath(named ?? (FFMPEG_PATH || usual), PATH);
}
