import { isRecord, listOf } from '../json.ts';
import { apiError } from './api-error.ts';

interface Problem {
  readonly code: string;
  readonly message: string;
}

interface ListRule {
  readonly min?: number;
  readonly max?: number;
}

interface TextRule extends ListRule {
  readonly isRequired?: boolean;
}

interface Errors {
  [key: string]: Errors | Problem[];
}

/** What is wrong with the body of a request, field by field, as Discord's error 50035 lists it. */
export class Form {
  readonly #errors: Errors = {};
  #count = 0;

  /** Notes what is wrong at a place such as `embeds.0.title`. */
  add(place: string, code: string, message: string): void {
    let node: Errors = this.#errors;
    for (const part of place.split('.')) {
      const next = node[part];
      if (next === undefined || Array.isArray(next)) {
        const made: Errors = {};
        node[part] = made;
        node = made;
      } else node = next;
    }
    const known = node._errors;
    node._errors = [...(Array.isArray(known) ? known : []), { code, message }];
    this.#count += 1;
  }

  /** A text must have so many characters; `undefined` and `null` are not looked at unless it is required. */
  text(
    place: string,
    value: unknown,
    { min = 0, max = Number.POSITIVE_INFINITY, isRequired = false }: TextRule = {},
  ): void {
    if (value === undefined || value === null) {
      if (isRequired) this.add(place, 'BASE_TYPE_REQUIRED', 'This field is required');
      return;
    }
    const length = [...String(value)].length;
    if (typeof value !== 'string') this.add(place, 'STRING_TYPE_CONVERT', 'Could not interpret as string.');
    else if (length > max) this.add(place, 'BASE_TYPE_MAX_LENGTH', `Must be ${max} or fewer in length.`);
    else if (length >= min) return;
    else if (isRequired && length === 0) this.add(place, 'BASE_TYPE_REQUIRED', 'This field is required');
    else this.add(place, 'BASE_TYPE_MIN_LENGTH', `Must be ${min} or more in length.`);
  }

  /** A list must have so many entries; answers them. */
  list(place: string, value: unknown, { min = 0, max = Number.POSITIVE_INFINITY }: ListRule = {}): readonly unknown[] {
    if (value === undefined || value === null) return [];
    if (!Array.isArray(value)) this.add(place, 'LIST_TYPE_CONVERT', 'Only iterables may be used in a ListType');
    const { length } = listOf(value);
    if (length < min || length > max) {
      this.add(place, 'BASE_TYPE_BAD_LENGTH', `Must be between ${min} and ${max} in length.`);
    }
    return listOf(value);
  }

  /** @throws ApiError 50035 when anything is wrong. */
  throwIfWrong(): void {
    if (this.#count > 0) throw apiError(50035, this.#errors);
  }
}

/** Whether there is anything in it for a reader. */
export function isFilled(value: unknown): boolean {
  if (typeof value === 'string') return value.trim() !== '';
  if (Array.isArray(value)) return value.length > 0;
  return isRecord(value);
}
