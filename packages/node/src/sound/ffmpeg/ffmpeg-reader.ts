import type { ByteCursor } from '../media/byte-cursor.ts';
import type { MediaBytes } from '../media/media-bytes.ts';
import type { MediaReader } from '../media/media-reader.ts';
import type { PcmUnit } from '../media/sound-unit.ts';
import { SAMPLE_RATE, SAMPLES_PER_MS } from '../samples.ts';
import type { MediaPlace } from '../sound-input.ts';
import { ByteServer } from './byte-server.ts';
import { FfmpegProcess, type ProgramListener } from './ffmpeg-process.ts';

/** How ffmpeg comes to its input. */
export type FfmpegInput =
  | { readonly kind: 'file'; readonly path: string }
  /** It asks for what it needs, and can go to a place; `format` is in its own words. */
  | { readonly kind: 'parts'; readonly bytes: MediaBytes; readonly size: number; readonly format: string }
  /** It is given everything, from the start or from the last place to read from. */
  | { readonly kind: 'stream'; readonly bytes: MediaBytes; readonly format: string | undefined };

/** Microseconds of a stream that are looked at before it is heard; the usual five seconds may not be there yet of what is live. */
const ANALYSED_US = '1000000';
/** Two channels of 32 bits. */
const BLOCK_BYTES = 8;
const OUTPUT = ['-map', '0:a:0', '-vn', '-sn', '-dn', '-ac', '2', '-ar', String(SAMPLE_RATE), '-f', 'f32le', 'pipe:1'];

/** Plays what ffmpeg can decode. */
export class FfmpegReader implements MediaReader {
  /** Would have to be asked from another program. */
  readonly lengthMs = undefined;
  readonly #program: string;
  readonly #input: FfmpegInput;
  readonly #onProgram: ProgramListener;

  constructor(program: string, input: FfmpegInput, onProgram: ProgramListener) {
    this.#program = program;
    this.#input = input;
    this.#onProgram = onProgram;
  }

  async *units(from: number, signal: AbortSignal): AsyncGenerator<readonly PcmUnit[]> {
    const over = new AbortController();
    const ending = AbortSignal.any([signal, over.signal]);
    const input = this.#input;
    const place = input.kind === 'stream' ? lastPlace(input.bytes.places, from) : undefined;
    const start = Math.max(0, from);
    // A source that breaks off must not sound like an end.
    let sourceError: unknown;
    const onError = (error: unknown): void => {
      sourceError ??= error;
      over.abort();
    };
    try {
      const url = input.kind === 'parts' ? await new ByteServer(input.bytes, input.size, onError).listen(ending) : '';
      const process = new FfmpegProcess(
        this.#program,
        ffmpegArguments(input, url, place === undefined ? start : 0),
        this.#onProgram,
        ending,
      );
      if (input.kind === 'stream') feed(process, input.bytes.cursor(ending), place?.start ?? 0).catch(onError);
      else process.endInput();
      let at = place === undefined ? start : Math.round(place.ms * SAMPLES_PER_MS);
      for await (const pcm of floats(process.output)) {
        yield [{ at, samples: pcm.length / 2, pcm }];
        at += pcm.length / 2;
      }
      await process.finish().catch((error: unknown) => {
        throw sourceError ?? error;
      });
      if (sourceError !== undefined) throw sourceError;
    } finally {
      over.abort();
    }
  }
}

/** What is handed over may name other files and addresses, as playlists do: only the one input is let in. */
function ffmpegArguments(input: FfmpegInput, url: string, from: number): readonly string[] {
  const seek = from > 0 ? ['-ss', (from / SAMPLE_RATE).toFixed(6)] : [];
  const quiet = ['-nostdin', '-hide_banner', '-loglevel', 'error'];
  switch (input.kind) {
    case 'file':
      return [...quiet, '-protocol_whitelist', 'file', ...seek, '-i', `file:${input.path}`, ...OUTPUT];
    case 'parts':
      // With the format told, nothing that names addresses is taken for one.
      return [...quiet, '-protocol_whitelist', 'http,tcp', '-f', input.format, ...seek, '-i', url, ...OUTPUT];
    case 'stream': {
      const format = input.format === undefined ? [] : ['-f', input.format, '-analyzeduration', ANALYSED_US];
      return [...quiet, '-protocol_whitelist', 'pipe', ...format, '-i', 'pipe:0', ...seek, ...OUTPUT];
    }
  }
}

function lastPlace(places: readonly MediaPlace[], from: number): MediaPlace | undefined {
  return places.findLast(({ ms }) => ms * SAMPLES_PER_MS <= Math.max(0, from));
}

async function feed(process: FfmpegProcess, cursor: ByteCursor, start: number): Promise<void> {
  cursor.seek(start);
  for (;;) {
    const bytes = await cursor.some();
    if (bytes === undefined) break;
    if (!(await process.write(bytes))) return;
  }
  process.endInput();
}

/** Parts of a stream may end within a sample. */
async function* floats(output: AsyncIterable<Buffer>): AsyncGenerator<Float32Array> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const part of output) {
    const bytes = rest.length === 0 ? part : Buffer.concat([rest, part]);
    const whole = bytes.length - (bytes.length % BLOCK_BYTES);
    rest = bytes.subarray(whole);
    // A copy of its own, for samples must lie at multiples of four.
    if (whole > 0) yield new Float32Array(new Uint8Array(bytes.subarray(0, whole)).buffer);
  }
}
