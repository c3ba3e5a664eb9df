import { mayNameForbidden, stripForbidden } from './forbidden-names.ts';
import type { Schema } from './schema.ts';
import { SmartCacheError, shownKey } from './smart-cache-error.ts';
import { DEEPEST, isShallow, survey } from './value-survey.ts';

/** A value as it is handed out, and as it is stored. */
export interface Encoded<V> {
  readonly value: V;
  readonly bytes: Uint8Array;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true });

/** Values as JSON in bytes, checked on both ways. Nothing that could run is ever read. */
export class ValueCodec<V> {
  readonly #schema: Schema<V> | undefined;
  readonly #maxBytes: number;

  constructor(schema: Schema<V> | undefined, maxBytes: number) {
    this.#schema = schema;
    this.#maxBytes = maxBytes;
  }

  /** Undefined when the value is too large to keep. @throws {@link SmartCacheError} when it is none that can be kept. */
  encode(key: string, value: V): Encoded<V> | undefined {
    try {
      return this.#encode(value);
    } catch (cause) {
      const why = cause instanceof Error ? cause.message : String(cause);
      throw new SmartCacheError('VALUE_INVALID', `The value of ${shownKey(key)} cannot be kept: ${why}`, { cause });
    }
  }

  /** Undefined when the bytes are not a value that the cache may hold. */
  decode(bytes: Uint8Array): { readonly value: V } | undefined {
    if (bytes.length > this.#maxBytes || !isShallow(bytes)) return undefined;
    try {
      const text = decoder.decode(bytes);
      return { value: this.#checked(parse(text)) };
    } catch {
      // Whatever is wrong with them: a store may hold anything, and nobody here can mend it.
      return undefined;
    }
  }

  #encode(value: V): Encoded<V> | undefined {
    const found = survey(value, this.#maxBytes);
    if (found === 'too-large') return undefined;
    if (found === 'too-deep') throw new TypeError(`It is nested more than ${DEEPEST} levels deep.`);
    const checked = this.#checked(value);
    // `stringify` answers undefined for what JSON has no word for, whatever its type says.
    const text: string | undefined = JSON.stringify(checked);
    if (text === undefined) throw new TypeError(`A value of type ${typeof checked} is not JSON.`);
    const kept = mayNameForbidden(text) ? this.#stripped(checked, text) : { value: checked, text };
    const bytes = encoder.encode(kept.text);
    return bytes.length > this.#maxBytes ? undefined : { value: kept.value, bytes };
  }

  #stripped(value: V, text: string): { readonly value: V; readonly text: string } {
    const clean = parse(text);
    const cleanText = JSON.stringify(clean);
    return cleanText === text ? { value, text } : { value: this.#checked(clean), text: cleanText };
  }

  #checked(value: unknown): V {
    if (this.#schema === undefined) {
      assertTrusted<V>(value);
      return value;
    }
    const result = this.#schema['~standard'].validate(value);
    if (result instanceof Promise) {
      result.catch(() => undefined);
      throw new TypeError('The schema does not answer at once.');
    }
    if (result.issues !== undefined) throw new TypeError(result.issues.map(({ message }) => message).join('; '));
    return result.value;
  }
}

/** Without a schema, whoever made the cache vouches for what its store holds. */
function assertTrusted<V>(_value: unknown): asserts _value is V {}

function parse(text: string): unknown {
  const value: unknown = JSON.parse(text);
  if (mayNameForbidden(text)) stripForbidden(value);
  return value;
}
