import { wavHeader } from '../../../src/sources/catalogue/wav.ts';

/** A tone, or several one after the other. */
export interface ToneOptions {
  readonly seconds: number;
  readonly hertz?: number;
  readonly sampleRate?: number;
  readonly channels?: number;
  /** 0 to 1. */
  readonly level?: number;
}

/** How samples are written. */
export type Writing = 'u8' | 's16' | 's24' | 's32' | 'f32' | 'f64';

const BYTES: Readonly<Record<Writing, number>> = { u8: 1, s16: 2, s24: 3, s32: 4, f32: 4, f64: 8 };

/** A sine tone as a WAV file, written in any of the ways there are. */
export function wavTone(options: ToneOptions, writing: Writing = 's16'): Buffer {
  const { seconds, hertz = 440, sampleRate = 48_000, channels = 2, level = 0.3 } = options;
  const count = Math.round(seconds * sampleRate);
  return wavOf(count, channels, sampleRate, writing, (i) => level * Math.sin((2 * Math.PI * hertz * i) / sampleRate));
}

/** A tone whose frequency tells the second it is in: 400 Hz in the first, 450 Hz in the next, and so on. */
export function stairs(seconds: number, sampleRate = 48_000): Buffer {
  const frequency = (i: number): number => stairHertz(Math.floor(i / sampleRate));
  return wavOf(
    seconds * sampleRate,
    2,
    sampleRate,
    's16',
    (i) => 0.3 * Math.sin((2 * Math.PI * frequency(i) * i) / sampleRate),
  );
}

/** The frequency of a second of {@link stairs}. */
export function stairHertz(second: number): number {
  return 400 + 50 * second;
}

/** A WAV file of samples, −1 to 1, that are the same in all channels. */
export function wavOf(
  count: number,
  channels: number,
  sampleRate: number,
  writing: Writing,
  sampleAt: (index: number) => number,
): Buffer {
  const bytes = BYTES[writing];
  const data = Buffer.alloc(count * channels * bytes);
  for (let i = 0; i < count; i += 1) {
    const sample = sampleAt(i);
    for (let channel = 0; channel < channels; channel += 1) {
      WRITERS[writing](data, (i * channels + channel) * bytes, sample);
    }
  }
  const header = wavHeader({ sampleRate, channels, dataBytes: data.length });
  header.writeUInt16LE(writing.startsWith('f') ? 3 : 1, 20);
  header.writeUInt32LE(sampleRate * channels * bytes, 28);
  header.writeUInt16LE(channels * bytes, 32);
  header.writeUInt16LE(bytes * 8, 34);
  return Buffer.concat([header, data]);
}

const WRITERS: Readonly<Record<Writing, (data: Buffer, at: number, sample: number) => number>> = {
  u8: (data, at, sample) => data.writeUInt8(Math.round(128 + sample * 127), at),
  s16: (data, at, sample) => data.writeInt16LE(Math.round(sample * 32_767), at),
  s24: (data, at, sample) => data.writeIntLE(Math.round(sample * 8_388_607), at, 3),
  s32: (data, at, sample) => data.writeInt32LE(Math.round(sample * 2_147_483_647), at),
  f32: (data, at, sample) => data.writeFloatLE(sample, at),
  f64: (data, at, sample) => data.writeDoubleLE(sample, at),
};
