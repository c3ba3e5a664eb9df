/** Where an entry stands in the order of expiry: the time as a big-endian double, which sorts as its bytes do, and its name. */
export function expiryRow(expiresAt: number, name: Buffer): Buffer {
  const row = Buffer.allocUnsafe(TIME_BYTES + name.length);
  row.writeDoubleBE(expiresAt);
  name.copy(row, TIME_BYTES);
  return row;
}

/** Behind all rows of what has expired at a time. */
export function endOfExpired(now: number): Buffer {
  return expiryRow(now, Buffer.of(0xff));
}

/** What a row says. */
export function readExpiryRow(row: Buffer): { readonly expiresAt: number; readonly name: Buffer } {
  return { expiresAt: row.readDoubleBE(), name: row.subarray(TIME_BYTES) };
}

const TIME_BYTES = 8;
