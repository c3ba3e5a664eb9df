import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { uint8, uint16, uint32, uint64, vector } from './mls-bytes.ts';
import { PROTOCOL_VERSION, pointOf, reference, signed } from './mls-crypto.ts';

/** Which group, and how old it is. */
export interface GroupState {
  readonly groupId: Buffer;
  readonly epoch: number;
}

/** A proposal that was signed. */
export interface SignedProposal {
  /** The MLSMessage. */
  readonly message: Buffer;
  /** By it a commit calls it. */
  readonly ref: Buffer;
}

const PUBLIC_MESSAGE = 1;
const EXTERNAL = 2;
const PROPOSAL = 2;
const BASIC = 1;
const ADD = 1;
const REMOVE = 3;

/** The voice gateway as MLS knows it: no member, but the only one who may propose who is added and removed. */
export class ExternalSender {
  /** What clients are told of it: its key and its credential. */
  readonly package: Buffer;
  readonly #key: KeyObject;

  constructor() {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    this.#key = privateKey;
    this.package = Buffer.concat([vector(pointOf(publicKey)), uint16(BASIC), vector(uint64(1n))]);
  }

  add(group: GroupState, keyPackage: Buffer): SignedProposal {
    return this.#proposed(group, Buffer.concat([uint16(ADD), keyPackage]));
  }

  remove(group: GroupState, leafIndex: number): SignedProposal {
    return this.#proposed(group, Buffer.concat([uint16(REMOVE), uint32(leafIndex)]));
  }

  /** A PublicMessage of RFC 9420, section 6.2; as it is from outside, neither a group context nor a tag goes with it. */
  #proposed({ groupId, epoch }: GroupState, proposal: Buffer): SignedProposal {
    const sender = [uint8(EXTERNAL), uint32(0)];
    const noData = vector();
    const content = Buffer.concat([
      vector(groupId),
      uint64(BigInt(epoch)),
      ...sender,
      noData,
      uint8(PROPOSAL),
      proposal,
    ]);
    const header = [uint16(PROTOCOL_VERSION), uint16(PUBLIC_MESSAGE)];
    const signature = vector(signed('FramedContentTBS', Buffer.concat([...header, content]), this.#key));
    return {
      message: Buffer.concat([...header, content, signature]),
      ref: reference('Proposal Reference', Buffer.concat([uint16(PUBLIC_MESSAGE), content, signature])),
    };
  }
}
