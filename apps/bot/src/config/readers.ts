import { isIP } from 'node:net';
import { resolve } from 'node:path';
import { SHORTEST_SECRET } from '../log/secret-mask.ts';
import type { Read } from './field.ts';

/** A whole number, both ends included; 0 as well with `orZero`. */
export function wholeNumber(
  min: number,
  max: number,
  { orZero = false }: { readonly orZero?: boolean } = {},
): Read<number> {
  return (text) => {
    if (!/^\d{1,15}$/.test(text)) return undefined;
    const number = Number(text);
    return (number >= min && number <= max) || (orZero && number === 0) ? number : undefined;
  };
}

/** One of the words, in any case. */
export function oneOf<const T extends string>(...words: readonly T[]): Read<T> {
  return (text) => words.find((word) => word === text.toLowerCase());
}

/** `on` or `off`, and what else people write for it. */
export const onOff: Read<boolean> = (text) => {
  if (/^(?:on|true|yes|1)$/i.test(text)) return true;
  return /^(?:off|false|no|0)$/i.test(text) ? false : undefined;
};

/** Parts of a text, divided by commas or blanks, each read for itself; without those that come again. */
export function list<T>(read: Read<T>): Read<readonly T[]> {
  return (text) => {
    const parts = partsOf(text).map(read);
    return parts.every((part) => part !== undefined) ? [...new Set(parts)] : undefined;
  };
}

/** Whole numbers and ranges of them, as `0-7` or `0,2,4-6`, in ascending order; both ends of a range are included. */
export function numberList(min: number, max: number): Read<readonly number[]> {
  const number = wholeNumber(min, max);
  const range = (text: string): readonly number[] | undefined => {
    const [first, last, ...more] = text.split('-').map(number);
    if (first === undefined || more.length > 0) return undefined;
    if (!text.includes('-')) return [first];
    return last === undefined || last < first
      ? undefined
      : Array.from({ length: last - first + 1 }, (_, i) => first + i);
  };
  return (text) => {
    const numbers = list(range)(text)?.flat();
    return numbers === undefined || numbers.length === 0 ? undefined : [...new Set(numbers)].sort((a, b) => a - b);
  };
}

/** Parts of a list. */
export function partsOf(text: string): string[] {
  return text.split(/[\s,]+/).filter((part) => part !== '');
}

/** A text of so many characters, without control characters. */
export function line(min: number, max: number): Read<string> {
  return (text) => (text.length >= min && text.length <= max && !/\p{Cc}/u.test(text) ? text : undefined);
}

/** What an HTTP header can carry. */
export function headerText(min: number, max: number): Read<string> {
  return (text) =>
    text.length >= min && text.length <= max && /^[\t\x20-\x7e\x80-\xff]*$/.test(text) ? text : undefined;
}

/** The id of something at Discord. */
export const snowflake: Read<string> = (text) => (/^\d{17,20}$/.test(text) ? text : undefined);

/** A path; relative ones start in `folder`. */
export function path(folder: string): Read<string> {
  return (text) => (line(1, 4_096)(text) === undefined ? undefined : resolve(folder, text));
}

/** A program: a name that is looked for on the `PATH`, or a path. */
export function program(folder: string): Read<string> {
  return (text) => (/[/\\]/.test(text) ? path(folder)(text) : line(1, 255)(text));
}

/** A name or an address, without a port. */
export const host: Read<string> = (text) =>
  isIP(text) !== 0 || (text.length <= 253 && /^[a-z\d][a-z\d._-]*$/i.test(text)) ? text.toLowerCase() : undefined;

/** The name or the address in what a browser sends as `Host`; which port it came to is not looked at. */
export const hostHeader: Read<string> = (text) => {
  const url = /^[^/\\@?#\s]+$/.test(text) ? URL.parse(`http://${text}`) : null;
  return url === null || url.hostname === '' ? undefined : url.hostname;
};

/** An address of the web without user, query and fragment; without a slash at its end. */
export const webAddress: Read<string> = (text) => {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol)) return undefined;
  if (url.username !== '' || url.password !== '' || /[?#]/.test(text)) return undefined;
  return url.href.replace(/\/+$/, '');
};

/** The address of a Valkey or Redis, as `redis://` or `rediss://`. */
export const valkeyAddress: Read<string> = (text) => {
  const url = URL.parse(text.replace(/^valkeys?:/i, (scheme) => (scheme.length === 7 ? 'redis:' : 'rediss:')));
  if (url === null || !/^rediss?:$/.test(url.protocol) || url.hostname === '') return undefined;
  if (!/^\/?\d{0,9}$/.test(url.pathname) || /[?#]/.test(text)) return undefined;
  const password = decoded(url.password);
  const isMaskable = password === '' || (password !== undefined && password.length >= SHORTEST_SECRET);
  return isMaskable && decoded(url.username) !== undefined ? url.href : undefined;
};

/** A part of a URL as it was meant; undefined when it has a `%` that stands for nothing. */
export function decoded(part: string): string | undefined {
  try {
    return decodeURIComponent(part);
  } catch {
    return undefined;
  }
}
