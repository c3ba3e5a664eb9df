const LIMIT = 2n ** 63n;

/** A whole number that fits into the 64 bits the real server has for ids; `undefined` for any other text. */
export function readLong(text: string): bigint | undefined {
  if (!/^-?\d{1,19}$/.test(text)) return undefined;
  const id = BigInt(text);
  return id < -LIMIT || id >= LIMIT ? undefined : id;
}
