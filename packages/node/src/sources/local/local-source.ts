import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import type { JsonObject, LoadResult, TrackInfo } from '@reprise/protocol';
import { SourceError } from '../../errors.ts';
import type { SoundInput } from '../../sound/sound-input.ts';
import type { AudioFile } from '../media/audio-file.ts';
import { audioType } from '../media/mime-type.ts';
import { rank } from '../rank.ts';
import type { FoundTrack, LoadedTrack, Media, Source } from '../source.ts';
import { makeTrack, readProbe } from '../track.ts';
import { Library, type LibraryParts } from './library.ts';
import { LinkKey } from './link-key.ts';
import type { FolderFile, MusicFolder } from './music-folder.ts';

/** What a {@link LocalSource} is made of. */
export interface LocalSourceParts extends LibraryParts {
  /** Tells where the node's own media is reached, known once it listens. */
  readonly baseUrl: () => string;
}

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
  readonly #keys = new LinkKey();

  constructor({ baseUrl, ...library }: LocalSourceParts) {
    this.#folder = library.folder;
    this.#library = new Library(library);
    this.#baseUrl = baseUrl;
  }

  async load(identifier: string): Promise<LoadResult | undefined> {
    const file = await this.#folder.find(identifier);
    if (file === undefined) return undefined;
    return { loadType: 'track', data: this.#toTrack(file, await this.#library.audioOf(file)) };
  }

  async search(text: string): Promise<readonly FoundTrack[]> {
    const found = rank(text, await this.#library.entries());
    return found.map(({ entry, score }) => ({ track: this.#toTrack(entry.file, entry.audio), score }));
  }

  async open(info: TrackInfo): Promise<void> {
    // The path comes out of an encoded track, which anybody can write.
    if ((await this.#folder.find(info.identifier)) === undefined) {
      throw new SourceError('The file is not in the music folder.', 'common');
    }
  }

  async audio(info: TrackInfo): Promise<SoundInput> {
    const file = await this.#folder.find(info.identifier);
    if (file !== undefined) return { kind: 'file', path: file.path };
    throw new SourceError('The file is not in the music folder.', 'common');
  }

  pluginInfo(info: TrackInfo, sourceDetails: Uint8Array): JsonObject {
    return this.#additions(info.identifier, readProbe(sourceDetails));
  }

  async media(path: string): Promise<Media | undefined> {
    const slash = path.indexOf('/');
    const key = path.slice(0, Math.max(0, slash));
    const name = path.slice(slash + 1);
    if (!this.#keys.fits(key, name)) return undefined;
    const file = await this.#folder.find(name);
    if (file === undefined || file.size === 0) return undefined;
    // Of where the name leads to: a link may be called music and lead to something else in the folder.
    const type = audioType(file.name);
    if (type === undefined) return undefined;
    return {
      type,
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
      pluginInfo: this.#additions(file.path, audio.probe),
    });
  }

  /** Only what is named like music has a link: anybody can write an encoded track with any file of the folder in it. */
  #additions(path: string, probe: string | undefined): JsonObject {
    const prefix = `${this.#folder.root}/`;
    const isMusic = path.startsWith(prefix) && audioType(path) !== undefined;
    return {
      ...(probe === undefined ? {} : { probeInfo: probe }),
      ...(isMusic ? { mediaUrl: this.#link(path.slice(prefix.length)) } : {}),
    };
  }

  #link(name: string): string {
    const path = name.split('/').map(encodeURIComponent).join('/');
    return `${this.#baseUrl()}/media/local/${this.#keys.of(name)}/${path}`;
  }
}

/** Opened without following a link: the path was resolved, so a link there was put in its place since. */
async function readPart(path: string, start: number, end: number): Promise<Readable> {
  const handle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW);
  return handle.createReadStream({ start, end });
}
