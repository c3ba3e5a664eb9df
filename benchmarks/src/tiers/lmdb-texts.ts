import { open, type RootDatabase } from 'lmdb';

interface Row {
  readonly text: string;
  readonly until: number;
}

/** Texts that expire, in LMDB: the least that an adapter of a peer needs, and nothing that would slow it down. */
export class LmdbTexts {
  readonly #rows: RootDatabase<Row, string>;

  constructor(path: string) {
    this.#rows = open<Row, string>({ path, encoding: 'msgpack' });
  }

  get(key: string): string | undefined {
    const row = this.#rows.get(key);
    return row !== undefined && Date.now() < row.until ? row.text : undefined;
  }

  async put(key: string, text: string, ttlMs: number | undefined): Promise<void> {
    await this.#rows.put(key, { text, until: Date.now() + (ttlMs ?? Number.POSITIVE_INFINITY) });
  }

  remove(key: string): Promise<boolean> {
    return this.#rows.remove(key);
  }

  clear(): Promise<void> {
    return this.#rows.clearAsync();
  }

  close(): Promise<void> {
    return this.#rows.close();
  }
}
