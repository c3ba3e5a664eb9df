import type { IncomingMessage } from 'node:http';
import { buffer } from 'node:stream/consumers';
import type { MessageFile } from '../message/message.ts';
import { apiError } from './api-error.ts';

/** Discord takes files of 10 MB in all. */
const MOST_BYTES = 10 * 1024 * 1024;

/** What a request brought: its JSON, and the files of a form. */
export interface RequestBody {
  readonly body: unknown;
  readonly files: readonly MessageFile[];
}

type FormDataEntry = NonNullable<ReturnType<FormData['get']>>;

/** Reads what a request brings. @throws ApiError when it cannot be read, or is too large. */
export async function readBody(request: IncomingMessage): Promise<RequestBody> {
  const bytes = await buffer(request);
  const type = request.headers['content-type'] ?? '';
  if (bytes.length === 0) return { body: undefined, files: [] };
  if (!type.startsWith('multipart/form-data')) return { body: parsed(bytes.toString()), files: [] };
  const form = await new Response(bytes, { headers: { 'content-type': type } }).formData();
  const json = form.get('payload_json');
  const files = await Promise.all([...form.values()].map(fileOf));
  const found = files.filter((file) => file !== undefined);
  if (found.reduce((sum, { data }) => sum + data.length, 0) > MOST_BYTES) throw apiError(40005);
  return { body: typeof json === 'string' ? parsed(json) : Object.fromEntries(texts(form)), files: found };
}

async function fileOf(value: FormDataEntry): Promise<MessageFile | undefined> {
  if (typeof value === 'string') return undefined;
  return { name: value.name, type: value.type, data: new Uint8Array(await value.arrayBuffer()) };
}

function texts(form: FormData): readonly (readonly [string, string])[] {
  return [...form].flatMap(([name, value]) => (typeof value === 'string' ? [[name, value] as const] : []));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw apiError(50109);
  }
}
