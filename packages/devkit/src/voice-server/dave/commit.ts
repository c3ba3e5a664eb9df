import { readLeafNode } from './leaf-node.ts';
import { MlsReader, uint16, vector } from './mls-bytes.ts';
import { PROTOCOL_VERSION } from './mls-crypto.ts';

/** A commit as a member sends it to the voice gateway, with the welcome for those whom it adds. */
export interface Commit {
  /** The MLSMessage. */
  readonly message: Buffer;
  readonly groupId: Buffer;
  readonly epoch: bigint;
  /** The leaf of who made it. */
  readonly leafIndex: number;
  /** The proposals it takes, as they are called. */
  readonly refs: readonly Buffer[];
  /** Empty when it adds nobody. */
  readonly welcome: Buffer;
}

const PUBLIC_MESSAGE = 1;
const MEMBER = 1;
const COMMIT = 3;
const BY_REFERENCE = 2;

/** Reads what comes with opcode 28. @throws RangeError when it is no commit of a member that takes proposals by reference. */
export function readCommit(payload: Buffer): Commit {
  const reader = new MlsReader(payload);
  expect(reader.uint16() === PROTOCOL_VERSION && reader.uint16() === PUBLIC_MESSAGE, 'it is no public message');
  const groupId = reader.vector();
  const epoch = reader.uint64();
  expect(reader.uint8() === MEMBER, 'it is of no member');
  const leafIndex = reader.uint32();
  reader.vector();
  expect(reader.uint8() === COMMIT, 'it is something else');
  const refs = readRefs(reader.vector());
  if (reader.uint8() === 1) skipPath(reader);
  // Signature, confirmation tag, membership tag: whoever is in the group checks them.
  for (let i = 0; i < 3; i += 1) reader.vector();
  const message = payload.subarray(0, reader.at);
  return { message, groupId, epoch, leafIndex, refs, welcome: payload.subarray(reader.at) };
}

/** The part of a welcome (RFC 9420, section 12.4.3.1) that is for one of them. @throws RangeError when there is none. */
export function welcomeFor(welcome: Buffer, keyPackageRef: Buffer): Buffer {
  const reader = new MlsReader(welcome);
  const cipherSuite = reader.uint16();
  const secrets = new MlsReader(reader.vector());
  const groupInfo = reader.vector();
  while (!secrets.isAtEnd) {
    const from = secrets.at;
    const isTheirs = secrets.vector().equals(keyPackageRef);
    secrets.vector();
    secrets.vector();
    const secret = secrets.between(from, secrets.at);
    if (isTheirs) return Buffer.concat([uint16(cipherSuite), vector(secret), vector(groupInfo)]);
  }
  throw new RangeError('Commit: it does not welcome everybody whom it adds.');
}

function readRefs(proposals: Buffer): Buffer[] {
  const reader = new MlsReader(proposals);
  const refs: Buffer[] = [];
  while (!reader.isAtEnd) {
    expect(reader.uint8() === BY_REFERENCE, 'it holds a proposal of its own');
    refs.push(reader.vector());
  }
  return refs;
}

function skipPath(reader: MlsReader): void {
  readLeafNode(reader);
  reader.vector();
}

function expect(isSo: boolean, otherwise: string): void {
  if (!isSo) throw new RangeError(`Commit: ${otherwise}.`);
}
