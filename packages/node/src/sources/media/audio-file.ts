import type { Readable } from 'node:stream';
import type { IAudioMetadata, IOptions } from 'music-metadata';
import { oggLengthMs } from './ogg-length.ts';

/** What a file says of itself. */
export interface AudioFile {
  /** Kind of file in lavaplayer's words: `wav`, `mp3`, `flac` … */
  readonly probe: string;
  readonly title: string | undefined;
  readonly author: string | undefined;
  readonly isrc: string | undefined;
  /** Milliseconds; `undefined` when it has no end that could be known. */
  readonly lengthMs: number | undefined;
}

/** A list of addresses, which plays as a live stream: `test/fixtures/golden/rest.json`, "load an m3u list". */
export const PLAYLIST_FILE: AudioFile = {
  probe: 'm3u|hls-outer',
  title: undefined,
  author: undefined,
  isrc: undefined,
  lengthMs: undefined,
};

const PROBES: readonly (readonly [container: RegExp, probe: string])[] = [
  [/^wave$/i, 'wav'],
  [/^mpeg$/i, 'mp3'],
  [/^flac$/i, 'flac'],
  [/^ogg/i, 'ogg'],
  [/^(m4a|m4b|mp4|isom|qt|3gp)/i, 'mp4'],
  [/^(ebml|webm|matroska)/i, 'matroska/webm'],
  [/^adts/i, 'adts'],
];

const OPTIONS: IOptions = { skipCovers: true };

/** Reads tags and length of a file. Rejects when it is no audio. */
export async function probeFile(path: string): Promise<AudioFile> {
  const { parseFile } = await parsers();
  const oggMs = await oggLengthMs(path);
  const file = describe(await parseFile(path, { ...OPTIONS, mkvUseIndex: true, duration: oggMs === undefined }));
  return oggMs === undefined ? file : { ...file, lengthMs: oggMs };
}

/** What is known of a stream before it is read. */
export interface StreamHints {
  readonly mimeType?: string | undefined;
  readonly size?: number | undefined;
  readonly url?: string | undefined;
}

/** Reads tags and length from the beginning of a stream. Rejects when it is no audio. */
export async function probeStream(stream: Readable, { mimeType, size, url }: StreamHints): Promise<AudioFile> {
  const hints = {
    ...(mimeType === undefined ? {} : { mimeType }),
    ...(size === undefined ? {} : { size }),
    ...(url === undefined ? {} : { url }),
  };
  const { parseStream } = await parsers();
  return describe(await parseStream(stream, hints, OPTIONS));
}

/** Loaded with the first file: 20 MB that a node with nothing but its catalogue never needs. */
function parsers(): Promise<typeof import('music-metadata')> {
  return import('music-metadata');
}

function describe({ common, format }: IAudioMetadata): AudioFile {
  const container = format.container ?? '';
  if (container === '') throw new Error('This is no audio file.');
  const { duration } = format;
  return {
    probe: PROBES.find(([pattern]) => pattern.test(container))?.[1] ?? container.toLowerCase(),
    title: common.title,
    author: common.artist,
    isrc: common.isrc?.[0],
    lengthMs: duration === undefined || !Number.isFinite(duration) ? undefined : Math.round(duration * 1000),
  };
}
