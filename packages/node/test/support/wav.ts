import { wavHeader } from '../../src/sources/catalogue/wav.ts';

const RATE = 48_000;

/** A sine tone as a WAV file: stereo, 48 kHz, 16 bit. */
export function tone(seconds: number, hertz = 440): Buffer {
  const dataBytes = RATE * seconds * 4;
  const samples = Buffer.alloc(dataBytes);
  for (let i = 0; i < RATE * seconds; i += 1) {
    const sample = Math.round(Math.sin((2 * Math.PI * hertz * i) / RATE) * 12_000);
    samples.writeInt16LE(sample, i * 4);
    samples.writeInt16LE(sample, i * 4 + 2);
  }
  return Buffer.concat([wavHeader({ sampleRate: RATE, channels: 2, dataBytes }), samples]);
}
