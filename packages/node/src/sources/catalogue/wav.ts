/** Bytes before the samples of a WAV file. */
export const WAV_HEADER_BYTES = 44;

/** What a WAV header says of the samples after it. */
export interface WavFormat {
  /** Samples a second. */
  readonly sampleRate: number;
  readonly channels: number;
  /** Bytes of all samples together. */
  readonly dataBytes: number;
}

/** The 44-byte header of a WAV file with 16-bit samples. */
export function wavHeader({ sampleRate, channels, dataBytes }: WavFormat): Buffer {
  const frameBytes = channels * 2;
  const header = Buffer.alloc(WAV_HEADER_BYTES);
  header.write('RIFF', 0);
  header.writeUInt32LE(WAV_HEADER_BYTES - 8 + dataBytes, 4);
  header.write('WAVEfmt ', 8);
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(channels, 22);
  header.writeUInt32LE(sampleRate, 24);
  header.writeUInt32LE(sampleRate * frameBytes, 28);
  header.writeUInt16LE(frameBytes, 32);
  header.writeUInt16LE(16, 34);
  header.write('data', 36);
  header.writeUInt32LE(dataBytes, 40);
  return header;
}
