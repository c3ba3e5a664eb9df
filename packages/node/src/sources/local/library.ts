import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Field, words } from '../fold.ts';
import { type AudioFile, probeFile } from '../media/audio-file.ts';
import { audioType } from '../media/mime-type.ts';
import type { FolderFile, MusicFolder } from './music-folder.ts';

/** A file of the library, with what it is searched by. */
export interface LibraryEntry {
  readonly file: FolderFile;
  readonly audio: AudioFile;
  readonly fields: readonly Field[];
}

/** What a {@link Library} is made of. */
export interface LibraryParts {
  readonly folder: MusicFolder;
  /** Milliseconds; decides when the folder is looked into again. */
  readonly now: () => number;
  /** Aborted when nobody will search any more: a look into a large folder then ends. */
  readonly signal: AbortSignal;
}

/** Files beyond this are not searched; they can still be loaded by path. */
const MOST_FILES = 10_000;
/** New files are found after this time at the latest. */
const FRESH_MS = 10_000;
/** A search waits this long for the first look into a large folder; then it makes do with what is known. */
const PATIENCE_MS = 3_000;
/** Files read at a time. */
const READERS = 4;

/** Knows tags and lengths of all files in the music folder; reads each file once as long as it does not change. */
export class Library {
  readonly #parts: LibraryParts;
  #entries: ReadonlyMap<string, LibraryEntry> = new Map();
  /** Files named like music that are none, as they were when that was seen. */
  #broken: ReadonlyMap<string, FolderFile> = new Map();
  #scan: Promise<void> | undefined;
  #scannedAt = Number.NEGATIVE_INFINITY;

  constructor(parts: LibraryParts) {
    this.#parts = parts;
  }

  /** Tags and length of a file; read only when it is not known. Rejects when it is no audio. */
  async audioOf(file: FolderFile): Promise<AudioFile> {
    const known = this.#entries.get(file.path);
    return known !== undefined && isUnchanged(known.file, file) ? known.audio : probeFile(file.path);
  }

  /** All files known. Waits a while for the first look into the folder; later looks happen behind the back of who asks. */
  async entries(): Promise<readonly LibraryEntry[]> {
    if (this.#scan === undefined && this.#parts.now() - this.#scannedAt > FRESH_MS) {
      this.#scan = this.#look().finally(() => {
        this.#scan = undefined;
        this.#scannedAt = this.#parts.now();
      });
    }
    if (this.#scannedAt === Number.NEGATIVE_INFINITY && this.#scan !== undefined) await atMost(PATIENCE_MS, this.#scan);
    return [...this.#entries.values()];
  }

  async #look(): Promise<void> {
    const paths = await this.#paths();
    const found = new Map<string, LibraryEntry>();
    // The first look shows what it has found so far; a later one only its whole result.
    if (this.#entries.size === 0) this.#entries = found;
    const broken = new Map<string, FolderFile>();
    const queue = paths.values();
    const read = async (): Promise<void> => {
      for (const path of queue) {
        if (this.#parts.signal.aborted) return;
        const file = await this.#parts.folder.find(path).catch(() => undefined);
        if (file === undefined) continue;
        const entry = await this.#read(file);
        if (entry === undefined) broken.set(file.path, file);
        else found.set(file.path, entry);
      }
    };
    await Promise.all(Array.from({ length: READERS }, read));
    this.#entries = found;
    this.#broken = broken;
  }

  async #read(file: FolderFile): Promise<LibraryEntry | undefined> {
    const known = this.#entries.get(file.path);
    if (known !== undefined && isUnchanged(known.file, file)) return known;
    const broken = this.#broken.get(file.path);
    if (broken !== undefined && isUnchanged(broken, file)) return undefined;
    try {
      const audio = await probeFile(file.path);
      return { file, audio, fields: fieldsOf(file, audio) };
    } catch {
      // Named like music and none, or not to be read: there is nothing to find.
      return undefined;
    }
  }

  /** Breadth first, so that a deep folder does not hide the others behind the limit. */
  async #paths(): Promise<readonly string[]> {
    const folders = [this.#parts.folder.root];
    const paths: string[] = [];
    for (const folder of folders) {
      if (this.#parts.signal.aborted) break;
      const children = await readdir(folder, { withFileTypes: true }).catch(() => []);
      for (const child of children) {
        const path = join(folder, child.name);
        if (child.isDirectory()) folders.push(path);
        else if (audioType(child.name) !== undefined) paths.push(path);
        if (paths.length >= MOST_FILES) return paths;
      }
    }
    return paths;
  }
}

function isUnchanged(before: FolderFile, now: FolderFile): boolean {
  return before.modifiedMs === now.modifiedMs && before.size === now.size;
}

async function atMost(ms: number, work: Promise<void>): Promise<void> {
  const { promise: over, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, ms);
  await Promise.race([work, over]);
  clearTimeout(timer);
}

function fieldsOf(file: FolderFile, audio: AudioFile): readonly Field[] {
  return [
    { words: words(audio.title ?? ''), worth: 12 },
    { words: words(audio.author ?? ''), worth: 8 },
    { words: words(file.name), worth: 6 },
  ];
}
