/** A tone and how long it sounds. */
export interface Tone {
  readonly hz: number;
  readonly ms: number;
}

const RATE = 48_000;
const HEADER_BYTES = 44;
/** Soft enough to be made three times as loud. */
const PEAK = 2_909;

/** A WAV file, 48 kHz in 16 bit stereo, of tones one after the other. */
export function toneWav(tones: readonly Tone[]): Buffer {
  const samples = tones.reduce((sum, { ms }) => sum + (ms * RATE) / 1_000, 0);
  const bytes = samples * 4;
  const file = Buffer.alloc(HEADER_BYTES + bytes);
  file.write('RIFF', 0);
  file.writeUInt32LE(36 + bytes, 4);
  file.write('WAVEfmt ', 8);
  file.writeUInt32LE(16, 16);
  file.writeUInt16LE(1, 20);
  file.writeUInt16LE(2, 22);
  file.writeUInt32LE(RATE, 24);
  file.writeUInt32LE(RATE * 4, 28);
  file.writeUInt16LE(4, 32);
  file.writeUInt16LE(16, 34);
  file.write('data', 36);
  file.writeUInt32LE(bytes, 40);
  let at = HEADER_BYTES;
  for (const { hz, ms } of tones) {
    for (let i = 0; i < (ms * RATE) / 1_000; i += 1) {
      const sample = Math.round(PEAK * Math.sin((2 * Math.PI * hz * i) / RATE));
      at = file.writeInt16LE(sample, at);
      at = file.writeInt16LE(sample, at);
    }
  }
  return file;
}
