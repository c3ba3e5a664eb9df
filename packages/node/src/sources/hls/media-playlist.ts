import { SourceError } from '../../errors.ts';
import { attributesOf, linesOf } from './tags.ts';

/** A part of what an address answers. */
export interface ByteRange {
  readonly start: number;
  readonly length: number;
}

/** How AES-128 was used on something. */
export interface SegmentKey {
  readonly url: string;
  /** 16 bytes. */
  readonly iv: Uint8Array;
}

/** Something to fetch. */
export interface Resource {
  readonly url: string;
  readonly range: ByteRange | undefined;
  readonly key: SegmentKey | undefined;
}

/** A piece of the media. */
export interface Segment extends Resource {
  /** Its place in the whole stream. */
  readonly number: number;
  readonly durationMs: number;
  /** What a decoder needs to have read before it. */
  readonly map: Resource | undefined;
}

/** A list of pieces. */
export interface MediaPlaylist {
  /** The longest piece, in milliseconds. */
  readonly targetMs: number;
  /** Whether nothing will be added. */
  readonly isEnded: boolean;
  readonly segments: readonly Segment[];
}

const MOST_SEGMENTS = 20_000;
/** Letters of all addresses together: each begins with that of the playlist, which may be long. */
const MOST_LETTERS = 16 * 1024 * 1024;
const LONGEST_SECONDS = 3_600;
const USUAL_TARGET_MS = 10_000;

/**
 * Reads a media playlist: RFC 8216, section 4.3.
 *
 * @param base - Address that it was read from.
 * @throws {@link SourceError} for one that is protected, too long or broken.
 */
export function readMediaPlaylist(text: string, base: string): MediaPlaylist {
  const reading = new Reading(base);
  for (const line of linesOf(text)) {
    if (line.kind === 'address') reading.address(line.address);
    else reading.tag(line.name, line.value);
  }
  return reading;
}

/** What holds for the pieces that come next, while a playlist is read. */
class Reading implements MediaPlaylist {
  readonly segments: Segment[] = [];
  targetMs: number = USUAL_TARGET_MS;
  isEnded = false;
  readonly #base: string;
  #number = 0;
  #letters = 0;
  #durationMs: number | undefined;
  #isGap = false;
  #range: { readonly length: number; readonly start: number | undefined } | undefined;
  #map: Resource | undefined;
  #key: { readonly url: string; readonly iv: Uint8Array | undefined } | undefined;
  /** Where the last part ended; one that does not say begins there. */
  #rangeEnd: { readonly url: string; readonly at: number } | undefined;

  constructor(base: string) {
    this.#base = base;
  }

  tag(name: string, value: string): void {
    switch (name) {
      case 'EXT-X-TARGETDURATION':
        this.targetMs = Math.max(100, secondsIn(value) * 1_000);
        break;
      case 'EXT-X-MEDIA-SEQUENCE':
        this.#number = wholeNumberIn(value);
        break;
      case 'EXT-X-ENDLIST':
        this.isEnded = true;
        break;
      case 'EXTINF':
        this.#durationMs = secondsIn(value) * 1_000;
        break;
      case 'EXT-X-BYTERANGE':
        this.#range = rangeIn(value);
        break;
      case 'EXT-X-GAP':
        this.#isGap = true;
        break;
      case 'EXT-X-KEY':
        this.#key = this.#readKey(attributesOf(value));
        break;
      case 'EXT-X-MAP':
        this.#map = this.#readMap(attributesOf(value));
        break;
    }
  }

  address(address: string): void {
    const durationMs = this.#durationMs;
    const resource = this.#resource(address, this.#range);
    this.#letters += resource.url.length;
    if (this.#letters > MOST_LETTERS) throw new SourceError('The stream has too many parts.', 'suspicious');
    if (durationMs !== undefined && !this.#isGap) {
      this.segments.push({ ...resource, number: this.#number, durationMs, map: this.#map });
      if (this.segments.length > MOST_SEGMENTS) throw new SourceError('The stream has too many parts.', 'suspicious');
    }
    this.#number += 1;
    this.#durationMs = undefined;
    this.#range = undefined;
    this.#isGap = false;
  }

  #readMap(attributes: ReadonlyMap<string, string>): Resource {
    const range = attributes.get('BYTERANGE');
    return this.#resource(attributes.get('URI') ?? '', range === undefined ? undefined : rangeIn(range));
  }

  #readKey(attributes: ReadonlyMap<string, string>): { url: string; iv: Uint8Array | undefined } | undefined {
    const method = attributes.get('METHOD');
    if (method === 'NONE') return undefined;
    if (method !== 'AES-128' || (attributes.get('KEYFORMAT') ?? 'identity') !== 'identity') {
      throw new SourceError('This stream is protected against copying.', 'common');
    }
    const iv = /^0x([0-9a-f]{1,32})$/i.exec(attributes.get('IV') ?? '')?.[1];
    return {
      url: resolved(attributes.get('URI') ?? '', this.#base),
      iv: iv === undefined ? undefined : Buffer.from(iv.padStart(32, '0'), 'hex'),
    };
  }

  #resource(address: string, part: { length: number; start: number | undefined } | undefined): Resource {
    const url = resolved(address, this.#base);
    const key = this.#key && { url: this.#key.url, iv: this.#key.iv ?? ivOf(this.#number) };
    if (part === undefined) return { url, range: undefined, key };
    const start = part.start ?? (this.#rangeEnd?.url === url ? this.#rangeEnd.at : 0);
    this.#rangeEnd = { url, at: start + part.length };
    return { url, range: { start, length: part.length }, key };
  }
}

/** What is not told is the number of the segment: RFC 8216, section 5.2. */
function ivOf(number: number): Uint8Array {
  const iv = Buffer.alloc(16);
  iv.writeBigUInt64BE(BigInt(number), 8);
  return iv;
}

function resolved(address: string, base: string): string {
  const url = URL.parse(address, base);
  if (url === null || address === '') throw new SourceError('The list of the stream is broken.', 'suspicious');
  return url.href;
}

function rangeIn(value: string): { length: number; start: number | undefined } {
  const [told = '', start] = value.split('@');
  const length = wholeNumberIn(told);
  if (length === 0) throw new SourceError('The list of the stream is broken.', 'suspicious');
  return { length, start: start === undefined ? undefined : wholeNumberIn(start) };
}

function wholeNumberIn(value: string): number {
  return Number(/^\s*(\d{1,15})/.exec(value)?.[1] ?? 0);
}

function secondsIn(value: string): number {
  return Math.min(LONGEST_SECONDS, Number(/^\s*(\d{1,9}(?:\.\d{1,9})?)/.exec(value)?.[1] ?? 0));
}
