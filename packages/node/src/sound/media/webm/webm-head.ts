import type { ByteCursor } from '../byte-cursor.ts';
import { readOpusHead } from '../opus-packet.ts';
import { decimal, elementsOf, find, ID, readHead, wholeNumber } from './ebml.ts';

/** What a Matroska file with Opus in it tells before the music. */
export interface WebmHead {
  readonly track: number;
  /** Samples at the beginning that are not to be heard. */
  readonly preSkip: number;
  /** Nanoseconds of one tick of its clock. */
  readonly tickNs: number;
  readonly durationMs: number | undefined;
  /** Where positions in the file are counted from. */
  readonly segmentStart: number;
  readonly firstCluster: number;
  /** Where its list of places is, if it says so. */
  readonly cuesAt: number | undefined;
}

const AUDIO = 2;
const DEFAULT_TICK_NS = 1_000_000;
const SAMPLE_NS = 1e9 / 48_000;
/** Heads are small; a larger one is not looked into. */
const LARGEST_HEAD_BYTES = 1024 * 1024;

/** Reads up to the music. Undefined when the first sound in it is not Opus. */
export async function readWebmHead(cursor: ByteCursor): Promise<WebmHead | undefined> {
  const segmentStart = await findSegment(cursor);
  if (segmentStart === undefined) return undefined;
  let track: Pick<WebmHead, 'track' | 'preSkip'> | undefined;
  let info: Pick<WebmHead, 'tickNs' | 'durationMs'> = { tickNs: DEFAULT_TICK_NS, durationMs: undefined };
  let cuesAt: number | undefined;
  for (;;) {
    const at = cursor.position;
    const head = await readHead(cursor);
    if (head === undefined) return undefined;
    if (head.id === ID.cluster) {
      return track && { ...track, ...info, segmentStart, firstCluster: at, cuesAt };
    }
    if (head.id === ID.cues) cuesAt = at;
    const isWanted = head.id === ID.seekHead || head.id === ID.info || head.id === ID.tracks;
    if (isWanted && head.size <= LARGEST_HEAD_BYTES) {
      const content = await cursor.peek(head.size);
      if (head.id === ID.info) info = readInfo(content);
      else if (head.id === ID.seekHead) cuesAt ??= cuesPosition(content, segmentStart);
      else track = readTracks(content);
      if (head.id === ID.tracks && track === undefined) return undefined;
    }
    if (!Number.isFinite(head.size)) return undefined;
    cursor.seek(head.start + head.size);
  }
}

async function findSegment(cursor: ByteCursor): Promise<number | undefined> {
  cursor.seek(0);
  for (;;) {
    const head = await readHead(cursor);
    if (head === undefined) return undefined;
    if (head.id === ID.segment) return head.start;
    if (!Number.isFinite(head.size)) return undefined;
    cursor.seek(head.start + head.size);
  }
}

function readInfo(content: Buffer): Pick<WebmHead, 'tickNs' | 'durationMs'> {
  const tickNs = wholeNumber(find(content, ID.timestampScale)) || DEFAULT_TICK_NS;
  const duration = decimal(find(content, ID.duration));
  const isKnown = duration !== undefined && Number.isFinite(duration) && duration > 0;
  return { tickNs, durationMs: isKnown ? Math.round((duration * tickNs) / 1e6) : undefined };
}

function cuesPosition(content: Buffer, segmentStart: number): number | undefined {
  for (const { id, content: entry } of elementsOf(content)) {
    if (id !== ID.seek || wholeNumber(find(entry, ID.seekId)) !== ID.cues) continue;
    const position = wholeNumber(find(entry, ID.seekPosition));
    return position === undefined ? undefined : segmentStart + position;
  }
  return undefined;
}

function readTracks(content: Buffer): Pick<WebmHead, 'track' | 'preSkip'> | undefined {
  for (const { id, content: entry } of elementsOf(content)) {
    if (id !== ID.trackEntry || wholeNumber(find(entry, ID.trackType)) !== AUDIO) continue;
    const track = wholeNumber(find(entry, ID.trackNumber));
    const isOpus = find(entry, ID.codecId)?.toString('latin1') === 'A_OPUS';
    const head = readOpusHead(find(entry, ID.codecPrivate) ?? Buffer.alloc(0));
    if (!isOpus || head === undefined || track === undefined) return undefined;
    const delayNs = wholeNumber(find(entry, ID.codecDelay));
    return { track, preSkip: delayNs === undefined ? head.preSkip : Math.round(delayNs / SAMPLE_NS) };
  }
  return undefined;
}
