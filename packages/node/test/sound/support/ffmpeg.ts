import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { findFfmpeg } from '../../../src/sound/ffmpeg/find-ffmpeg.ts';

const run = promisify(execFile);

/** The ffmpeg of this machine, if it has one. */
export const ffmpeg: string | undefined = await findFfmpeg(undefined, process.env);

/** Makes one file of another, in the format that the new name says. */
export async function convert(from: string, to: string, ...options: readonly string[]): Promise<void> {
  if (ffmpeg === undefined) throw new Error('There is no ffmpeg.');
  await run(ffmpeg, ['-nostdin', '-loglevel', 'error', '-y', '-i', from, ...options, to]);
}
