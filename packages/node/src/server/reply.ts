import type { Readable } from 'node:stream';

/** What a handler answers; the server turns it into bytes. */
export interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Nothing, a text, or a stream that the server closes when the client goes away. */
  readonly body?: string | (() => Readable | Promise<Readable>);
}

/** `Long.MAX_VALUE`, the length of a live stream, as JavaScript writes it and as it is. */
const LONGEST_WRITTEN = '"length":9223372036854776000';
const LONGEST_EXACT = '"length":9223372036854775807';

/**
 * Writes JSON for clients in other languages too: 2^63 - 1 becomes 2^63 in a double, which does not fit into their
 * 64-bit integers. The key is part of what is looked for, and inside a text its quotes would be escaped.
 */
export function toJson(value: unknown): string {
  return JSON.stringify(value).replaceAll(LONGEST_WRITTEN, LONGEST_EXACT);
}

/** 200 with a JSON body. */
export function json(value: unknown, status = 200, headers: Readonly<Record<string, string>> = {}): Reply {
  return { status, headers: { ...headers, 'content-type': 'application/json' }, body: toJson(value) };
}

/** 204. */
export const NO_CONTENT: Reply = { status: 204 };
