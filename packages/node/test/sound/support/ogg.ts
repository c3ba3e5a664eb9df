import { oggChecksum } from '../../../src/sound/media/ogg/ogg-crc.ts';

const HEADER_BYTES = 27;

/** What is told at the beginning of a page. */
export interface PageHeader {
  /** 1 for a page that goes on with a packet, 2 for the first of its track, 4 for the last. */
  readonly flags?: number;
  readonly granule?: number;
  readonly serial: number;
  readonly sequence: number;
}

/** A page of an Ogg file. */
export function oggPageOf(header: PageHeader, lacing: readonly number[], body: Uint8Array): Buffer {
  const page = Buffer.concat([Buffer.alloc(HEADER_BYTES), Buffer.from(lacing), body]);
  page.write('OggS', 'latin1');
  page.writeUInt8(lacing.length, 26);
  return retold(page, header);
}

/** A page that tells something else at its beginning, and is as it should be otherwise. */
export function retold(page: Buffer, { flags, granule, serial, sequence }: Partial<PageHeader>): Buffer {
  const changed = Buffer.from(page);
  if (flags !== undefined) changed.writeUInt8(flags, 5);
  if (granule !== undefined) changed.writeBigInt64LE(BigInt(granule), 6);
  if (serial !== undefined) changed.writeUInt32LE(serial, 14);
  if (sequence !== undefined) changed.writeUInt32LE(sequence, 18);
  changed.writeUInt32LE(oggChecksum(changed), 22);
  return changed;
}

/** The pages of an Ogg file. */
export function oggPagesOf(file: Buffer): Buffer[] {
  const pages: Buffer[] = [];
  for (let at = 0; at < file.length; ) {
    const end =
      at + HEADER_BYTES + file.readUInt8(at + 26) + lacingAt(file, at).reduce((sum, length) => sum + length, 0);
    pages.push(file.subarray(at, end));
    at = end;
  }
  return pages;
}

/** The packets of pages, of which none goes on on the next one. */
export function packetsOn(pages: readonly Buffer[]): Buffer[] {
  return pages.flatMap((page) => {
    const lacing = lacingAt(page, 0);
    let from = HEADER_BYTES + lacing.length;
    let at = from;
    return lacing.flatMap((length) => {
      at += length;
      if (length === 255) return [];
      const packet = page.subarray(from, at);
      from = at;
      return [packet];
    });
  });
}

function lacingAt(file: Buffer, at: number): readonly number[] {
  return [...file.subarray(at + HEADER_BYTES, at + HEADER_BYTES + file.readUInt8(at + 26))];
}
