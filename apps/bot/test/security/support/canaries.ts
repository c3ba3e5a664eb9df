/** Secrets that a test has planted, and the search for them in whatever a program gave away. */
export class Canaries {
  /** What is searched for, and the name of the secret. */
  readonly #forms = new Map<string, string>();
  readonly #secrets = new Set<string>();

  /** All of them. */
  get secrets(): ReadonlySet<string> {
    return this.#secrets;
  }

  /** Their names. */
  get names(): readonly string[] {
    return [...new Set(this.#forms.values())];
  }

  /** Plants a secret: it is searched for as it is, in JSON, in addresses and in base64. @param name - What a find is told as. */
  add(name: string, secret: string): void {
    if (secret.length < 6) throw new Error(`${name} is too short to be searched for.`);
    this.#secrets.add(secret);
    const inJson = JSON.stringify(secret).slice(1, -1);
    const bytes = Buffer.from(secret);
    const forms = [
      secret,
      inJson,
      JSON.stringify(inJson).slice(1, -1),
      encodeURIComponent(secret),
      encodeURI(secret),
      new URLSearchParams({ _: secret }).toString().slice(2),
      secret.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;'),
      ...[0, 1, 2].flatMap((offset) => inBase64(bytes, offset)),
    ];
    for (const form of forms) this.#forms.set(form, name);
  }

  /** Names of the secrets that stand in a text, in whatever form. */
  in(text: string): readonly string[] {
    return [...new Set([...this.#forms].filter(([form]) => text.includes(form)).map(([, name]) => name))];
  }
}

/** The letters of base64 that depend on nothing but the secret, where it stands `offset` bytes after a whole group. */
function inBase64(secret: Buffer, offset: number): readonly string[] {
  const text = Buffer.concat([Buffer.alloc(offset), secret]).toString('base64');
  const whole = text.slice(Math.ceil((8 * offset) / 6), Math.floor((8 * (offset + secret.length)) / 6));
  return [whole, whole.replaceAll('+', '-').replaceAll('/', '_')];
}
