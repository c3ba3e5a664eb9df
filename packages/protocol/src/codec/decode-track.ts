import { type DecodedTrack, type TrackVersion, UNKNOWN_LENGTH } from './decoded-track.ts';
import { readModifiedUtf8 } from './modified-utf8.ts';
import { TrackDecodeError } from './track-decode-error.ts';

/** Header flag: a version byte follows. Without it the layout is version 1. */
const VERSIONED = 1;
const SIZE_MASK = 0x3fff_ffff;
const LONG_MAX_HIGH = 0x7fff_ffff;
const LONG_MAX_LOW = 0xffff_ffff;

/**
 * Reads an encoded track without a node, as lavaplayer 2 writes it.
 *
 * Accepts exactly what {@link encodeTrack} would write again byte for byte, so a decoded track can stand for its blob.
 *
 * @throws {@link TrackDecodeError} for anything else, with a reason.
 * @example
 * ```ts
 * import { decodeTrack } from '@reprise/protocol';
 *
 * const track = decodeTrack(
 *   'QAAAagMADVVua25vd24gdGl0bGUADlVua25vd24gYXJ0aXN0AAAAAAAAJxAAEy9zcnYvbXVzaWMvdG9uZS53YXYAAQATL3Nydi9tdXNpYy90b25lLndhdgAAAAVsb2NhbAADd2F2AAAAAAAAAAA=',
 * );
 * console.log(track.title, track.length); // Unknown title 10000
 * ```
 */
export function decodeTrack(encoded: string): DecodedTrack {
  const bytes = fromBase64(encoded);
  const version = readVersion(bytes);
  const reader = new TrackReader(bytes, version === 1 ? 4 : 5);
  const title = reader.text();
  const author = reader.text();
  const length = reader.milliseconds('length');
  const identifier = reader.text();
  const isStream = reader.flag();
  const uri = version >= 2 ? reader.optionalText() : null;
  const artworkUrl = version >= 3 ? reader.optionalText() : null;
  const isrc = version >= 3 ? reader.optionalText() : null;
  const sourceName = reader.text();
  const sourceDetails = reader.rest();
  const position = reader.milliseconds('position');
  return {
    version,
    title,
    author,
    length,
    identifier,
    isStream,
    uri,
    artworkUrl,
    isrc,
    sourceName,
    sourceDetails,
    position,
  };
}

const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;

function fromBase64(encoded: string): Buffer {
  if (typeof encoded !== 'string') throw new TrackDecodeError('base64', `a ${typeof encoded} is no text.`);
  if (encoded.length % 4 !== 0 || !BASE64.test(encoded)) {
    throw new TrackDecodeError('base64', 'it is not standard base64.');
  }
  const bytes = Buffer.from(encoded, 'base64');
  if (!endsClean(encoded, bytes)) throw new TrackDecodeError('base64', 'its last character has bits to spare.');
  if (bytes.length < 5) throw new TrackDecodeError('truncated', `${bytes.length} bytes hold no track.`);
  return bytes;
}

/** The last group of padded base64 has bits that say nothing; they must be 0, else two texts mean one track. */
function endsClean(encoded: string, bytes: Buffer): boolean {
  if (!encoded.endsWith('=')) return true;
  const group = bytes.length % 3;
  return bytes.toString('base64', bytes.length - group) === encoded.slice(-4);
}

function readVersion(bytes: Buffer): TrackVersion {
  const header = bytes.readUInt32BE(0);
  const size = header & SIZE_MASK;
  if (size !== bytes.length - 4) {
    throw new TrackDecodeError('size', `the header says ${size} bytes, but ${bytes.length - 4} follow.`);
  }
  const flags = header >>> 30;
  if (flags === 0) return 1;
  const version = bytes[4];
  if (flags === VERSIONED && (version === 2 || version === 3)) return version;
  throw new TrackDecodeError('version', `flags ${flags} with version ${version} are unknown.`);
}

/** Bytes of the position, which ends every track. */
const POSITION_BYTES = 8;

class TrackReader {
  readonly #bytes: Buffer;
  #at: number;

  constructor(bytes: Buffer, start: number) {
    this.#bytes = bytes;
    this.#at = start;
  }

  text(): string {
    const start = this.#take(2) + 2;
    const length = this.#bytes.readUInt16BE(start - 2);
    this.#take(length);
    return readModifiedUtf8(this.#bytes, start, start + length);
  }

  optionalText(): string | null {
    return this.flag() ? this.text() : null;
  }

  flag(): boolean {
    const value = this.#bytes[this.#take(1)];
    if (value !== 0 && value !== 1) throw new TrackDecodeError('value', `${value} is neither yes nor no.`);
    return value === 1;
  }

  milliseconds(field: string): number {
    const start = this.#take(8);
    const high = this.#bytes.readInt32BE(start);
    const low = this.#bytes.readUInt32BE(start + 4);
    if (high === LONG_MAX_HIGH && low === LONG_MAX_LOW) return UNKNOWN_LENGTH;
    const value = high * 2 ** 32 + low;
    if (!Number.isSafeInteger(value)) throw new TrackDecodeError('value', `its ${field} exceeds what a number holds.`);
    return value;
  }

  /** Everything up to the position. */
  rest(): Uint8Array {
    const length = this.#bytes.length - POSITION_BYTES - this.#at;
    if (length < 0) throw new TrackDecodeError('truncated', 'it ends before its position.');
    const start = this.#take(length);
    // A copy: a view would keep the pool that Buffer cuts small buffers from.
    return new Uint8Array(this.#bytes.subarray(start, start + length));
  }

  #take(length: number): number {
    const start = this.#at;
    if (start + length > this.#bytes.length) {
      throw new TrackDecodeError('truncated', `it ends at byte ${this.#bytes.length}, in the middle of a field.`);
    }
    this.#at = start + length;
    return start;
  }
}
