/** Where a page has its checksum: RFC 3533, section 6. */
export const CHECKSUM_AT = 22;
const AFTER_CHECKSUM = CHECKSUM_AT + 4;
const POLYNOMIAL = 0x04c11db7;
const CHECKSUMS = Uint32Array.from({ length: 256 }, (_, byte) => {
  let sum = byte << 24;
  for (let bit = 0; bit < 8; bit += 1) sum = (sum << 1) ^ (sum < 0 ? POLYNOMIAL : 0);
  return sum >>> 0;
});
const NO_CHECKSUM = new Uint8Array(4);

/** Checksum of a page, whatever it has as one. Not the CRC of zip files, which goes through the bits the other way round. */
export function oggChecksum(page: Uint8Array): number {
  const head = add(0, page, 0, CHECKSUM_AT);
  return add(add(head, NO_CHECKSUM, 0, 4), page, AFTER_CHECKSUM, page.length) >>> 0;
}

function add(sum: number, bytes: Uint8Array, from: number, to: number): number {
  let next = sum;
  for (let i = from; i < to; i += 1) next = (next << 8) ^ (CHECKSUMS[((next >>> 24) ^ (bytes[i] ?? 0)) & 0xff] ?? 0);
  return next;
}
