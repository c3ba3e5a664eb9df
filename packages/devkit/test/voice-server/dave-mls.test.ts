import { seededRandom } from '@reprise/devkit';
import { DAVESession } from '@snazzah/davey';
import { describe, expect, it } from 'vitest';
import { readCommit } from '../../src/voice-server/dave/commit.ts';
import { ExternalSender } from '../../src/voice-server/dave/external-sender.ts';
import { readKeyPackage } from '../../src/voice-server/dave/key-package.ts';
import { Leaves } from '../../src/voice-server/dave/leaves.ts';
import { MlsReader, uint16, vector } from '../../src/voice-server/dave/mls-bytes.ts';

const ADA = '400000000000000004';
const CHANNEL = '817327182111571989';

describe('The encoding of MLS', () => {
  it.each([
    [0, '00'],
    [37, '25'],
    [63, '3f'],
    [64, '4040'],
    [15_293, '7bbd'],
    [16_383, '7fff'],
    [16_384, '80004000'],
  ])('writes a length of %i as RFC 9420 says, and reads it', (length, header) => {
    const content = Buffer.alloc(length, 7);
    const bytes = vector(content);
    expect(bytes.subarray(0, bytes.length - length).toString('hex')).toBe(header);
    const reader = new MlsReader(bytes);
    expect([reader.vector().equals(content), reader.isAtEnd]).toEqual([true, true]);
  });

  it('does not read what is not there', () => {
    expect(() => new MlsReader(Buffer.from('05aa', 'hex')).vector()).toThrow('MLS: 5 bytes are missing at 1.');
    expect(() => new MlsReader(Buffer.from('c0', 'hex')).vector()).toThrow(RangeError);
    expect(() => new MlsReader(Buffer.alloc(1)).uint16()).toThrow(RangeError);
  });

  it('calls everything else than a commit none, whatever comes', () => {
    const random = seededRandom(1);
    for (let i = 0; i < 500; i += 1) {
      const bytes = Buffer.from(Array.from({ length: Math.floor(random() * 200) }, () => Math.floor(random() * 256)));
      expect(() => readCommit(bytes)).toThrow(RangeError);
    }
  });
});

describe('A key package', () => {
  const session = new DAVESession(1, ADA, CHANNEL);

  it('is taken as davey makes it, bare or in a message', () => {
    const bytes = session.getSerializedKeyPackage();
    const inMessage = Buffer.concat([uint16(1), uint16(5), bytes]);
    expect(readKeyPackage(bytes, ADA).ref).toHaveLength(32);
    expect(readKeyPackage(inMessage, ADA)).toEqual(readKeyPackage(bytes, ADA));
  });

  it('is refused when it is of somebody else, is cut, or is not what was signed', () => {
    const bytes = session.getSerializedKeyPackage();
    expect(() => readKeyPackage(bytes, CHANNEL)).toThrow(`Key package: it is not of user ${CHANNEL}.`);
    expect(() => readKeyPackage(bytes.subarray(0, 100), ADA)).toThrow(RangeError);
    const changed = Buffer.from(bytes);
    // In the key to which welcomes are encrypted.
    changed.writeUInt8(changed.readUInt8(30) ^ 1, 30);
    expect(() => readKeyPackage(changed, ADA)).toThrow('Key package: a signature is wrong.');
  });
});

describe('The external sender', () => {
  it('proposes what davey takes for its own group, and takes no more when it is revoked', () => {
    const sender = new ExternalSender();
    const session = new DAVESession(1, ADA, CHANNEL);
    session.setExternalSender(sender.package);
    const other = new DAVESession(1, '500000000000000005', CHANNEL).getSerializedKeyPackage();
    const groupId = Buffer.alloc(8);
    groupId.writeBigUInt64BE(BigInt(CHANNEL));
    const { message, ref } = sender.add({ groupId, epoch: 0 }, other);

    const { commit = Buffer.alloc(0) } = session.processProposals(0, vector(message));
    expect(readCommit(commit)).toMatchObject({ groupId, epoch: 0n, leafIndex: 0, refs: [ref] });
    expect(session.processProposals(1, vector(vector(ref)))).toEqual({});
    expect(() =>
      session.processProposals(0, vector(new ExternalSender().add({ groupId, epoch: 0 }, other).message)),
    ).toThrow();
  });
});

describe('Leaves', () => {
  it('are given to the next who comes when they are free', () => {
    const leaves = new Leaves();
    leaves.begin('a');
    for (const userId of ['b', 'c', 'd']) leaves.add(userId);
    leaves.remove('b');
    leaves.remove('c');
    leaves.add('e');
    expect(['a', 'b', 'e', 'd'].map((userId) => leaves.indexOf(userId))).toEqual([0, -1, 1, 3]);
    expect(leaves.userIds).toEqual(['a', 'e', 'd']);
  });
});
