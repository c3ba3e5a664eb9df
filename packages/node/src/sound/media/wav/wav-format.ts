import { SourceError } from '../../../errors.ts';
import type { ByteCursor } from '../byte-cursor.ts';

/** How samples are written. */
export type SampleKind = 'u8' | 's16' | 's24' | 's32' | 'f32' | 'f64';

/** Where the samples of a WAV file are, and how they are written. */
export interface WavFormat {
  readonly kind: SampleKind;
  readonly channels: number;
  readonly sampleRate: number;
  /** Bytes of one sample of all channels. */
  readonly blockBytes: number;
  readonly dataStart: number;
  /** Infinite for what is written while it is played. */
  readonly dataBytes: number;
}

const PCM = 1;
const FLOAT = 3;
const EXTENSIBLE = 0xff_fe;
const KINDS: Readonly<Record<string, SampleKind>> = {
  [`${PCM}/8`]: 'u8',
  [`${PCM}/16`]: 's16',
  [`${PCM}/24`]: 's24',
  [`${PCM}/32`]: 's32',
  [`${FLOAT}/32`]: 'f32',
  [`${FLOAT}/64`]: 'f64',
};
/** Written as the length of what has no known one. */
const UNKNOWN_BYTES = 0xff_ff_ff_ff;
const MOST_CHANNELS = 32;
const SLOWEST_RATE = 1_000;
const FASTEST_RATE = 768_000;

/** Reads up to the samples. Undefined for what is no plain WAV: compressed samples, or values out of range. */
export async function readWavFormat(cursor: ByteCursor): Promise<WavFormat | undefined> {
  cursor.seek(12);
  let format: Omit<WavFormat, 'dataStart' | 'dataBytes'> | undefined;
  let longDataBytes: number | undefined;
  for (;;) {
    const header = await cursor.take(8);
    if (header === undefined) throw new SourceError('The WAV file has no samples.', 'suspicious');
    const name = header.toString('latin1', 0, 4);
    const bytes = header.readUInt32LE(4);
    if (name === 'data') {
      if (format === undefined) return undefined;
      return { ...format, dataStart: cursor.position, dataBytes: longDataBytes ?? dataLength(bytes) };
    }
    const next = cursor.position + bytes + (bytes % 2);
    if (name === 'fmt ') {
      format = readFormat(await cursor.peek(Math.min(bytes, 40)));
      if (format === undefined) return undefined;
    }
    if (name === 'ds64') longDataBytes = await readLongLength(cursor);
    cursor.seek(next);
  }
}

function readFormat(chunk: Buffer): Omit<WavFormat, 'dataStart' | 'dataBytes'> | undefined {
  if (chunk.length < 16) return undefined;
  const tag = chunk.readUInt16LE(0);
  const code = tag === EXTENSIBLE && chunk.length >= 26 ? chunk.readUInt16LE(24) : tag;
  const channels = chunk.readUInt16LE(2);
  const sampleRate = chunk.readUInt32LE(4);
  const blockBytes = chunk.readUInt16LE(12);
  const bits = chunk.readUInt16LE(14);
  const kind = KINDS[`${code}/${bits}`];
  if (kind === undefined || channels < 1 || channels > MOST_CHANNELS) return undefined;
  if (blockBytes !== (channels * bits) / 8 || sampleRate < SLOWEST_RATE || sampleRate > FASTEST_RATE) return undefined;
  return { kind, channels, sampleRate, blockBytes };
}

function dataLength(bytes: number): number {
  return bytes === 0 || bytes === UNKNOWN_BYTES ? Number.POSITIVE_INFINITY : bytes;
}

async function readLongLength(cursor: ByteCursor): Promise<number | undefined> {
  const chunk = await cursor.peek(16);
  const bytes = chunk.length < 16 ? 0 : Number(chunk.readBigUInt64LE(8));
  return bytes > 0 && Number.isSafeInteger(bytes) ? bytes : undefined;
}
