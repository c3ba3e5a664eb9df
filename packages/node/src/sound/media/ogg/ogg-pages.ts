import { setImmediate } from 'node:timers/promises';
import type { ByteCursor } from '../byte-cursor.ts';
import { MOST_PACKET_BYTES } from '../opus-packet.ts';
import { CHECKSUM_AT, oggChecksum } from './ogg-crc.ts';

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
  /** Number of the page in its track. */
  readonly sequence: number;
  readonly lacing: Uint8Array;
  readonly body: Buffer;
}

const HEADER_BYTES = 27;
const MARK = Buffer.from('OggS');
/** A page is no longer than 65,307 bytes, so that there is one within this. */
const SEARCH_BYTES = 128 * 1024;

/**
 * The next whole page at or after the cursor; undefined at the end, or where there is none. A page that was cut, as by a
 * station that restarts, claims what follows it as its own: only the checksum tells, and the next page is looked for in it.
 */
export async function nextPage(cursor: ByteCursor): Promise<OggPage | undefined> {
  const limit = cursor.position + SEARCH_BYTES;
  while (await findMark(cursor, limit)) {
    const page = await pageAt(cursor);
    if (page !== undefined) return page;
    cursor.seek(cursor.position + 1);
    // Bytes that are nothing but marks must not hold up what else this thread plays.
    await setImmediate();
  }
  return undefined;
}

/** The page that begins at the cursor, which goes behind it; undefined when it is not whole. */
async function pageAt(cursor: ByteCursor): Promise<OggPage | undefined> {
  const start = cursor.position;
  const header = await cursor.peek(HEADER_BYTES);
  if (header.length < HEADER_BYTES) return undefined;
  const bodyAt = HEADER_BYTES + header.readUInt8(26);
  const lacing = (await cursor.peek(bodyAt)).subarray(HEADER_BYTES);
  const length = lacing.reduce((sum, bytes) => sum + bytes, bodyAt);
  const page = await cursor.peek(length);
  if (page.length < length || page.readUInt32LE(CHECKSUM_AT) !== oggChecksum(page)) return undefined;
  cursor.seek(start + length);
  const flags = page.readUInt8(5);
  return {
    start,
    isContinued: (flags & 1) !== 0,
    isFirst: (flags & 2) !== 0,
    isLast: (flags & 4) !== 0,
    granule: Number(page.readBigInt64LE(6)),
    serial: page.readUInt32LE(14),
    sequence: page.readUInt32LE(18),
    lacing,
    body: page.subarray(bodyAt),
  };
}

async function findMark(cursor: ByteCursor, limit: number): Promise<boolean> {
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

/** Puts packets together, which may go on over several pages. Those that are too long to be any are left out. */
export class PacketJoiner {
  #rest: Buffer[] = [];
  #restBytes = 0;
  /** After a jump the end of a packet is of no use without its beginning. */
  #isBroken = true;
  /** Number that the next page has if none is missing. */
  #next: number | undefined;

  /** The packets that end on a page. */
  packetsOf(page: OggPage): Buffer[] {
    if (!page.isContinued) this.#begin(false);
    else if (page.sequence !== this.#next) this.#begin(true);
    this.#next = (page.sequence + 1) >>> 0;
    const packets: Buffer[] = [];
    let at = 0;
    let from = 0;
    for (const length of page.lacing) {
      at += length;
      if (length === 255) continue;
      this.#add(page.body.subarray(from, at));
      if (!this.#isBroken) packets.push(Buffer.concat(this.#rest));
      this.#begin(false);
      from = at;
    }
    // A copy: what was read together with the page must not be kept for a part of it.
    if (from < at) this.#add(Buffer.from(page.body.subarray(from, at)));
    return packets;
  }

  /** @param isBroken - Whether what comes is of a packet whose beginning is missing. */
  #begin(isBroken: boolean): void {
    this.#rest = [];
    this.#restBytes = 0;
    this.#isBroken = isBroken;
  }

  #add(part: Buffer): void {
    this.#restBytes += part.length;
    if (this.#restBytes > MOST_PACKET_BYTES) this.#begin(true);
    else if (!this.#isBroken) this.#rest.push(part);
  }
}
