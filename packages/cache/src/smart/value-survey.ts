/** Values nested more deeply than that are not kept: no song is. */
export const DEEPEST = 32;

/** What a value is like, found without encoding it. */
export type Survey = 'fine' | 'too-large' | 'too-deep';

/**
 * Whether a value may be encoded at all. A value that is far too large is found out after a walk through as much of it
 * as would have been allowed; one that contains itself is too deep.
 */
export function survey(value: unknown, maxBytes: number): Survey {
  const walk = new Walk(maxBytes);
  walk.enter(value, 0);
  return walk.found;
}

class Walk {
  found: Survey = 'fine';
  #left: number;

  constructor(maxBytes: number) {
    this.#left = maxBytes;
  }

  enter(value: unknown, depth: number): void {
    if (this.found !== 'fine') return;
    if (typeof value === 'string') this.#take(value.length + 2);
    else if (typeof value !== 'object' || value === null) this.#take(1);
    else if (depth >= DEEPEST) this.found = 'too-deep';
    else if (Array.isArray(value)) this.#enterAll(value, depth);
    else this.#enterFields(value, depth);
  }

  #enterAll(items: readonly unknown[], depth: number): void {
    for (const item of items) {
      if (this.found !== 'fine') return;
      this.#take(1);
      this.enter(item, depth + 1);
    }
  }

  #enterFields(fields: object, depth: number): void {
    for (const [name, field] of Object.entries(fields)) {
      if (this.found !== 'fine') return;
      // What JSON leaves out takes nothing.
      if (field === undefined || typeof field === 'function' || typeof field === 'symbol') continue;
      this.#take(name.length + 3);
      this.enter(field, depth + 1);
    }
  }

  #take(bytes: number): void {
    this.#left -= bytes;
    if (this.#left < 0) this.found = 'too-large';
  }
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPENING: ReadonlySet<number> = new Set([0x5b, 0x7b]);
const CLOSING: ReadonlySet<number> = new Set([0x5d, 0x7d]);

/** Whether JSON is nested no more deeply than a value may be, found without reading it. */
export function isShallow(json: Uint8Array): boolean {
  return hasFewOpenings(json) || isNestedLittle(json);
}

/** What opens so seldom, in texts included, cannot be deep. Much quicker to find out than how deep it is. */
function hasFewOpenings(json: Uint8Array): boolean {
  let left = DEEPEST;
  for (const opening of OPENING) {
    for (let at = json.indexOf(opening); at >= 0; at = json.indexOf(opening, at + 1)) {
      if (left === 0) return false;
      left -= 1;
    }
  }
  return true;
}

function isNestedLittle(json: Uint8Array): boolean {
  let depth = 0;
  let isText = false;
  for (let i = 0; i < json.length; i++) {
    const byte = json[i] ?? 0;
    if (isText) {
      if (byte === BACKSLASH) i += 1;
      else if (byte === QUOTE) isText = false;
    } else if (byte === QUOTE) isText = true;
    else if (OPENING.has(byte)) depth += 1;
    else if (CLOSING.has(byte)) depth -= 1;
    if (depth > DEEPEST) return false;
  }
  return true;
}
