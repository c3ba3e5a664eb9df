import type { ByteCursor } from '../byte-cursor.ts';

/** A page of an Ogg file: RFC 3533. */
export interface OggPage {
  /** Where it begins in the media. */
  readonly start: number;
  /** Whether its first packet began on the page before. */
  readonly isContinued: boolean;
  readonly isFirst: boolean;
  readonly isLast: boolean;
  /** Place in the track at its end; −1 when no packet ends on it. */
  readonly granule: number;
  readonly serial: number;
  readonly lacing: Uint8Array;
  readonly body: Buffer;
}

const HEADER_BYTES = 27;
const MARK = Buffer.from('OggS');
/** A page is no longer than 65,307 bytes, so that there is one within this. */
const SEARCH_BYTES = 128 * 1024;

/** The next page at or after the cursor; undefined at the end, or where there is none. */
export async function nextPage(cursor: ByteCursor): Promise<OggPage | undefined> {
  if (!(await findMark(cursor))) return undefined;
  const start = cursor.position;
  const header = await cursor.take(HEADER_BYTES);
  const lacing = await cursor.take(header?.readUInt8(26) ?? 0);
  if (header === undefined || lacing === undefined) return undefined;
  const body = await cursor.take(lacing.reduce((sum, length) => sum + length, 0));
  if (body === undefined) return undefined;
  const flags = header.readUInt8(5);
  return {
    start,
    isContinued: (flags & 1) !== 0,
    isFirst: (flags & 2) !== 0,
    isLast: (flags & 4) !== 0,
    granule: Number(header.readBigInt64LE(6)),
    serial: header.readUInt32LE(14),
    lacing,
    body,
  };
}

async function findMark(cursor: ByteCursor): Promise<boolean> {
  const limit = cursor.position + SEARCH_BYTES;
  while (cursor.position < limit) {
    const bytes = await cursor.peek(MARK.length);
    if (bytes.length < MARK.length) return false;
    if (bytes.equals(MARK)) return true;
    const more = await cursor.peek(4_096);
    const found = more.indexOf(MARK, 1);
    // The mark may lie across the end of what was looked at.
    cursor.seek(cursor.position + (found === -1 ? Math.max(1, more.length - MARK.length + 1) : found));
  }
  return false;
}

/** Puts packets together, which may go on over several pages. */
export class PacketJoiner {
  #rest: Buffer[] = [];
  /** After a jump the end of a packet is of no use without its beginning. */
  #isBroken = true;

  /** The packets that end on a page. */
  packetsOf(page: OggPage): Buffer[] {
    if (!page.isContinued) {
      this.#rest = [];
      this.#isBroken = false;
    }
    const packets: Buffer[] = [];
    let at = 0;
    let from = 0;
    for (const length of page.lacing) {
      at += length;
      if (length === 255) continue;
      const packet = Buffer.concat([...this.#rest, page.body.subarray(from, at)]);
      if (!this.#isBroken) packets.push(packet);
      this.#rest = [];
      this.#isBroken = false;
      from = at;
    }
    if (from < at) this.#rest.push(page.body.subarray(from, at));
    return packets;
  }
}
