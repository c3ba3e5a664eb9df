import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { FORMAT_BYTES, streamFormat } from '../../../src/sound/media/stream-format.ts';
import { makeFolder } from '../../support/folder.ts';
import { convert, ffmpeg } from '../support/ffmpeg.ts';
import { wavTone } from '../support/tones.ts';

it.skipIf(ffmpeg === undefined).for([
  ['mp3', 'mp3', 'mp3', '-b:a', '128k'],
  ['MPEG-2 mp3', 'mp3', 'mp3', '-b:a', '64k', '-ar', '22050'],
  ['MPEG-2.5 mp3', 'mp3', 'mp3', '-b:a', '32k', '-ar', '11025'],
  ['mp3 of changing bitrate', 'mp3', 'mp3', '-q:a', '2'],
  ['aac', 'aac', 'aac', '-b:a', '128k'],
  ['MPEG-TS', 'ts', 'mpegts', '-c:a', 'aac'],
  ['MP4', 'm4a', undefined],
  ['MP4 that holds mp3', 'mp4', undefined, '-c:a', 'libmp3lame', '-movflags', '+faststart'],
  ['fMP4', 'mp4', undefined, '-c:a', 'aac', '-movflags', 'empty_moov+default_base_moof', '-frag_duration', '1000000'],
  ['Matroska that holds mp3', 'mkv', undefined, '-c:a', 'libmp3lame'],
  ['FLAC', 'flac', undefined],
  ['WAV', 'wav', undefined],
] as const)(
  '%s is told by its beginning, and if it is a row of frames within one (skipped without ffmpeg)',
  async ([, extension, expected, ...options]) => {
    await using folder = await makeFolder({ 'tone.wav': wavTone({ seconds: 4 }) });
    const path = join(folder.path, `made.${extension}`);
    await convert(join(folder.path, 'tone.wav'), path, ...options);
    const file = await readFile(path);

    expect(streamFormat(file.subarray(0, FORMAT_BYTES))).toBe(expected);
    const isRow = expected === 'mp3' || expected === 'aac';
    for (let at = 5_000; at < 5_500; at += 1) {
      const told = streamFormat(file.subarray(at, at + FORMAT_BYTES));
      if (isRow) expect(told).toBe(expected);
    }
    for (let length = 0; length < 400; length += 1) streamFormat(file.subarray(0, length));
  },
);
