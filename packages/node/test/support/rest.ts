/** An answer as it came. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The body as JSON; reading it fails the test when it is none. */
  readonly json: unknown;
}

/** Calls the REST API of a node. */
export class Rest {
  readonly #url: string;
  readonly #password: string | undefined;

  constructor(url: string, password?: string) {
    this.#url = url;
    this.#password = password;
  }

  get(path: string): Promise<Answer> {
    return this.send('GET', path);
  }

  patch(path: string, body: unknown): Promise<Answer> {
    return this.send('PATCH', path, JSON.stringify(body));
  }

  post(path: string, body: unknown): Promise<Answer> {
    return this.send('POST', path, JSON.stringify(body));
  }

  delete(path: string): Promise<Answer> {
    return this.send('DELETE', path);
  }

  load(identifier: string): Promise<Answer> {
    return this.get(`/v4/loadtracks?identifier=${encodeURIComponent(identifier)}`);
  }

  async send(method: string, path: string, body?: string, headers: Record<string, string> = {}): Promise<Answer> {
    const response = await fetch(this.#url + path, {
      method,
      headers: {
        ...(this.#password === undefined ? {} : { authorization: this.#password }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body }),
    });
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      text,
      get json(): unknown {
        return JSON.parse(text);
      },
    };
  }
}
