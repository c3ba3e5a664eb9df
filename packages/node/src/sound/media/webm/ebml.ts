import type { ByteCursor } from '../byte-cursor.ts';

/** Names of the elements of Matroska files that matter for sound: RFC 9559. */
export const ID = {
  ebml: 0x1a_45_df_a3,
  segment: 0x18_53_80_67,
  seekHead: 0x11_4d_9b_74,
  seek: 0x4d_bb,
  seekId: 0x53_ab,
  seekPosition: 0x53_ac,
  info: 0x15_49_a9_66,
  timestampScale: 0x2a_d7_b1,
  duration: 0x44_89,
  tracks: 0x16_54_ae_6b,
  trackEntry: 0xae,
  trackNumber: 0xd7,
  trackType: 0x83,
  codecId: 0x86,
  codecPrivate: 0x63_a2,
  codecDelay: 0x56_aa,
  cues: 0x1c_53_bb_6b,
  cuePoint: 0xbb,
  cueTime: 0xb3,
  cueTrackPositions: 0xb7,
  cueClusterPosition: 0xf1,
  cluster: 0x1f_43_b6_75,
  timestamp: 0xe7,
  simpleBlock: 0xa3,
  blockGroup: 0xa0,
  block: 0xa1,
} as const;

/** The head of an element. */
export interface ElementHead {
  readonly id: number;
  /** Where its content begins. */
  readonly start: number;
  /** Bytes of content; infinite for what is written while it is played. */
  readonly size: number;
}

const LONGEST_HEAD = 12;

/** Reads the head at the cursor; undefined at the end, or where there is none. */
export async function readHead(cursor: ByteCursor): Promise<ElementHead | undefined> {
  const bytes = await cursor.peek(LONGEST_HEAD);
  const head = headAt(bytes, 0);
  if (head === undefined) return undefined;
  cursor.seek(cursor.position + head.start);
  return { ...head, start: cursor.position };
}

/** The elements of a content that is there as a whole. */
export function* elementsOf(content: Buffer): Generator<{ readonly id: number; readonly content: Buffer }> {
  let at = 0;
  while (at < content.length) {
    const head = headAt(content, at);
    if (head === undefined) return;
    const end = Math.min(content.length, head.start + head.size);
    yield { id: head.id, content: content.subarray(head.start, end) };
    at = end;
  }
}

/** The content of the first element of that name. */
export function find(content: Buffer, id: number): Buffer | undefined {
  for (const element of elementsOf(content)) if (element.id === id) return element.content;
  return undefined;
}

/** A whole number as an element holds it. */
export function wholeNumber(content: Buffer | undefined): number | undefined {
  if (content === undefined || content.length > 8) return undefined;
  return content.reduce((value, byte) => value * 256 + byte, 0);
}

/** A number with a fraction as an element holds it. */
export function decimal(content: Buffer | undefined): number | undefined {
  if (content?.length === 4) return content.readFloatBE(0);
  return content?.length === 8 ? content.readDoubleBE(0) : undefined;
}

/** A number of which the first byte tells how many there are; infinite when all bits are set. */
export function variableNumber(
  bytes: Buffer,
  at: number,
): { readonly value: number; readonly bytes: number } | undefined {
  const first = bytes[at];
  if (first === undefined || first === 0) return undefined;
  const length = Math.clz32(first) - 23;
  if (at + length > bytes.length) return undefined;
  let value = first & (0xff >> length);
  let isUnknown = value === 0xff >> length;
  for (let i = 1; i < length; i += 1) {
    const byte = bytes[at + i] ?? 0;
    isUnknown &&= byte === 0xff;
    value = value * 256 + byte;
  }
  return { value: isUnknown ? Number.POSITIVE_INFINITY : value, bytes: length };
}

function headAt(bytes: Buffer, at: number): ElementHead | undefined {
  const first = bytes[at];
  if (first === undefined || first < 0x10) return undefined;
  const idBytes = Math.clz32(first) - 23;
  if (at + idBytes >= bytes.length) return undefined;
  const id = bytes.readUIntBE(at, idBytes);
  const size = variableNumber(bytes, at + idBytes);
  if (size === undefined) return undefined;
  return { id, start: at + idBytes + size.bytes, size: size.value };
}
