/**
 * Browsers built on Chromium hand media on in blocks of so many bytes, and wait for the rest of one. A stream as thin as Opus
 * would begin after two seconds, and be late by the length of each pause.
 */
export const BLOCK_BYTES: number = 32 * 1024;
const PAGE_HEADER_BYTES = 27;
/** Code 3 with one frame, and padding: RFC 6716, 3.2.5. */
const ONE_PADDED_FRAME = 0x41;

/** Lengths of packets which, with their share of the page's header, fill what `used` bytes leave of a block. */
export function fillingLengths(count: number, used: number = 0): readonly number[] {
  const room = BLOCK_BYTES - used - PAGE_HEADER_BYTES;
  return Array.from({ length: count }, (_, i) => {
    const share = Math.floor((room * (i + 1)) / count) - Math.floor((room * i) / count);
    // A byte of the header for each 255 of the packet, and one more.
    return share - Math.floor(share / 256) - 1;
  });
}

/** Pads a frame without a change to what is heard. */
export function paddedFrame(frame: Uint8Array, length: number): Uint8Array {
  const [head = 0, ...data] = frame;
  const added = length - 2 - data.length;
  // Packets of several frames are rare, and laid out otherwise.
  if ((head & 3) !== 0 || added < 1) return frame;
  const packet = new Uint8Array(length);
  const lengthBytes = Math.floor((added - 1) / 255);
  packet.set([head | 3, ONE_PADDED_FRAME]);
  packet.fill(255, 2, 2 + lengthBytes);
  packet[2 + lengthBytes] = (added - 1) % 255;
  packet.set(data, 3 + lengthBytes);
  return packet;
}
