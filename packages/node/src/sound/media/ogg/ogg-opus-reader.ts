import { SAMPLES_PER_MS } from '../../samples.ts';
import type { ByteCursor } from '../byte-cursor.ts';
import type { MediaBytes } from '../media-bytes.ts';
import type { MediaReader } from '../media-reader.ts';
import { opusSamples, readOpusHead } from '../opus-packet.ts';
import type { PacketUnit } from '../sound-unit.ts';
import { lastGranule, pageWithGranule } from './granules.ts';
import { nextPage, type OggPage, PacketJoiner } from './ogg-pages.ts';

/** Reading so much is quicker than looking for a better place. */
const NEAR_BYTES = 128 * 1024;

/** What the head of the file tells. */
interface OggOpus {
  readonly serial: number;
  readonly preSkip: number;
  /** Where the page after the head begins. */
  readonly start: number;
}

/** Opens Opus in Ogg; undefined for other things in Ogg. */
export async function openOggOpus(bytes: MediaBytes): Promise<MediaReader | undefined> {
  const cursor = bytes.first;
  cursor.seek(0);
  const page = await nextPage(cursor);
  const head = page && readOpusHead(page.body);
  if (page === undefined || head === undefined) return undefined;
  const format = { serial: page.serial, preSkip: head.preSkip, start: cursor.position };
  // Elsewhere asking for the end would hold up the beginning.
  const end = bytes.isLocal ? await lastGranule(bytes, format.serial) : undefined;
  return new OggOpusReader(bytes, format, end);
}

/** Plays Opus in Ogg. */
class OggOpusReader implements MediaReader {
  readonly lengthMs: number | undefined;
  readonly #bytes: MediaBytes;
  readonly #format: OggOpus;

  constructor(bytes: MediaBytes, format: OggOpus, end: number | undefined) {
    this.#bytes = bytes;
    this.#format = format;
    this.lengthMs = end === undefined ? undefined : Math.max(0, Math.round((end - format.preSkip) / SAMPLES_PER_MS));
  }

  async *units(from: number, signal: AbortSignal): AsyncGenerator<readonly PacketUnit[]> {
    const cursor = this.#bytes.cursor(signal);
    const { start } = this.#format;
    cursor.seek(from === 0 ? start : await this.#pageBefore(cursor, from));
    const placer = new PacketPlacer(this.#format);
    for (let page = await nextPage(cursor); page !== undefined; page = await nextPage(cursor)) {
      if (!placer.accepts(page)) continue;
      const units = placer.unitsOf(page).filter((unit) => unit.at + unit.samples > from);
      if (units.length > 0) yield units;
    }
  }

  /** Where a page begins that lies not far before a place: halving what is left of the file each time. */
  async #pageBefore(cursor: ByteCursor, from: number): Promise<number> {
    const { serial, preSkip, start } = this.#format;
    let low = start;
    let high = this.#bytes.size ?? start;
    while (high - low > NEAR_BYTES) {
      const middle = Math.floor((low + high) / 2);
      cursor.seek(middle);
      const page = await pageWithGranule(cursor, serial);
      if (page === undefined || page.granule - preSkip >= from || page.start >= high) high = middle;
      else low = page.start;
    }
    return low;
  }
}

/** Tells the places of packets by what the pages they end on tell. */
class PacketPlacer {
  readonly #joiner = new PacketJoiner();
  #serial: number;
  #preSkip: number;
  /** Whether more than the head came of the song: heads one after the other are of tracks side by side. */
  #hasBegun = false;
  /** Place after the last packet, with what is skipped. */
  #next: number | undefined;
  /** What is added to the places of a later song of a chain. */
  #offset = 0;

  constructor({ serial, preSkip }: OggOpus) {
    this.#serial = serial;
    this.#preSkip = preSkip;
  }

  /** Whether a page is of this track. In a chain, as of a radio station, each song begins with a head of its own. */
  accepts(page: OggPage): boolean {
    const head = page.isFirst ? readOpusHead(page.body) : undefined;
    if (head === undefined || !this.#hasBegun) {
      const isOwn = page.serial === this.#serial;
      this.#hasBegun ||= isOwn;
      return isOwn;
    }
    // A station may also restart before any of its music came.
    if (this.#next !== undefined) this.#offset += this.#next - this.#preSkip;
    this.#serial = page.serial;
    this.#preSkip = head.preSkip;
    this.#next = undefined;
    this.#hasBegun = false;
    return true;
  }

  unitsOf(page: OggPage): PacketUnit[] {
    const packets = this.#joiner.packetsOf(page).flatMap((packet) => {
      const samples = isHead(packet) ? undefined : opusSamples(packet);
      return samples === undefined ? [] : [{ packet, samples }];
    });
    const total = packets.reduce((sum, { samples }) => sum + samples, 0);
    if (total === 0) return [];
    // The last page may end before its packets do, so that only the page before tells where they begin.
    const begin = page.isLast || page.granule < 0 ? this.#next : page.granule - total;
    let at = begin ?? Math.max(0, page.granule - total);
    const end = page.isLast && page.granule >= 0 ? page.granule : at + total;
    const units: PacketUnit[] = [];
    for (const { packet, samples } of packets) {
      const heard = Math.min(samples, end - at);
      const place = at - this.#preSkip + this.#offset;
      if (heard > 0) units.push({ at: place, samples: heard, decodedSamples: samples, packet });
      at += samples;
    }
    this.#next = Math.min(at, Math.max(end, 0));
    return units;
  }
}

function isHead(packet: Buffer): boolean {
  const mark = packet.toString('latin1', 0, 8);
  return mark === 'OpusHead' || mark === 'OpusTags';
}
