/** The encoding of MLS, RFC 9420 section 2: that of TLS, with lengths that take 1, 2 or 4 bytes. */

const ONE_BYTE = 0x40;
const TWO_BYTES = 0x4000;
const FOUR_BYTES = 0x4000_0000;

export function uint8(value: number): Buffer {
  return Buffer.from([value]);
}

export function uint16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16BE(value);
  return bytes;
}

export function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

export function uint64(value: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(value);
  return bytes;
}

/** A vector `<V>`: how long it is, then what is in it. */
export function vector(...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  return Buffer.concat([lengthOf(content.length), content]);
}

function lengthOf(length: number): Buffer {
  if (length < ONE_BYTE) return uint8(length);
  if (length < TWO_BYTES) return uint16(length + TWO_BYTES);
  return uint32(length + 2 * FOUR_BYTES);
}

/** Reads what is encoded so, from the front. Everything throws a RangeError when there is not enough. */
export class MlsReader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  /** How far it is. */
  get at(): number {
    return this.#at;
  }

  get isAtEnd(): boolean {
    return this.#at === this.#bytes.length;
  }

  uint8(): number {
    return this.take(1).readUInt8();
  }

  uint16(): number {
    return this.take(2).readUInt16BE();
  }

  uint32(): number {
    return this.take(4).readUInt32BE();
  }

  uint64(): bigint {
    return this.take(8).readBigUInt64BE();
  }

  vector(): Buffer {
    return this.take(this.#length());
  }

  take(length: number): Buffer {
    const end = this.#at + length;
    if (end > this.#bytes.length) throw new RangeError(`MLS: ${length} bytes are missing at ${this.#at}.`);
    const taken = this.#bytes.subarray(this.#at, end);
    this.#at = end;
    return taken;
  }

  /** What lies between two places. */
  between(from: number, to: number): Buffer {
    return this.#bytes.subarray(from, to);
  }

  #length(): number {
    const first = this.uint8();
    if (first < ONE_BYTE) return first;
    const low = first & 0x3f;
    if (first < 2 * ONE_BYTE) return low * 0x100 + this.uint8();
    if (first < 3 * ONE_BYTE) return (low * 0x100 + this.uint8()) * 0x1_0000 + this.uint16();
    throw new RangeError('MLS: a length has no form that there is.');
  }
}
