import type { Context } from 'hono';
import type { z } from 'zod';
import { ApiError } from './api-error.ts';

const LARGEST_BODY_BYTES = 16 * 1024;

/**
 * The body of a request, if it is what it should be.
 *
 * @throws {@link ApiError} 415, 413 or 400 that says what is wrong with it.
 */
export async function jsonBody<T>(context: Context, schema: z.ZodType<T>): Promise<T> {
  const type = context.req.header('content-type')?.split(';', 1)[0]?.trim().toLowerCase();
  // Also what keeps forms of other sites out: they cannot send this type.
  if (type !== 'application/json') throw new ApiError(415, 'NOT_JSON', 'The body must be of type application/json.');
  const parsed = schema.safeParse(parse(await textOf(context)));
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'the body'}: ${message}`);
  throw new ApiError(400, 'BODY_INVALID', problems.join('; '));
}

function parse(body: string): unknown {
  if (body === '') return {};
  try {
    return JSON.parse(body);
  } catch {
    throw new ApiError(400, 'BODY_INVALID', 'The body is no JSON.');
  }
}

async function textOf({ req }: Context): Promise<string> {
  if (Number(req.header('content-length') ?? 0) > LARGEST_BODY_BYTES) throw tooLarge();
  try {
    return await bounded(req.raw.body);
  } catch (error) {
    // Whatever else goes wrong here is the sender's connection.
    throw error instanceof ApiError ? error : new ApiError(400, 'BODY_INVALID', 'The body did not arrive whole.');
  }
}

/** One that does not say how long it is, or lies, is read no further either. */
async function bounded(body: ReadableStream<Uint8Array> | null): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > LARGEST_BODY_BYTES) throw tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function tooLarge(): ApiError {
  return new ApiError(413, 'BODY_TOO_LARGE', `The body must not be larger than ${LARGEST_BODY_BYTES} bytes.`);
}
