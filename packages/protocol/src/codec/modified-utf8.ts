import { TrackDecodeError } from './track-decode-error.ts';

// Java's DataOutput.writeUTF: UTF-16 units one by one, NUL as C0 80, so no byte is 0 and an emoji is two three-byte
// surrogates. A plain UTF-8 decoder turns those into replacement characters.

/** Bytes that {@link writeModifiedUtf8} will write for `text`, without the length in front. */
export function modifiedUtf8Length(text: string): number {
  let bytes = text.length;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit > 0x7ff) bytes += 2;
    else if (unit > 0x7f || unit === 0) bytes += 1;
  }
  return bytes;
}

/** Writes `text` at `offset` and returns the offset after it. */
export function writeModifiedUtf8(bytes: Buffer, offset: number, text: string): number {
  let at = offset;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit !== 0 && unit <= 0x7f) {
      bytes[at++] = unit;
    } else if (unit <= 0x7ff) {
      bytes[at++] = 0xc0 | (unit >> 6);
      bytes[at++] = 0x80 | (unit & 0x3f);
    } else {
      bytes[at++] = 0xe0 | (unit >> 12);
      bytes[at++] = 0x80 | ((unit >> 6) & 0x3f);
      bytes[at++] = 0x80 | (unit & 0x3f);
    }
  }
  return at;
}

/** The text in `bytes` from `start` up to `end`. @throws TrackDecodeError when Java would not have written it so. */
export function readModifiedUtf8(bytes: Buffer, start: number, end: number): string {
  for (let i = start; i < end; i++) {
    const byte = bytes[i] ?? 0;
    if (byte === 0 || byte > 0x7f) return readUnits(bytes, start, end);
  }
  return bytes.toString('latin1', start, end);
}

function readUnits(bytes: Buffer, start: number, end: number): string {
  const units: number[] = [];
  let at = start;
  while (at < end) {
    const first = bytes[at] ?? 0;
    const length = first < 0x80 ? 1 : first < 0xe0 ? 2 : 3;
    if (at + length > end) throw malformed(at);
    const unit =
      length === 1
        ? first
        : length === 2
          ? ((first & 0x1f) << 6) | continuation(bytes, at + 1)
          : ((first & 0x0f) << 12) | (continuation(bytes, at + 1) << 6) | continuation(bytes, at + 2);
    if (!isLeastEncoding(first, unit, length)) throw malformed(at);
    units.push(unit);
    at += length;
  }
  return fromUnits(units);
}

/** Only one way to write each unit is accepted, so that encoding a decoded track gives the same bytes. */
function isLeastEncoding(first: number, unit: number, length: number): boolean {
  if (length === 1) return unit !== 0;
  if (length === 2) return first >= 0xc0 && (unit > 0x7f || unit === 0);
  return first < 0xf0 && unit > 0x7ff;
}

function continuation(bytes: Buffer, at: number): number {
  const byte = bytes[at] ?? 0;
  if ((byte & 0xc0) !== 0x80) throw malformed(at);
  return byte & 0x3f;
}

/** Arguments of one call are limited by the stack; a text of 65,535 units is not. */
const UNITS_A_CALL = 8_192;

function fromUnits(units: readonly number[]): string {
  if (units.length <= UNITS_A_CALL) return String.fromCharCode(...units);
  let text = '';
  for (let i = 0; i < units.length; i += UNITS_A_CALL) {
    text += String.fromCharCode(...units.slice(i, i + UNITS_A_CALL));
  }
  return text;
}

function malformed(at: number): TrackDecodeError {
  return new TrackDecodeError('text', `byte ${at} is not modified UTF-8.`);
}
