import type { IncomingMessage } from 'node:http';
import { badRequest, HttpError } from './http-error.ts';

/** Largest body that is read. A thousand encoded tracks are about 300 kB. */
const MAX_BODY_BYTES = 4 * 1024 * 1024;
/** A larger body is read to its end all the same: a client that is cut while it sends never sees why. Up to here. */
const MAX_DISCARDED_BYTES = 64 * 1024 * 1024;
/** Deeper JSON only serves to break whoever walks it. */
const MAX_DEPTH = 256;

/** Reads a JSON body as the real server does: `application/json` only, and a body that does not parse is a 400. */
export async function readJson(request: IncomingMessage): Promise<unknown> {
  const body = await readBody(request);
  if (body.length === 0) throw badRequest();
  requireJson(request.headers['content-type']);
  const text = body.toString('utf8');
  if (isTooDeep(text)) throw badRequest();
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw badRequest(undefined, cause);
  }
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of request) {
      const part = Buffer.isBuffer(chunk) ? chunk : Buffer.from(chunk);
      bytes += part.length;
      if (bytes > MAX_DISCARDED_BYTES) throw tooLarge();
      if (bytes <= MAX_BODY_BYTES) chunks.push(part);
    }
  } catch (cause) {
    // A client that hangs up in the middle of its body is no error of ours.
    throw cause instanceof HttpError ? cause : badRequest(undefined, cause);
  }
  if (bytes > MAX_BODY_BYTES) throw tooLarge();
  return Buffer.concat(chunks);
}

function tooLarge(): HttpError {
  return new HttpError(413, `The body is larger than ${MAX_BODY_BYTES} bytes.`);
}

function requireJson(contentType: string | undefined): void {
  const type = contentType ?? 'application/octet-stream';
  const essence = type.split(';')[0]?.trim().toLowerCase() ?? '';
  if (essence === 'application/json' || (essence.startsWith('application/') && essence.endsWith('+json'))) return;
  throw new HttpError(415, `Content-Type '${type}' is not supported.`);
}

/** Looks at the text, because by the time it is parsed it is too late: writing such an object overflows the stack. */
function isTooDeep(text: string): boolean {
  let depth = 0;
  let quoted = false;
  for (let i = 0; i < text.length; i += 1) {
    const char = text[i];
    if (quoted) {
      if (char === '\\') i += 1;
      else if (char === '"') quoted = false;
    } else if (char === '"') quoted = true;
    else if (char === '{' || char === '[') {
      depth += 1;
      if (depth > MAX_DEPTH) return true;
    } else if (char === '}' || char === ']') depth -= 1;
  }
  return false;
}
