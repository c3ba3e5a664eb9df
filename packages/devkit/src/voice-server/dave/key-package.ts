import { readLeafNode } from './leaf-node.ts';
import { MlsReader } from './mls-bytes.ts';
import { CIPHER_SUITE, isSigned, PROTOCOL_VERSION, publicKeyOf, reference } from './mls-crypto.ts';

/** With what somebody can be added to a group. */
export interface KeyPackage {
  readonly bytes: Buffer;
  /** By it a welcome calls them. */
  readonly ref: Buffer;
}

const FOREVER = 0xffff_ffff_ffff_ffffn;
const WIRE_FORMAT = 5;
const MESSAGE_HEADER = 4;

/**
 * Reads a key package (RFC 9420, section 10) as the voice gateway does: it has to be of that user, to hold forever, and to be
 * signed.
 *
 * @throws RangeError telling what is wrong.
 */
export function readKeyPackage(payload: Buffer, userId: string): KeyPackage {
  const bytes = unwrapped(payload);
  const reader = new MlsReader(bytes);
  if (reader.uint16() !== PROTOCOL_VERSION || reader.uint16() !== CIPHER_SUITE)
    throw new RangeError('Key package: it is of another version or cipher suite.');
  reader.vector();
  const leaf = readLeafNode(reader);
  reader.vector();
  const content = reader.between(0, reader.at);
  const signature = reader.vector();
  if (!reader.isAtEnd) throw new RangeError('Key package: there is something behind it.');
  if (leaf.identity.length !== 8 || leaf.identity.readBigUInt64BE() !== BigInt(userId))
    throw new RangeError(`Key package: it is not of user ${userId}.`);
  if (leaf.lifetime?.notBefore !== 0n || leaf.lifetime.notAfter !== FOREVER)
    throw new RangeError('Key package: it does not hold forever.');
  const key = publicKeyOf(leaf.signatureKey);
  const isGood =
    isSigned('LeafNodeTBS', leaf.content, key, leaf.signature) && isSigned('KeyPackageTBS', content, key, signature);
  if (!isGood) throw new RangeError('Key package: a signature is wrong.');
  return { bytes, ref: reference('KeyPackage Reference', bytes) };
}

/** The protocol's text has it in a message; Discord's own library, and what follows it, sends it bare. */
function unwrapped(payload: Buffer): Buffer {
  const isMessage = payload.length > MESSAGE_HEADER && payload.readUInt16BE(2) === WIRE_FORMAT;
  return isMessage ? payload.subarray(MESSAGE_HEADER) : payload;
}
