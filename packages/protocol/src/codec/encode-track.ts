import { type DecodedTrack, UNKNOWN_LENGTH } from './decoded-track.ts';
import { modifiedUtf8Length, writeModifiedUtf8 } from './modified-utf8.ts';

const LONG_MAX = 2n ** 63n - 1n;

/**
 * Writes a track as lavaplayer 2 does; the opposite of {@link decodeTrack}.
 *
 * @throws RangeError when a text is longer than 65,535 bytes of modified UTF-8, or a number is not whole: the layout
 *   has no room for it.
 * @example
 * ```ts
 * import { decodeTrack, encodeTrack } from '@reprise/protocol';
 *
 * declare const encoded: string;
 * const fromTheSecondMinute = encodeTrack({ ...decodeTrack(encoded), position: 60_000 });
 * ```
 */
export function encodeTrack(track: DecodedTrack): string {
  const { version } = track;
  const title = measured(track.title);
  const author = measured(track.author);
  const identifier = measured(track.identifier);
  const sourceName = measured(track.sourceName);
  const optional = [...(version >= 2 ? [track.uri] : []), ...(version >= 3 ? [track.artworkUrl, track.isrc] : [])].map(
    (text) => (text === null ? null : measured(text)),
  );

  const bytes = Buffer.allocUnsafe(sizeOf(track, [title, author, identifier, sourceName], optional));
  bytes.writeUInt32BE(((version === 1 ? 0 : 1) * 2 ** 30 + bytes.length - 4) >>> 0, 0);
  let at = 4;
  if (version !== 1) at = bytes.writeUInt8(version, at);
  at = writeText(bytes, at, title);
  at = writeText(bytes, at, author);
  at = bytes.writeBigInt64BE(long('length', track.length), at);
  at = writeText(bytes, at, identifier);
  at = bytes.writeUInt8(track.isStream ? 1 : 0, at);
  for (const text of optional) {
    at = bytes.writeUInt8(text === null ? 0 : 1, at);
    if (text !== null) at = writeText(bytes, at, text);
  }
  at = writeText(bytes, at, sourceName);
  bytes.set(track.sourceDetails, at);
  bytes.writeBigInt64BE(long('position', track.position), at + track.sourceDetails.length);
  return bytes.toString('base64');
}

interface Measured {
  readonly text: string;
  readonly length: number;
}

function measured(text: string): Measured {
  const length = modifiedUtf8Length(text);
  if (length > 0xffff) {
    throw new RangeError(`A text of an encoded track holds 65535 bytes, but "${text.slice(0, 40)}…" has ${length}.`);
  }
  return { text, length };
}

function sizeOf(track: DecodedTrack, texts: readonly Measured[], optional: readonly (Measured | null)[]): number {
  const header = track.version === 1 ? 4 : 5;
  const fixed = header + 8 + 1 + track.sourceDetails.length + 8;
  const written = texts.reduce((sum, text) => sum + 2 + text.length, 0);
  return optional.reduce((sum, text) => sum + 1 + (text === null ? 0 : 2 + text.length), fixed + written);
}

function writeText(bytes: Buffer, offset: number, { text, length }: Measured): number {
  return writeModifiedUtf8(bytes, bytes.writeUInt16BE(length, offset), text);
}

function long(field: string, value: number): bigint {
  if (value === UNKNOWN_LENGTH) return LONG_MAX;
  if (!Number.isSafeInteger(value)) {
    throw new RangeError(`The ${field} of an encoded track must be a whole number of milliseconds, but is ${value}.`);
  }
  return BigInt(value);
}
