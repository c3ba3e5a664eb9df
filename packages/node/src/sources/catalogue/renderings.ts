/** Rendered tunes kept: some 10 MB. */
const KEPT = 6;

/**
 * Renders tunes one after the other and keeps the last few, so that clients who ask for all of them at once take neither
 * all of the processor nor all of the memory. A tune that is being rendered is rendered once, whoever asks for it.
 */
export class Renderings {
  readonly #render: (slug: string) => Promise<Buffer>;
  /** Least recently asked for first. */
  readonly #kept = new Map<string, Buffer>();
  readonly #pending = new Map<string, Promise<Buffer>>();
  #last: Promise<unknown> = Promise.resolve();

  constructor(render: (slug: string) => Promise<Buffer>) {
    this.#render = render;
  }

  /** The WAV file of a tune. */
  async of(slug: string): Promise<Buffer> {
    const kept = this.#kept.get(slug);
    if (kept !== undefined) {
      this.#keep(slug, kept);
      return kept;
    }
    const pending = this.#pending.get(slug) ?? this.#queue(slug);
    this.#pending.set(slug, pending);
    return pending;
  }

  #queue(slug: string): Promise<Buffer> {
    const turn = Promise.allSettled([this.#last]);
    const rendering = turn
      .then(() => this.#render(slug))
      .then((wav) => {
        this.#keep(slug, wav);
        return wav;
      })
      .finally(() => this.#pending.delete(slug));
    this.#last = rendering;
    return rendering;
  }

  #keep(slug: string, wav: Buffer): void {
    this.#kept.delete(slug);
    this.#kept.set(slug, wav);
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= KEPT) break;
      this.#kept.delete(oldest);
    }
  }
}
