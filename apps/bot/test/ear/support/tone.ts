/** A tone and how long it sounds. */
export interface Tone {
  readonly hz: number;
  readonly ms: number;
}

const RATE = 48_000;
const HEADER_BYTES = 44;
/** Soft enough to be made three times as loud. */
export const PEAK = 2_909;

/** What is heard at a time: samples of the left and the right channel. */
export type SoundAt = (seconds: number) => readonly [left: number, right: number];

/** A WAV file, 48 kHz in 16 bit stereo, of tones one after the other. */
export function toneWav(tones: readonly Tone[]): Buffer {
  return joined(
    tones.map(({ hz, ms }) =>
      samplesOf(ms, (seconds) => {
        const sample = PEAK * Math.sin(2 * Math.PI * hz * seconds);
        return [sample, sample];
      }),
    ),
  );
}

/** A WAV file, 48 kHz in 16 bit stereo, of whatever sound. */
export function soundWav(ms: number, soundAt: SoundAt): Buffer {
  return joined([samplesOf(ms, soundAt)]);
}

function samplesOf(ms: number, soundAt: SoundAt): Buffer {
  const count = Math.floor((ms * RATE) / 1_000);
  const bytes = Buffer.alloc(count * 4);
  for (let i = 0; i < count; i += 1) {
    const [left, right] = soundAt(i / RATE);
    bytes.writeInt16LE(Math.round(left), 4 * i);
    bytes.writeInt16LE(Math.round(right), 4 * i + 2);
  }
  return bytes;
}

function joined(parts: readonly Buffer[]): Buffer {
  const bytes = parts.reduce((sum, { length }) => sum + length, 0);
  const header = Buffer.alloc(HEADER_BYTES);
  header.write('RIFF', 0);
  header.writeUInt32LE(36 + bytes, 4);
  header.write('WAVEfmt ', 8);
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(2, 22);
  header.writeUInt32LE(RATE, 24);
  header.writeUInt32LE(RATE * 4, 28);
  header.writeUInt16LE(4, 32);
  header.writeUInt16LE(16, 34);
  header.write('data', 36);
  header.writeUInt32LE(bytes, 40);
  return Buffer.concat([header, ...parts]);
}
