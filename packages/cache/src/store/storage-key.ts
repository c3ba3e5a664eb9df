import { createHash } from 'node:crypto';

/** Bytes of the longest key that is stored under its own name. */
const MAX_KEY_BYTES = 512;
/** Letters that stay readable in the name of a longer one. */
const HEAD_LENGTH = 64;

/** Begins the name of a key that is stored as it is. */
export const PLAIN_MARK = '=';
/** Begins the name of a key that is stored as a hash of it. */
export const HASH_MARK = '#';

/** Under which name a key is stored. */
export interface StorageKey {
  /** Well-formed text of at most 513 bytes, never empty. Different keys have different ones. */
  readonly name: string;
  /** Whether the key cannot be told from its name, so that the record has to hold it. */
  readonly isHashed: boolean;
}

/** The name under which a store keeps a key. Keys that are long, or not well-formed texts, are hashed to 128 bits. */
export function storageKeyOf(key: string): StorageKey {
  const isPlain = key.length <= MAX_KEY_BYTES && Buffer.byteLength(key) <= MAX_KEY_BYTES && key.isWellFormed();
  if (isPlain) return { name: PLAIN_MARK + key, isHashed: false };
  const hash = createHash('sha256').update(key, 'utf16le').digest('hex').slice(0, 32);
  return { name: `${HASH_MARK}${hash} ${key.slice(0, HEAD_LENGTH).toWellFormed()}`, isHashed: true };
}

/** The key of a name, or undefined when only its record knows it. */
export function keyOfStorageName(name: string): string | undefined {
  return name.startsWith(PLAIN_MARK) ? name.slice(PLAIN_MARK.length) : undefined;
}
