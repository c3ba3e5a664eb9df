/** What stands for every value that has no room. */
const OTHER = 'other';

/** Values of a label, so many and no more: whatever is counted, the number of series stays bounded. */
export class BoundedLabel {
  readonly #most: number;
  readonly #isAllowed: (value: string) => boolean;
  readonly #known = new Set<string>();

  constructor(most: number, isAllowed: (value: string) => boolean) {
    this.#most = most;
    this.#isAllowed = isAllowed;
  }

  /** The value itself, or `other` for one that is not allowed, or came when all room was taken. */
  of(value: string): string {
    if (this.#known.has(value)) return value;
    if (this.#known.size >= this.#most || !this.#isAllowed(value)) return OTHER;
    this.#known.add(value);
    return value;
  }
}

/** One word or two as programs name things, `cache stats` or `queue-page`: ids of Discord are none. */
export function isPlainName(value: string): boolean {
  return value.length <= 64 && /^(?!\d{5})[a-z0-9_-]{1,32}(?: [a-z_-]{1,32})?$/.test(value);
}

/** A name from the configuration, if it is short enough to be one. */
export function isShortName(value: string): boolean {
  return value.length > 0 && value.length <= 64;
}
