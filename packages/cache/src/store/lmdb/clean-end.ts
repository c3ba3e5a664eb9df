import { readFile, rm, stat, writeFile } from 'node:fs/promises';

/** Notes how a data file looked when it was closed well, so that the next one to open it knows it for the same. */
export class CleanEnd {
  readonly #data: string;
  readonly #note: string;

  constructor(data: string, note: string) {
    this.#data = data;
    this.#note = note;
  }

  /** Whether the file is as it was when it was closed well; also when there is none, or an empty one. */
  async isKnown(): Promise<boolean> {
    const [look, noted] = await Promise.all([this.#look(), readFile(this.#note, 'utf8').catch(() => undefined)]);
    return look === undefined || look === noted;
  }

  async write(): Promise<void> {
    const look = await this.#look();
    if (look !== undefined) await writeFile(this.#note, look);
  }

  async forget(): Promise<void> {
    await rm(this.#note, { force: true });
  }

  async #look(): Promise<string | undefined> {
    const found = await stat(this.#data).catch(() => undefined);
    return found === undefined || found.size === 0 ? undefined : `${found.size} ${found.mtimeMs}`;
  }
}
