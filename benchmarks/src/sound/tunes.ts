import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** How ffmpeg writes each kind of file. */
const KINDS = {
  wav: ['-c:a', 'pcm_s16le'],
  ogg: ['-c:a', 'libopus', '-b:a', '128k', '-frame_duration', '20'],
  mp3: ['-c:a', 'libmp3lame', '-b:a', '192k'],
} as const;

/** A kind of file. */
export type TuneKind = keyof typeof KINDS;

/** Writes a tone of 440 Hz in 48 kHz stereo, by ffmpeg. Answers its path. @throws Error without an ffmpeg on the `PATH`. */
export async function writeTune(folder: string, kind: TuneKind, seconds: number): Promise<string> {
  const path = join(folder, `tone.${kind}`);
  const tone = ['-f', 'lavfi', '-i', `sine=frequency=440:sample_rate=48000:duration=${seconds}`, '-ac', '2'];
  await promisify(execFile)('ffmpeg', ['-v', 'error', ...tone, ...KINDS[kind], path]);
  return path;
}
