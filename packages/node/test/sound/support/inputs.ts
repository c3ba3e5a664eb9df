import type { SoundInput } from '../../../src/sound/sound-input.ts';

type MediaInput = Extract<SoundInput, { kind: 'media' }>;

/** Bytes as a source gives them that reads by ranges, in parts of some size. */
export function bytesInput(bytes: Uint8Array, partBytes = 16_384): MediaInput {
  return mediaInput(bytes.length, (start) => parts(bytes, start, partBytes));
}

/** A source of one's own. */
export function mediaInput(
  size: number | undefined,
  read: (start: number, signal: AbortSignal) => AsyncIterable<Uint8Array>,
): MediaInput {
  return { kind: 'media', type: undefined, size, read: async (start, signal) => read(start, signal) };
}

/** Bytes from a place on, in parts. */
export async function* parts(bytes: Uint8Array, start: number, partBytes: number): AsyncGenerator<Uint8Array> {
  for (let at = start; at < bytes.length; at += partBytes) yield bytes.subarray(at, at + partBytes);
}
