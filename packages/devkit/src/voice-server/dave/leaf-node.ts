import type { MlsReader } from './mls-bytes.ts';

/** What of a leaf of the tree (RFC 9420, section 7.2) has to be known here. */
export interface LeafNode {
  /** The point with which it signs. */
  readonly signatureKey: Buffer;
  /** The identity of its basic credential: a user id, 64 bits. */
  readonly identity: Buffer;
  readonly lifetime: Lifetime | undefined;
  /** What is signed. */
  readonly content: Buffer;
  readonly signature: Buffer;
}

/** From when to when a key package holds, in seconds since 1970. */
export interface Lifetime {
  readonly notBefore: bigint;
  readonly notAfter: bigint;
}

const BASIC = 1;
const OF_KEY_PACKAGE = 1;
const OF_COMMIT = 3;

/** Reads the leaf that comes next. @throws RangeError when there is none. */
export function readLeafNode(reader: MlsReader): LeafNode {
  const from = reader.at;
  reader.vector();
  const signatureKey = reader.vector();
  if (reader.uint16() !== BASIC) throw new RangeError('MLS: a credential is not basic.');
  const identity = reader.vector();
  skipCapabilities(reader);
  const lifetime = readSource(reader);
  reader.vector();
  const content = reader.between(from, reader.at);
  return { signatureKey, identity, lifetime, content, signature: reader.vector() };
}

/** Versions, cipher suites, extensions, proposals and credentials that it knows. */
function skipCapabilities(reader: MlsReader): void {
  for (let i = 0; i < 5; i += 1) reader.vector();
}

/** Where it comes from, with the lifetime when that is a key package. */
function readSource(reader: MlsReader): Lifetime | undefined {
  const source = reader.uint8();
  if (source === OF_KEY_PACKAGE) return { notBefore: reader.uint64(), notAfter: reader.uint64() };
  if (source === OF_COMMIT) reader.vector();
  return undefined;
}
