import { describe, expect, it } from 'vitest';
import { opusSamples } from '../../../src/sound/media/opus-packet.ts';
import { readBlock } from '../../../src/sound/media/webm/block.ts';

/** A block of track 1 at time 7, with lacing as its flags say. */
function block(lacing: number, ...body: number[]): Buffer {
  return Buffer.from([0x81, 0, 7, lacing << 1, ...body]);
}

const lists = (packets: readonly Buffer[] | undefined): number[][] | undefined => packets?.map((packet) => [...packet]);

describe('readBlock', () => {
  it('reads one packet', () => {
    expect(readBlock(block(0, 1, 2, 3))).toMatchObject({ track: 1, time: 7 });
    expect(lists(readBlock(block(0, 1, 2, 3))?.packets)).toEqual([[1, 2, 3]]);
  });

  it('takes packets apart by the lengths of Xiph', () => {
    const long = new Array<number>(256).fill(9);
    expect(lists(readBlock(block(1, 2, 255, 1, 2, ...long, 4, 5, 6))?.packets)).toEqual([long, [4, 5], [6]]);
  });

  it('takes packets of equal length apart', () => {
    expect(lists(readBlock(block(2, 2, 1, 2, 3, 4, 5, 6))?.packets)).toEqual([
      [1, 2],
      [3, 4],
      [5, 6],
    ]);
  });

  it('takes packets apart by the lengths of EBML, which are differences', () => {
    // 3 bytes, then one byte less, then the rest.
    expect(lists(readBlock(block(3, 2, 0x83, 0xbe, 1, 2, 3, 4, 5, 6))?.packets)).toEqual([[1, 2, 3], [4, 5], [6]]);
  });

  it('refuses what is too short to be one', () => {
    expect(readBlock(Buffer.from([0x81, 0]))).toBeUndefined();
    expect(readBlock(Buffer.alloc(0))).toBeUndefined();
  });
});

describe('opusSamples', () => {
  it.each([
    ['20 ms of music', [0xfc], 960],
    ['2.5 ms of music', [0xe0], 120],
    ['60 ms of speech', [0x18], 2_880],
    ['20 ms of both', [0x78], 960],
    ['two frames of 20 ms', [0xfd], 1_920],
    ['three frames of 20 ms', [0xff, 3], 2_880],
  ])('knows the length of %s', (_, packet, samples) => {
    expect(opusSamples(Uint8Array.from(packet))).toBe(samples);
  });

  it('knows no length of what cannot be a packet', () => {
    expect(opusSamples(new Uint8Array(0))).toBeUndefined();
    expect(opusSamples(Uint8Array.of(0xff, 63))).toBeUndefined();
    expect(opusSamples(Uint8Array.of(0xff, 0))).toBeUndefined();
  });

  it('knows no length of what is longer than all frames that a packet can have', () => {
    expect(opusSamples(new Uint8Array(61_440).fill(0xfc))).toBe(960);
    expect(opusSamples(new Uint8Array(61_441).fill(0xfc))).toBeUndefined();
  });
});
