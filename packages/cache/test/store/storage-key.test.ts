import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keyOfStorageName, storageKeyOf } from '../../src/store/storage-key.ts';

const unit = (): fc.Arbitrary<string> => fc.nat(0xffff).map((code) => String.fromCharCode(code));
/** Short and long ones, halves of surrogate pairs included. */
const anyKey = (): fc.Arbitrary<string> =>
  fc.oneof(fc.string({ unit: unit() }), fc.string({ unit: unit(), minLength: 150, maxLength: 2_000 }));

describe('the name under which a key is stored', () => {
  it('is well-formed, never empty and at most 513 bytes', () => {
    fc.assert(
      fc.property(anyKey(), (key) => {
        const { name } = storageKeyOf(key);
        expect(name.isWellFormed()).toBe(true);
        expect(name).not.toBe('');
        expect(Buffer.byteLength(name)).toBeLessThanOrEqual(513);
      }),
    );
  });

  it('gives the key back unless it is hashed', () => {
    fc.assert(
      fc.property(anyKey(), (key) => {
        const { name, isHashed } = storageKeyOf(key);
        expect(keyOfStorageName(name)).toBe(isHashed ? undefined : key);
      }),
    );
  });

  it('hashes what is longer than 512 bytes, and stays readable', () => {
    expect(storageKeyOf('x'.repeat(512)).isHashed).toBe(false);
    expect(storageKeyOf('é'.repeat(256)).isHashed).toBe(false);
    expect(storageKeyOf('x'.repeat(513)).isHashed).toBe(true);
    expect(storageKeyOf(`${'é'.repeat(256)}x`).name).toMatch(/^#[0-9a-f]{32} é{64}$/);
  });

  it('tells keys apart that UTF-8 would make equal', () => {
    const names = ['\ud800', '\ud801', '\ufffd'].map((key) => storageKeyOf(key).name);
    expect(new Set(names).size).toBe(3);
  });

  it('tells a long key from the short one that reads like its name', () => {
    const long = storageKeyOf('x'.repeat(1_000)).name;
    expect(storageKeyOf(long).name).not.toBe(long);
  });
});
