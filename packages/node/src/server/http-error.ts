/** Reason phrases as the real server writes them in the `error` field. */
const REASONS: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  413: 'Payload Too Large',
  415: 'Unsupported Media Type',
  500: 'Internal Server Error',
};

/** What an {@link HttpError} may carry besides status and message. */
export interface HttpErrorOptions extends ErrorOptions {
  /** Headers of the answer. */
  readonly headers?: Readonly<Record<string, string>>;
  /**
   * Whether the answer names the API version. The real server forgets that header when a handler breaks in the middle
   * (`test/fixtures/golden/rest.json`, "decode something not base64").
   */
  readonly apiVersion?: boolean;
}

/** A request that is answered with an error object. Thrown by handlers, written by the server. */
export class HttpError extends Error {
  override readonly name = 'HttpError';
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly apiVersion: boolean;

  constructor(status: number, message: string, { headers = {}, apiVersion = true, ...options }: HttpErrorOptions = {}) {
    super(message, options);
    this.status = status;
    this.headers = headers;
    this.apiVersion = apiVersion;
  }

  /** The words for the status, such as `Not Found`. */
  get reason(): string {
    return REASONS[this.status] ?? 'Error';
  }
}

/** 400 in the words the real server has for a body or parameter it cannot read. */
export function badRequest(message = 'Bad Request', cause?: unknown): HttpError {
  return new HttpError(400, message, { cause });
}

/** 500 as the real server answers when a handler breaks in the middle. */
export function brokenRequest(message = 'No message available', cause?: unknown): HttpError {
  return new HttpError(500, message, { cause, apiVersion: false });
}
