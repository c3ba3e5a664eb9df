import { variableNumber } from './ebml.ts';

/** A block of a Matroska file: some packets of one track. RFC 9559, section 10. */
export interface Block {
  readonly track: number;
  /** Ticks after the beginning of its cluster. */
  readonly time: number;
  readonly packets: readonly Buffer[];
}

/** Reads a block; undefined for what is broken. */
export function readBlock(content: Buffer): Block | undefined {
  const track = variableNumber(content, 0);
  if (track === undefined || content.length < track.bytes + 3) return undefined;
  const time = content.readInt16BE(track.bytes);
  const lacing = (content.readUInt8(track.bytes + 2) >> 1) & 3;
  const body = content.subarray(track.bytes + 3);
  return { track: track.value, time, packets: lacing === 0 ? [body] : split(body, lacing) };
}

/** Takes apart what was put into one block: by lengths of Xiph, by equal lengths, or by those of EBML. */
function split(body: Buffer, lacing: number): Buffer[] {
  const count = (body[0] ?? 0) + 1;
  const { sizes, start } =
    lacing === 2 ? equalSizes(body, count) : lacing === 1 ? xiphSizes(body, count) : ebmlSizes(body, count);
  let at = start;
  const packets = sizes.map((size) => {
    at += size;
    return body.subarray(at - size, at);
  });
  return lacing === 2 ? packets : [...packets, body.subarray(at)];
}

interface Sizes {
  readonly sizes: readonly number[];
  readonly start: number;
}

function equalSizes(body: Buffer, count: number): Sizes {
  return { sizes: new Array<number>(count).fill(Math.floor((body.length - 1) / count)), start: 1 };
}

function xiphSizes(body: Buffer, count: number): Sizes {
  let start = 1;
  const sizes: number[] = [];
  while (sizes.length < count - 1) {
    let size = 0;
    let part = 255;
    while (part === 255) {
      part = body[start] ?? 0;
      size += part;
      start += 1;
    }
    sizes.push(size);
  }
  return { sizes, start };
}

function ebmlSizes(body: Buffer, count: number): Sizes {
  let start = 1;
  const sizes: number[] = [];
  for (let i = 0; i < count - 1; i += 1) {
    const number = variableNumber(body, start);
    if (number === undefined) break;
    start += number.bytes;
    // All but the first are differences, with the middle of what the bytes can hold as 0.
    const difference = number.value - (2 ** (7 * number.bytes - 1) - 1);
    sizes.push(i === 0 ? number.value : Math.max(0, (sizes[i - 1] ?? 0) + difference));
  }
  return { sizes, start };
}
