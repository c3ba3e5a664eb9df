import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import type { JsonObject, LoadResult, TrackInfo } from '@reprise/protocol';
import { score, words } from '../fold.ts';
import { type AudioFile, probeFile } from '../media/audio-file.ts';
import { audioType } from '../media/mime-type.ts';
import { type FoundTrack, type LoadedTrack, type Media, type Source, SourceError } from '../source.ts';
import { makeTrack, readProbe } from '../track.ts';
import { Library } from './library.ts';
import type { FolderFile, MusicFolder } from './music-folder.ts';

/** Letters of the key in a link. */
const KEY_LENGTH = 22;

/**
 * Audio files of one folder, by path or found by words.
 *
 * Their links need no password, because players in web pages cannot send one. Instead each link holds a key that only
 * somebody who loaded the track can know, and that dies with the node.
 */
export class LocalSource implements Source {
  readonly name = 'local';
  readonly #folder: MusicFolder;
  readonly #library: Library;
  readonly #baseUrl: () => string;
  readonly #secret = randomBytes(32);

  constructor(folder: MusicFolder, baseUrl: () => string) {
    this.#folder = folder;
    this.#library = new Library(folder);
    this.#baseUrl = baseUrl;
  }

  async load(identifier: string): Promise<LoadResult | undefined> {
    const file = await this.#folder.find(identifier);
    if (file === undefined) return undefined;
    return { loadType: 'track', data: this.#toTrack(file, await probeFile(file.path)) };
  }

  async search(text: string): Promise<readonly FoundTrack[]> {
    const query = words(text);
    return (await this.#library.entries())
      .map((entry) => ({ entry, score: score(query, entry.fields) }))
      .filter((found) => found.score > 0)
      .map(({ entry, score }) => ({ track: this.#toTrack(entry.file, entry.audio), score }));
  }

  async open(info: TrackInfo): Promise<void> {
    // The path comes out of an encoded track, which anybody can write.
    if ((await this.#folder.find(info.identifier)) === undefined) {
      throw new SourceError('The file is not in the music folder.', 'common');
    }
  }

  pluginInfo(info: TrackInfo, sourceDetails: Uint8Array): JsonObject {
    const probe = readProbe(sourceDetails);
    const prefix = `${this.#folder.root}/`;
    return {
      ...(probe === undefined ? {} : { probeInfo: probe }),
      ...(info.identifier.startsWith(prefix) ? { mediaUrl: this.#link(info.identifier.slice(prefix.length)) } : {}),
    };
  }

  async media(path: string): Promise<Media | undefined> {
    const slash = path.indexOf('/');
    const key = path.slice(0, Math.max(0, slash));
    const name = path.slice(slash + 1);
    if (!sameText(key, this.#key(name))) return undefined;
    const file = await this.#folder.find(name);
    if (file === undefined || file.size === 0) return undefined;
    return {
      type: audioType(file.name) ?? 'application/octet-stream',
      size: file.size,
      read: (start, end) => readPart(file.path, start, end),
    };
  }

  #toTrack(file: FolderFile, audio: AudioFile): LoadedTrack {
    return makeTrack({
      identifier: file.path,
      title: audio.title,
      author: audio.author,
      isrc: audio.isrc,
      lengthMs: audio.lengthMs,
      uri: file.path,
      sourceName: this.name,
      probe: audio.probe,
      pluginInfo: { probeInfo: audio.probe, mediaUrl: this.#link(file.name) },
    });
  }

  #link(name: string): string {
    return `${this.#baseUrl()}/media/local/${this.#key(name)}/${name.split('/').map(encodeURIComponent).join('/')}`;
  }

  #key(name: string): string {
    return createHmac('sha256', this.#secret).update(name).digest('base64url').slice(0, KEY_LENGTH);
  }
}

function sameText(a: string, b: string): boolean {
  const [first, second] = [Buffer.from(a), Buffer.from(b)];
  return first.length === second.length && timingSafeEqual(first, second);
}

/** Opened without following a link: the path was resolved, so a link there was put in its place since. */
async function readPart(path: string, start: number, end: number): Promise<Readable> {
  const handle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW);
  return handle.createReadStream({ start, end });
}
