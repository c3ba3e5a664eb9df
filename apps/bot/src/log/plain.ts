import { MASKED } from './secret-mask.ts';
import { isSensitive } from './sensitive-keys.ts';
import { visible } from './visible.ts';

/** What JSON can say. */
export type Plain = string | number | boolean | null | undefined | readonly Plain[] | PlainFields;

/** An object that JSON can say. */
export interface PlainFields {
  readonly [key: string]: Plain;
}

/** A line is for reading: what is deeper, longer or more than this is left out, and the line says so. */
const MOST_DEPTH = 8;
const MOST_ENTRIES = 100;
const MOST_CHARACTERS = 8_192;

/** Turns whatever is to be told into something that JSON can say, without secrets. Never throws. */
export class Plainer {
  readonly #mask: (text: string) => string;

  constructor(mask: (text: string) => string) {
    this.#mask = mask;
  }

  /** The fields of an object, without those that are secret by name. */
  fields(source: object, depth = 0): PlainFields {
    const entries = entriesOf(source);
    const told = entries.slice(0, MOST_ENTRIES).map(([key, read]): [string, Plain] => {
      const name = visible(this.text(key));
      return [name, this.#field(key, read, depth)];
    });
    const left = entries.length - told.length;
    return Object.fromEntries(left > 0 ? [...told, ['…', `${left} more`]] : told);
  }

  /** A text without secrets, and not endless. */
  text(text: string): string {
    // Masked before it is cut, or the beginning of a secret would be left.
    const masked = this.#mask(text);
    const left = masked.length - MOST_CHARACTERS;
    return left > 0 ? `${masked.slice(0, MOST_CHARACTERS)}… ${left} more` : masked;
  }

  #field(key: string, read: () => unknown, depth: number): Plain {
    let value: unknown;
    try {
      value = read();
    } catch {
      return '[unreadable]';
    }
    const isNothing = value === undefined || value === null || typeof value === 'boolean';
    return !isNothing && isSensitive(key) ? MASKED : this.#value(value, depth + 1);
  }

  #value(value: unknown, depth: number): Plain {
    switch (typeof value) {
      case 'string':
        return this.text(value);
      case 'number': {
        const masked = this.#mask(String(value));
        return Number.isFinite(value) && masked === String(value) ? value : masked;
      }
      case 'bigint':
        return this.#mask(String(value));
      case 'symbol':
        return this.text(String(value));
      case 'function':
        return '[function]';
      case 'object':
        return value === null ? null : this.#object(value, depth);
      default:
        return typeof value === 'boolean' ? value : undefined;
    }
  }

  #object(value: object, depth: number): Plain {
    if (depth > MOST_DEPTH) return '[deeper]';
    try {
      return this.#known(value, depth) ?? this.fields(value, depth);
    } catch {
      return '[unreadable]';
    }
  }

  /** What has a form of its own. */
  #known(value: object, depth: number): Plain {
    if (value instanceof Error) return this.#error(value, depth);
    if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'Invalid Date' : value.toISOString();
    if (value instanceof URL || value instanceof RegExp) return this.text(String(value));
    if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return `[${value.byteLength} bytes]`;
    if (value instanceof Set) return this.#list([...value], depth);
    if (Array.isArray(value)) return this.#list(value, depth);
    const json = 'toJSON' in value && typeof value.toJSON === 'function' ? value.toJSON() : value;
    return json === value ? undefined : this.#value(json, depth + 1);
  }

  #list(items: readonly unknown[], depth: number): Plain {
    const told = items.slice(0, MOST_ENTRIES).map((item) => this.#value(item, depth + 1));
    const left = items.length - told.length;
    return left > 0 ? [...told, `… ${left} more`] : told;
  }

  /** Not all fields: errors of libraries carry whole requests. */
  #error(error: Error, depth: number): PlainFields {
    const { name, message, stack, cause } = error;
    const code = 'code' in error ? this.#value(error.code, depth + 1) : undefined;
    const errors = error instanceof AggregateError ? this.#list(error.errors, depth) : undefined;
    return {
      name: this.text(String(name)),
      ...(code === undefined ? {} : { code }),
      message: this.text(String(message)),
      ...(typeof stack === 'string' ? { stack: readableStack(this.text(stack), this.text(String(message))) } : {}),
      ...(cause === undefined ? {} : { cause: this.#value(cause, depth + 1) }),
      ...(errors === undefined ? {} : { errors }),
    };
  }
}

/** The message stands in the stack too: there it must not look like lines of the log. */
function readableStack(stack: string, message: string): string {
  return stack
    .replace(message, () => visible(message))
    .split('\n')
    .map(visible)
    .join('\n');
}

function entriesOf(source: object): readonly (readonly [string, () => unknown])[] {
  if (source instanceof Map) return [...source].map(([key, value]) => [String(key), () => value] as const);
  return Object.keys(source).map((key) => [key, () => Reflect.get(source, key)] as const);
}
