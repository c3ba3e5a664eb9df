import type { SampleKind, WavFormat } from './wav-format.ts';

const READERS: Readonly<Record<SampleKind, (view: DataView, at: number) => number>> = {
  u8: (view, at) => (view.getUint8(at) - 128) / 128,
  s16: (view, at) => view.getInt16(at, true) / 32_768,
  s24: (view, at) => ((view.getUint16(at, true) << 8) | (view.getInt8(at + 2) << 24)) / 2_147_483_648,
  s32: (view, at) => view.getInt32(at, true) / 2_147_483_648,
  f32: (view, at) => view.getFloat32(at, true),
  f64: (view, at) => view.getFloat64(at, true),
};

const SIDE = Math.SQRT1_2;
/** What the channels give to left and right, in the order WAV files have them. Subwoofers are left out. */
const LEFT: Readonly<Record<number, readonly number[]>> = {
  1: [1],
  2: [1, 0],
  3: [1, 0, SIDE],
  4: [1, 0, SIDE, 0],
  5: [1, 0, SIDE, SIDE, 0],
  6: [1, 0, SIDE, 0, SIDE, 0],
  7: [1, 0, SIDE, 0, SIDE, SIDE, 0],
  8: [1, 0, SIDE, 0, SIDE, 0, SIDE, 0],
};
const RIGHT: Readonly<Record<number, readonly number[]>> = {
  1: [1],
  2: [0, 1],
  3: [0, 1, SIDE],
  4: [0, 1, 0, SIDE],
  5: [0, 1, SIDE, 0, SIDE],
  6: [0, 1, SIDE, 0, 0, SIDE],
  7: [0, 1, SIDE, 0, SIDE, 0, SIDE],
  8: [0, 1, SIDE, 0, 0, SIDE, 0, SIDE],
};

/** Makes interleaved stereo of the samples of a WAV file: any way of writing, any number of channels. */
export function stereoMaker(format: WavFormat): (bytes: Uint8Array) => Float32Array {
  const { channels, blockBytes, kind } = format;
  const sampleBytes = blockBytes / channels;
  const read = READERS[kind];
  const left = shares(LEFT[channels], channels, 0);
  const right = shares(RIGHT[channels], channels, 1);
  return (bytes) => {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const count = Math.floor(bytes.length / blockBytes);
    const pcm = new Float32Array(count * 2);
    for (let i = 0; i < count; i += 1) {
      let l = 0;
      let r = 0;
      for (let channel = 0; channel < channels; channel += 1) {
        const sample = read(view, i * blockBytes + channel * sampleBytes);
        l += sample * (left[channel] ?? 0);
        r += sample * (right[channel] ?? 0);
      }
      // What is written as a float may be no number, and would stay in filters for ever.
      pcm[i * 2] = Number.isFinite(l) ? l : 0;
      pcm[i * 2 + 1] = Number.isFinite(r) ? r : 0;
    }
    return pcm;
  };
}

/** Shares that together are no louder than full. An arrangement nobody knows gives every other channel to a side. */
function shares(known: readonly number[] | undefined, channels: number, side: number): readonly number[] {
  const given = known ?? Array.from({ length: channels }, (_, channel) => (channel % 2 === side ? 1 : 0));
  const sum = given.reduce((total, share) => total + share, 0);
  return given.map((share) => share / Math.max(1, sum));
}
