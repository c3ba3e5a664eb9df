import { SAMPLE_RATE } from '../../samples.ts';
import type { MediaBytes } from '../media-bytes.ts';
import type { MediaReader } from '../media-reader.ts';
import type { PcmUnit } from '../sound-unit.ts';
import { Resampler } from './resampler.ts';
import { stereoMaker } from './to-stereo.ts';
import type { WavFormat } from './wav-format.ts';

/** Parts of a second that are read at a time. */
const READS_PER_SECOND = 25;

/** Plays WAV files without any tool. */
export class WavReader implements MediaReader {
  readonly lengthMs: number | undefined;
  readonly #format: WavFormat;
  readonly #bytes: MediaBytes;
  /** Samples of the file's own rate. */
  readonly #length: number;
  /** Samples at 48 kHz. */
  readonly #end: number;

  constructor(format: WavFormat, bytes: MediaBytes) {
    this.#format = format;
    this.#bytes = bytes;
    const { dataBytes, dataStart, blockBytes, sampleRate } = format;
    // A file that was cut off tells more than it has.
    const there = bytes.size === undefined ? dataBytes : Math.min(dataBytes, bytes.size - dataStart);
    this.#length = Math.floor(there / blockBytes);
    this.#end = Math.round((this.#length * SAMPLE_RATE) / sampleRate);
    this.lengthMs = Number.isFinite(this.#length) ? Math.round((this.#length / sampleRate) * 1000) : undefined;
  }

  async *units(from: number, signal: AbortSignal): AsyncGenerator<readonly PcmUnit[]> {
    const { dataStart, blockBytes, sampleRate } = this.#format;
    const cursor = this.#bytes.cursor(signal);
    const toStereo = stereoMaker(this.#format);
    const resampler = sampleRate === SAMPLE_RATE ? undefined : new Resampler(sampleRate);
    let next = Math.min(this.#length, Math.floor((Math.max(0, from) * sampleRate) / SAMPLE_RATE));
    let at = Math.round((next * SAMPLE_RATE) / sampleRate);
    cursor.seek(dataStart + next * blockBytes);
    const most = Math.ceil(sampleRate / READS_PER_SECOND);
    while (next < this.#length) {
      const wanted = Math.min(most, this.#length - next) * blockBytes;
      const bytes = await cursor.peek(wanted);
      const whole = bytes.length - (bytes.length % blockBytes);
      if (whole === 0) break;
      cursor.seek(cursor.position + whole);
      next += whole / blockBytes;
      const stereo = toStereo(bytes.subarray(0, whole));
      const pcm = resampler === undefined ? stereo : resampler.process(stereo);
      yield this.#unitsOf(at, pcm);
      at += pcm.length / 2;
    }
    if (resampler !== undefined) yield this.#unitsOf(at, resampler.flush());
  }

  /** A resampler may give a sample more than there is. */
  #unitsOf(at: number, pcm: Float32Array): PcmUnit[] {
    const samples = Math.min(pcm.length / 2, this.#end - at);
    return samples > 0 ? [{ at, samples, pcm }] : [];
  }
}
