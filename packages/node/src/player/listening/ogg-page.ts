/** What is on a page of an Ogg stream: RFC 3533. */
export interface OggPageParts {
  readonly place: 'first' | 'middle' | 'last';
  /** Samples that the stream has with this page. */
  readonly granule: number;
  /** Tells streams apart. */
  readonly serial: number;
  /** Number of the page, from 0. */
  readonly sequence: number;
  /** Whole packets; together they have fewer than 255 × 255 bytes. */
  readonly packets: readonly Uint8Array[];
}

const HEADER_BYTES = 27;
const FLAGS = { first: 2, middle: 0, last: 4 } as const;
const CHECKSUM_AT = 22;
const POLYNOMIAL = 0x04c11db7;
const CHECKSUMS = Uint32Array.from({ length: 256 }, (_, byte) => {
  let sum = byte << 24;
  for (let bit = 0; bit < 8; bit += 1) sum = (sum << 1) ^ (sum < 0 ? POLYNOMIAL : 0);
  return sum >>> 0;
});

/** Writes a page. */
export function oggPage({ place, granule, serial, sequence, packets }: OggPageParts): Buffer {
  const lacing = packets.flatMap(({ length }) => [...Array<number>(Math.floor(length / 255)).fill(255), length % 255]);
  const header = Buffer.alloc(HEADER_BYTES);
  header.write('OggS', 'latin1');
  header.writeUInt8(FLAGS[place], 5);
  header.writeBigInt64LE(BigInt(granule), 6);
  header.writeUInt32LE(serial, 14);
  header.writeUInt32LE(sequence, 18);
  header.writeUInt8(lacing.length, 26);
  const page = Buffer.concat([header, Buffer.from(lacing), ...packets]);
  page.writeUInt32LE(checksum(page), CHECKSUM_AT);
  return page;
}

/** Not the CRC of zip files, which goes through the bits the other way round. */
function checksum(bytes: Uint8Array): number {
  let sum = 0;
  for (const byte of bytes) sum = (sum << 8) ^ (CHECKSUMS[((sum >>> 24) ^ byte) & 0xff] ?? 0);
  return sum >>> 0;
}
