/** An answer, read as far as it is wanted. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: Headers;
  /** What the JSON says; undefined when it is none. */
  readonly body: unknown;
}

/** Discord refuses who is called otherwise. */
const USER_AGENT = 'DiscordBot (reprise, 0)';
/** No answer that is asked for here is nearly as long. */
const LARGEST_BYTES = 1_048_576;

/**
 * Asks by GET. A redirect is an error: what goes with the request is a secret, and only for whom it was sent to.
 *
 * @throws what `fetch` throws: nobody answers.
 */
export async function request(url: string, authorization: string, signal: AbortSignal): Promise<HttpAnswer> {
  const headers = { authorization, 'user-agent': USER_AGENT };
  const response = await fetch(url, { headers, signal, redirect: 'manual' });
  return { status: response.status, headers: response.headers, body: parsed(await textOf(response)) };
}

async function textOf(response: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk, { stream: true });
    if (text.length > LARGEST_BYTES) break;
  }
  return text;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
