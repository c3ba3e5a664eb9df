import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';

/** A page of an Ogg stream as it came. */
export interface HeardPage {
  /** When, by `performance.now`. */
  readonly at: number;
  readonly flags: number;
  readonly granule: number;
  readonly serial: number;
  readonly sequence: number;
  readonly packets: readonly Buffer[];
}

/** Listens to a live Ogg stream, and throws at whatever is no good page: RFC 3533. */
export class OggListener {
  readonly response: IncomingMessage;
  readonly pages: HeardPage[] = [];
  /** Everything as it came. */
  readonly chunks: Buffer[] = [];
  readonly ended: Promise<'ended' | 'cut'>;
  #rest: Buffer = Buffer.alloc(0);

  private constructor(response: IncomingMessage) {
    this.response = response;
    response.on('data', (chunk: Buffer) => this.#take(chunk));
    this.ended = new Promise((resolve) => {
      response.once('end', () => resolve('ended'));
      response.once('error', () => resolve('cut'));
    });
  }

  static async open(url: string, headers: Readonly<Record<string, string>> = {}): Promise<OggListener> {
    const sent = get(url, { headers, agent: false });
    const [response]: IncomingMessage[] = await once(sent, 'response');
    if (response?.statusCode !== 200) throw new Error(`The stream is answered with ${response?.statusCode}.`);
    return new OggListener(response);
  }

  /** The frames, without the two packets that the stream begins with. */
  get frames(): readonly Buffer[] {
    return this.pages.slice(2).flatMap(({ packets }) => packets);
  }

  /** Waits until so many pages came. */
  async until(count: number): Promise<void> {
    while (this.pages.length < count) {
      if (this.response.destroyed) throw new Error(`The stream ended after ${this.pages.length} pages.`);
      await pause(5);
    }
  }

  close(): void {
    this.response.destroy();
  }

  #take(chunk: Buffer): void {
    this.chunks.push(chunk);
    this.#rest = Buffer.concat([this.#rest, chunk]);
    for (;;) {
      const length = pageLength(this.#rest);
      if (length === undefined || this.#rest.length < length) return;
      this.pages.push(readPage(this.#rest.subarray(0, length)));
      this.#rest = this.#rest.subarray(length);
    }
  }
}

function pageLength(bytes: Buffer): number | undefined {
  if (bytes.length < 27 || bytes.length < 27 + bytes.readUInt8(26)) return undefined;
  return 27 + bytes.readUInt8(26) + lacingOf(bytes).reduce((sum, length) => sum + length, 0);
}

function readPage(page: Buffer): HeardPage {
  if (page.toString('latin1', 0, 4) !== 'OggS' || page.readUInt8(4) !== 0) throw new Error('This is no page of Ogg.');
  if (checksum(page) !== page.readUInt32LE(22)) throw new Error('The checksum of a page is wrong.');
  const packets: Buffer[] = [];
  let from = 27 + page.readUInt8(26);
  let at = from;
  for (const length of lacingOf(page)) {
    at += length;
    if (length === 255) continue;
    packets.push(Buffer.from(page.subarray(from, at)));
    from = at;
  }
  if (from !== at) throw new Error('A packet goes on on the next page.');
  return {
    at: performance.now(),
    flags: page.readUInt8(5),
    granule: Number(page.readBigInt64LE(6)),
    serial: page.readUInt32LE(14),
    sequence: page.readUInt32LE(18),
    packets,
  };
}

function lacingOf(page: Buffer): readonly number[] {
  return [...page.subarray(27, 27 + page.readUInt8(26))];
}

/** Bit by bit, as the specification has it, with the four bytes of the sum itself as zeros. */
function checksum(page: Buffer): number {
  let sum = 0;
  for (const [index, byte] of page.entries()) {
    sum ^= (index >= 22 && index < 26 ? 0 : byte) << 24;
    for (let bit = 0; bit < 8; bit += 1) sum = (sum << 1) ^ (sum & 0x80000000 ? 0x04c11db7 : 0);
  }
  return sum >>> 0;
}
