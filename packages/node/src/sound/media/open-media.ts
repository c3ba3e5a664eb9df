import { SourceError } from '../../errors.ts';
import type { ProgramListener } from '../ffmpeg/ffmpeg-process.ts';
import { type FfmpegInput, FfmpegReader } from '../ffmpeg/ffmpeg-reader.ts';
import type { MediaBytes } from './media-bytes.ts';
import type { MediaReader } from './media-reader.ts';
import { openOggOpus } from './ogg/ogg-opus-reader.ts';
import { FORMAT_BYTES, streamFormat } from './stream-format.ts';
import { readWavFormat } from './wav/wav-format.ts';
import { WavReader } from './wav/wav-reader.ts';
import { openWebmOpus } from './webm/webm-opus-reader.ts';

/** What opening a track needs besides its bytes. */
export interface MediaTools {
  /** Where its file is, for what reads files itself. */
  readonly path: string | undefined;
  /** The program; undefined when there is none. */
  readonly ffmpeg: string | undefined;
  readonly onProgram: ProgramListener;
}

const NO_FFMPEG =
  'This kind of file needs ffmpeg, which is not installed on the node. Install it, such as by: apt install ffmpeg, or set FFMPEG_PATH to where it is.';

/**
 * Tells the format by what the bytes begin with: names and types are often wrong.
 *
 * @throws {@link SourceError} when nothing here can play it.
 */
export async function openMedia(bytes: MediaBytes, tools: MediaTools): Promise<MediaReader> {
  const own = await openOwn(bytes);
  if (own !== undefined) return own;
  const { path, ffmpeg, onProgram } = tools;
  if (ffmpeg === undefined) throw new SourceError(NO_FFMPEG, 'common');
  const input = path === undefined ? await fedInput(bytes) : ({ kind: 'file', path } as const);
  return new FfmpegReader(ffmpeg, input, onProgram);
}

/** In formats that are known, places can be found without reading up to them. */
async function fedInput(bytes: MediaBytes): Promise<FfmpegInput> {
  const { size } = bytes;
  bytes.first.seek(0);
  const format = ffmpegFormat(await bytes.first.peek(12));
  if (size !== undefined && format !== undefined) return { kind: 'parts', bytes, size, format };
  return { kind: 'stream', bytes, format: streamFormat(await bytes.first.peek(FORMAT_BYTES)) };
}

/** What ffmpeg calls a format, by its first bytes. */
function ffmpegFormat(start: Buffer): string | undefined {
  const text = start.toString('latin1');
  if (text.startsWith('fLaC')) return 'flac';
  if (text.startsWith('ID3')) return 'mp3';
  return text.startsWith('ftyp', 4) ? 'mov' : undefined;
}

/** Formats that need no tool. */
async function openOwn(bytes: MediaBytes): Promise<MediaReader | undefined> {
  const start = await bytes.first.peek(12);
  if (start.length === 0) throw new SourceError('The file is empty.', 'common');
  switch (start.toString('latin1', 0, 4)) {
    case 'RIFF':
    case 'RF64': {
      const format = start.toString('latin1', 8, 12) === 'WAVE' ? await readWavFormat(bytes.first) : undefined;
      return format === undefined ? undefined : new WavReader(format, bytes);
    }
    case 'OggS':
      return openOggOpus(bytes);
    case '\x1a\x45\xdf\xa3':
      return openWebmOpus(bytes);
    default:
      return undefined;
  }
}
