import { createCipheriv, createSecretKey } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { hchacha20 } from '../../src/voice-server/hchacha20.ts';
import { ArrivalTimes } from '../../src/voice-server/packet-gaps.ts';
import { readRtp } from '../../src/voice-server/rtp.ts';
import { RtpOrder } from '../../src/voice-server/rtp-order.ts';
import { decrypt, type TransportMode } from '../../src/voice-server/transport-cipher.ts';

const KEY = Buffer.from(Array.from({ length: 32 }, (_, index) => index));

interface Sent {
  readonly mode: TransportMode;
  readonly opus: Buffer;
  /** Content of an extension of the header, as video clients send one. */
  readonly extension?: Buffer;
}

/** A packet as a client of Discord makes it. */
function packet({ mode, opus, extension }: Sent): Buffer {
  const header = Buffer.from([0x80, 0x78, 0x12, 0x34, 0, 0, 0x03, 0xc0, 0, 0, 0, 42]);
  if (extension !== undefined) header.writeUInt8(0x90, 0);
  const length = Buffer.from([0xbe, 0xde, 0, (extension?.length ?? 0) / 4]);
  const signed = extension === undefined ? header : Buffer.concat([header, length]);
  const counter = Buffer.from([0, 0, 1, 7]);
  const plain = Buffer.concat([extension ?? Buffer.alloc(0), opus]);
  const cipher =
    mode === 'aead_aes256_gcm_rtpsize'
      ? createCipheriv('aes-256-gcm', KEY, Buffer.concat([counter], 12))
      : createCipheriv('chacha20-poly1305', hchacha20(KEY, Buffer.concat([counter], 16)), Buffer.alloc(12), {
          authTagLength: 16,
        });
  cipher.setAAD(signed, { plaintextLength: plain.length });
  return Buffer.concat([signed, cipher.update(plain), cipher.final(), cipher.getAuthTag(), counter]);
}

function opened(datagram: Buffer, mode: TransportMode, key: Buffer = KEY): Buffer | undefined {
  const read = readRtp(datagram);
  return read === undefined ? undefined : decrypt(read, mode, createSecretKey(key));
}

const OPUS = Buffer.from('not really Opus');
const MODES = ['aead_aes256_gcm_rtpsize', 'aead_xchacha20_poly1305_rtpsize'] as const;

describe.each(MODES)('A packet by %s', (mode) => {
  it('is opened with the key of its session and with no other', () => {
    expect(opened(packet({ mode, opus: OPUS }), mode)).toEqual(OPUS);
    expect(opened(packet({ mode, opus: OPUS }), mode, Buffer.alloc(32))).toBeUndefined();
  });

  it('is opened with an extension, which is left away', () => {
    expect(opened(packet({ mode, opus: OPUS, extension: Buffer.from('12345678') }), mode)).toEqual(OPUS);
  });

  it.each([0, 3, 12, 20, 30, 46])('is not taken with byte %d changed', (index) => {
    const changed = packet({ mode, opus: OPUS });
    changed.writeUInt8(changed.readUInt8(index) ^ 1, index);
    expect(opened(changed, mode)).toBeUndefined();
  });

  it('is not taken when it is cut short', () => {
    const whole = packet({ mode, opus: OPUS });
    for (let length = 0; length < whole.length; length += 1) {
      expect(opened(whole.subarray(0, length), mode)).toBeUndefined();
    }
  });
});

it('makes the keys of XChaCha20 as its draft does (draft-irtf-cfrg-xchacha-03, section 2.2.1)', () => {
  const nonce = Buffer.from('000000090000004a0000000031415927', 'hex');
  expect(hchacha20(KEY, nonce).toString('hex')).toBe(
    '82413b4227b27bfed30e42508a877d73a0f9e4d58a74a853c12ec41326d3ecdc',
  );
});

describe('The order of packets', () => {
  const take = (sequences: readonly number[], timestamp = (sequence: number) => sequence * 960) => {
    const faults = { lost: 0, duplicates: 0, reordered: 0, timestampJumps: 0 };
    const order = new RtpOrder(faults);
    const places = sequences.map((sequence) => order.take(sequence & 0xffff, timestamp(sequence) >>> 0));
    return { ...faults, places };
  };
  const none = { lost: 0, duplicates: 0, reordered: 0, timestampJumps: 0 };

  it('is right over the end of the numbers', () => {
    expect(take([65_534, 65_535, 65_536, 65_537])).toMatchObject(none);
  });

  it('counts what is lost, also over the end of the numbers', () => {
    expect(take([65_534, 65_537, 65_538])).toMatchObject({ ...none, lost: 2 });
  });

  it('counts what comes twice, and what comes late as not lost', () => {
    expect(take([1, 2, 2, 4, 3, 3, 5])).toMatchObject({
      ...none,
      duplicates: 2,
      reordered: 1,
      places: ['next', 'next', 'again', 'next', 'late', 'again', 'next'],
    });
  });

  it('counts timestamps that jump', () => {
    expect(take([1, 2, 3], (sequence) => (sequence === 3 ? 5_000 : sequence * 960))).toMatchObject({
      ...none,
      timestampJumps: 1,
    });
  });
});

it('counts what comes late, but no pauses', () => {
  const gaps = { over40Ms: 0, over60Ms: 0, longestMs: 0 };
  const times = new ArrivalTimes(gaps);
  for (const at of [0, 20, 61, 80, 145]) times.take(at, false);
  times.take(165, true);
  times.take(5_000, false);
  expect(gaps).toEqual({ over40Ms: 2, over60Ms: 1, longestMs: 65 });
});
