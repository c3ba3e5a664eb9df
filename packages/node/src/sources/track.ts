import { decodeTrack, encodeTrack, TrackDecodeError, type TrackInfo, UNKNOWN_LENGTH } from '@reprise/protocol';
import type { LoadedTrack } from './source.ts';

/** What the real server calls music without tags. */
const UNKNOWN_TITLE = 'Unknown title';
/** What the real server calls whoever made music without tags. */
const UNKNOWN_ARTIST = 'Unknown artist';

/** The parts of a track that differ from track to track. */
export interface TrackParts {
  readonly identifier: string;
  readonly title?: string | undefined;
  readonly author?: string | undefined;
  /** Milliseconds; `undefined` when it is not known. */
  readonly lengthMs: number | undefined;
  /** Whether it is a live stream. @defaultValue whether `lengthMs` is undefined */
  readonly isStream?: boolean;
  readonly uri: string;
  readonly artworkUrl?: string | undefined;
  readonly isrc?: string | undefined;
  readonly sourceName: string;
  /** Kind of file (`wav`, `mp3`), which the sources that read files write into the encoded track. */
  readonly probe?: string;
  readonly pluginInfo?: LoadedTrack['pluginInfo'];
}

/** The longest text that surely fits into an encoded track, whose texts hold 65,535 bytes. */
const LONGEST_TEXT = 16_000;

/** Builds a track and its encoded form. */
export function makeTrack(parts: TrackParts): LoadedTrack {
  const isStream = parts.isStream ?? parts.lengthMs === undefined;
  const info: TrackInfo = {
    identifier: clip(parts.identifier),
    isSeekable: !isStream,
    author: clip(parts.author || UNKNOWN_ARTIST),
    length: parts.lengthMs ?? UNKNOWN_LENGTH,
    isStream,
    position: 0,
    title: clip(parts.title || UNKNOWN_TITLE),
    uri: clip(parts.uri),
    artworkUrl: parts.artworkUrl === undefined ? null : clip(parts.artworkUrl),
    isrc: parts.isrc === undefined ? null : clip(parts.isrc),
    sourceName: parts.sourceName,
  };
  const encoded = encodeTrack({ version: 3, ...info, sourceDetails: writeProbe(parts.probe) });
  return { encoded, info, pluginInfo: parts.pluginInfo ?? {}, userData: {} };
}

/**
 * The encoded track with another position in it. The real server writes a track anew whenever it tells of one that plays,
 * so that the text in an end event is not the text that was started (`test/fixtures/golden/session.json`, "seek past the
 * end"). A text that is no encoded track, as a source of one's own may have, stays as it is.
 */
export function withPosition(encoded: string, position: number): string {
  try {
    return encodeTrack({ ...decodeTrack(encoded), version: 3, position });
  } catch (error) {
    if (error instanceof TrackDecodeError) return encoded;
    throw error;
  }
}

/** The kind of file that {@link makeTrack} wrote; `undefined` when the details are no such text. */
export function readProbe(sourceDetails: Uint8Array): string | undefined {
  const bytes = Buffer.from(sourceDetails);
  if (bytes.length < 2 || bytes.readUInt16BE(0) !== bytes.length - 2) return undefined;
  return bytes.toString('utf8', 2);
}

/** lavaplayer writes the probe as one text of two length bytes and its letters, which are plain ASCII. */
function writeProbe(probe: string | undefined): Uint8Array {
  if (probe === undefined) return new Uint8Array();
  const letters = Buffer.from(probe, 'latin1');
  const length = Buffer.alloc(2);
  length.writeUInt16BE(letters.length);
  return Buffer.concat([length, letters]);
}

function clip(text: string): string {
  return text.length <= LONGEST_TEXT ? text : text.slice(0, LONGEST_TEXT);
}
