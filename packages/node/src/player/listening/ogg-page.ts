import { CHECKSUM_AT, oggChecksum } from '../../sound/media/ogg/ogg-crc.ts';

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
  page.writeUInt32LE(oggChecksum(page), CHECKSUM_AT);
  return page;
}
