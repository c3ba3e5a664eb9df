import type { ErrorResponse } from '@reprise/protocol';
import { NodeResponseError } from '../errors/index.ts';
import { BODY_HEAD_LENGTH, type HttpAnswer } from '../errors/node-errors.ts';
import { isObject } from './load-result.ts';

type Header = string | string[] | undefined;

/** The value of an answer that succeeded. @throws NodeResponseError when it is neither JSON nor plain text. */
export function parsedBody(node: string, call: string, status: number, contentType: Header, text: string): unknown {
  if (status === 204 || text === '') return undefined;
  const type = String(contentType ?? '').toLowerCase();
  if (type.startsWith('text/plain')) return text;
  if (!type.startsWith('application/json')) {
    throw new NodeResponseError(node, call, `${type || 'a body without a content type'}: ${head(text)}`);
  }
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new NodeResponseError(node, call, `JSON that does not parse: ${head(text)}`, { cause });
  }
}

/** What an answer that failed says; it need not be Lavalink's: proxies answer with pages, 401 with nothing. */
export function failedAnswer(status: number, headers: Readonly<Record<string, Header>>, text: string): HttpAnswer {
  return {
    status,
    bodyHead: head(text),
    response: errorResponse(text),
    retryAfterMs: retryAfterMs(headers['retry-after']),
  };
}

function errorResponse(text: string): ErrorResponse | undefined {
  if (!text.startsWith('{')) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return isErrorResponse(value) ? value : undefined;
  } catch {
    // Not Lavalink's error object; the status and the head of the body say what there is to say.
    return undefined;
  }
}

function isErrorResponse(value: unknown): value is ErrorResponse {
  return isObject(value) && typeof value.status === 'number' && typeof value.message === 'string';
}

/** `Retry-After` holds seconds or a date (RFC 9110 §10.2.3). */
function retryAfterMs(header: Header): number | undefined {
  if (typeof header !== 'string') return undefined;
  if (/^\d{1,6}$/.test(header)) return Number(header) * 1_000;
  const at = Date.parse(header);
  return Number.isNaN(at) ? undefined : Math.max(0, at - Date.now());
}

function head(text: string): string {
  return text.slice(0, BODY_HEAD_LENGTH);
}
