import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeRecord, encodeRecord, RECORD_HEAD_BYTES } from '../../src/store/record.ts';
import type { StoredEntry } from '../../src/store/store.ts';

const time = (): fc.Arbitrary<number> => fc.double({ min: 0, max: 9e15, noNaN: true });
const entries = (): fc.Arbitrary<StoredEntry> =>
  fc
    .record({
      bytes: fc.uint8Array({ maxLength: 300 }),
      schemaVersion: fc.nat(),
      storedAt: time(),
      times: fc.tuple(time(), time()),
      costMs: time(),
    })
    .map(({ times: [a, b], ...entry }) => ({ ...entry, freshUntil: Math.min(a, b), expiresAt: Math.max(a, b) }));

/** Half of surrogate pairs included. */
const anyText = (): fc.Arbitrary<string> =>
  fc.string({ unit: fc.nat(0xffff).map((unit) => String.fromCharCode(unit)) });

const SONG: StoredEntry = {
  bytes: new TextEncoder().encode('Ode to Joy'),
  schemaVersion: 3,
  storedAt: 1_800_000_000_000,
  freshUntil: 1_800_000_060_000,
  expiresAt: 1_800_000_120_000,
  costMs: 812.5,
};

describe('the record of an entry', () => {
  it('gives back what was written, whatever the key and the value', () => {
    fc.assert(
      fc.property(entries(), fc.option(anyText(), { nil: undefined }), (entry, key) => {
        const read = decodeRecord(encodeRecord(entry, key));
        expect(read).toEqual({
          entry: { ...entry, bytes: Buffer.from(entry.bytes) },
          key: key === '' ? undefined : key,
        });
      }),
    );
  });

  it('keeps an entry that never expires', () => {
    const forEver = { ...SONG, freshUntil: Number.POSITIVE_INFINITY, expiresAt: Number.POSITIVE_INFINITY };
    expect(decodeRecord(encodeRecord(forEver))).toMatchObject({ entry: { expiresAt: Number.POSITIVE_INFINITY } });
  });

  it('takes none of 10,000 records with a byte changed', () => {
    const record = encodeRecord(SONG, 'song');
    const taken = fc.sample(fc.tuple(fc.nat(record.length - 1), fc.integer({ min: 1, max: 255 })), 10_000);
    const accepted = taken.filter(([at, change]) => {
      const mutated = Buffer.from(record);
      mutated[at] = (mutated[at] ?? 0) ^ change;
      return typeof decodeRecord(mutated) !== 'string';
    });
    expect(accepted).toEqual([]);
  });

  it('takes no part of a record, nor anything else', () => {
    const record = encodeRecord(SONG, 'song');
    for (let length = 0; length < record.length; length++) {
      expect(decodeRecord(record.subarray(0, length))).toBe('damaged');
    }
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => decodeRecord(bytes) === 'damaged'));
  });

  it('takes no times that are not numbers, even with a right checksum', () => {
    expect(decodeRecord(encodeRecord({ ...SONG, expiresAt: Number.NaN }))).toBe('damaged');
    expect(decodeRecord(encodeRecord({ ...SONG, storedAt: Number.NaN }))).toBe('damaged');
  });

  it('tells what a newer version wrote from what is damaged', () => {
    const newer = encodeRecord(SONG);
    newer[4] = 2;
    expect(decodeRecord(newer)).toBe('newer');
  });

  it('is its value and 53 bytes', () => {
    expect(encodeRecord(SONG).length).toBe(RECORD_HEAD_BYTES + SONG.bytes.length);
    expect(RECORD_HEAD_BYTES).toBe(53);
  });
});
