import { Readable } from 'node:stream';
import type { LoadResult } from '@reprise/protocol';
import { SourceError } from '../../errors.ts';
import type { SoundInput } from '../../sound/sound-input.ts';
import { type Field, words } from '../fold.ts';
import { rank } from '../rank.ts';
import type { FoundTrack, LoadedTrack, Media, Source } from '../source.ts';
import { makeTrack } from '../track.ts';
import { type Note, parseMelody } from './notation.ts';
import { PLAYLISTS } from './playlists.ts';
import { Renderings } from './renderings.ts';
import { melodyLengthMs, renderWav, wavBytes } from './synthesiser.ts';
import type { Tune } from './tune.ts';
import { TUNES } from './tunes/index.ts';

const TRACK = 'demo:track:';
const PLAYLIST = 'demo:playlist:';
const MEDIA_PATH = /^\/media\/demo\/([a-z0-9-]+)\.wav$/;
/** A file is handed on in parts of this size, so that a slow client is not sent all of it at once. */
const PART_BYTES = 64 * 1024;

interface Entry {
  readonly tune: Tune;
  readonly notes: readonly Note[];
  readonly fields: readonly Field[];
}

/** The built-in music: public-domain tunes, rendered when somebody listens. Needs no network and no file. */
export class CatalogueSource implements Source {
  readonly name = 'demo';
  readonly #entries: ReadonlyMap<string, Entry> = new Map(TUNES.map((tune) => [tune.slug, entryOf(tune)]));
  readonly #baseUrl: () => string;
  readonly #renderings = new Renderings(async (slug) => {
    const entry = this.#entries.get(slug);
    if (entry === undefined) throw new Error(`There is no tune ${slug}.`);
    return renderWav(entry.notes, entry.tune.tempo);
  });

  /** `baseUrl` tells where the node's own media is reached, known once it listens. */
  constructor(baseUrl: () => string) {
    this.#baseUrl = baseUrl;
  }

  async load(identifier: string): Promise<LoadResult | undefined> {
    if (identifier.startsWith(TRACK)) return this.#track(identifier.slice(TRACK.length));
    if (identifier.startsWith(PLAYLIST)) return this.#playlist(identifier.slice(PLAYLIST.length));
    const slug = this.#slugOfLink(identifier);
    return slug === undefined ? undefined : this.#track(slug);
  }

  async search(text: string): Promise<readonly FoundTrack[]> {
    const found = rank(text, [...this.#entries.values()]);
    return found.map(({ entry, score }) => ({ track: this.#toTrack(entry), score }));
  }

  async open(info: LoadedTrack['info']): Promise<void> {
    const { identifier } = info;
    if (identifier.startsWith(TRACK) && this.#entries.has(identifier.slice(TRACK.length))) return;
    throw new SourceError(`The catalogue has no ${identifier}.`, 'common');
  }

  async audio(info: LoadedTrack['info']): Promise<SoundInput> {
    const media = await this.media(`${info.identifier.slice(TRACK.length)}.wav`);
    if (media === undefined) throw new SourceError(`The catalogue has no ${info.identifier}.`, 'common');
    const { type, size } = media;
    return { kind: 'media', type, size, read: async (start) => media.read(start, size - 1) };
  }

  async media(path: string): Promise<Media | undefined> {
    const slug = path.slice(0, -'.wav'.length);
    const entry = path.endsWith('.wav') ? this.#entries.get(slug) : undefined;
    if (entry === undefined) return undefined;
    return {
      type: 'audio/wav',
      size: wavBytes(entry.notes, entry.tune.tempo),
      read: async (start, end) => Readable.from(parts((await this.#renderings.of(slug)).subarray(start, end + 1))),
    };
  }

  #track(slug: string): LoadResult {
    const entry = this.#entries.get(slug);
    return entry === undefined ? { loadType: 'empty', data: null } : { loadType: 'track', data: this.#toTrack(entry) };
  }

  #playlist(slug: string): LoadResult {
    const playlist = PLAYLISTS.find((candidate) => candidate.slug === slug);
    if (playlist === undefined) return { loadType: 'empty', data: null };
    const tracks = [...this.#entries.values()]
      .filter(({ tune }) => playlist.has(tune))
      .map((entry) => this.#toTrack(entry));
    return { loadType: 'playlist', data: { info: { name: playlist.name, selectedTrack: -1 }, pluginInfo: {}, tracks } };
  }

  /** The link of a tune at any node of this machine means the tune: nodes share the catalogue, not the port. */
  #slugOfLink(identifier: string): string | undefined {
    if (!/^https?:/.test(identifier) || !URL.canParse(identifier)) return undefined;
    const url = new URL(identifier);
    const ours = url.origin === new URL(this.#baseUrl()).origin;
    if (!ours && !/^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(url.hostname)) return undefined;
    const slug = MEDIA_PATH.exec(url.pathname)?.[1];
    return slug !== undefined && this.#entries.has(slug) ? slug : undefined;
  }

  #toTrack({ tune, notes }: Entry): LoadedTrack {
    return makeTrack({
      identifier: TRACK + tune.slug,
      title: tune.title,
      author: tune.author,
      lengthMs: melodyLengthMs(notes, tune.tempo),
      uri: `${this.#baseUrl()}/media/demo/${tune.slug}.wav`,
      sourceName: this.name,
    });
  }
}

function* parts(bytes: Buffer): Generator<Buffer> {
  for (let start = 0; start < bytes.length; start += PART_BYTES) yield bytes.subarray(start, start + PART_BYTES);
}

function entryOf(tune: Tune): Entry {
  return {
    tune,
    notes: parseMelody(tune),
    fields: [
      { words: words(`${tune.title} ${tune.slug}`), worth: 12 },
      { words: words(tune.author), worth: 8 },
      { words: tune.tags, worth: 4 },
    ],
  };
}
