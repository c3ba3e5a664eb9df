import { createHash } from 'node:crypto';
import { type LoadedTrack, makeTrack, type Source, SourceError } from '@reprise/node';

/** A song of a playlist. */
export interface Listed {
  readonly name: string;
  /** The list tells no length, so that the song has to be looked up. @defaultValue false */
  readonly isBare?: boolean;
}

const LENGTH_MS = 200_000;

/**
 * A site with songs. By links as `https://www.youtube.com/watch?v=ID` and their other forms, by playlists of {@link Site.lists},
 * and by a search, which finds one song with exactly the words that were searched.
 */
export class Site {
  /** What it was asked for, in order. */
  readonly asked: string[] = [];
  /** Other titles than the name, by name. */
  readonly titles: Map<string, string> = new Map<string, string>();
  /** Names of songs that are private. */
  readonly gone: Set<string> = new Set<string>();
  readonly lists: Map<string, readonly Listed[]> = new Map<string, readonly Listed[]>();
  readonly #names = new Map<string, string>();
  readonly #held = new Map<string, Promise<void>>();

  /** The link of the song of that name. */
  link(name: string): string {
    return `https://www.youtube.com/watch?v=${this.id(name)}`;
  }

  /** The link of a list, which is made of these songs. */
  list(id: string, songs: readonly Listed[]): string {
    this.lists.set(id, songs);
    return `https://www.youtube.com/playlist?list=${id}`;
  }

  /** Does not answer for the song of that name, until the function it answers is called. */
  hold(name: string): () => void {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#held.set(name, promise);
    return () => {
      this.#held.delete(name);
      resolve();
    };
  }

  id(name: string): string {
    const id = createHash('sha256').update(name).digest('base64url').slice(0, 11);
    this.#names.set(id, name);
    return id;
  }

  /** The site as a source of a node. */
  source(): Source {
    return {
      name: 'youtube',
      load: async (identifier) => {
        const words = /^ytsearch:(.*)$/s.exec(identifier)?.[1];
        const url = URL.parse(identifier);
        if (words === undefined && url === null) return undefined;
        this.asked.push(identifier);
        const songs = this.lists.get(url?.searchParams.get('list') ?? '');
        if (songs !== undefined) return this.#playlist(songs);
        const id = url?.searchParams.get('v') ?? url?.pathname.slice(1) ?? '';
        const name = words ?? this.#names.get(id);
        if (name === undefined) return { loadType: 'empty', data: null };
        await this.#held.get(name);
        if (this.gone.has(name)) throw new SourceError('This video is private.');
        const data = this.#track({ name });
        return words === undefined ? { loadType: 'track', data } : { loadType: 'search', data: [data] };
      },
    };
  }

  #playlist(songs: readonly Listed[]) {
    const tracks = songs.map((song) => this.#track(song));
    const info = { name: 'A list', selectedTrack: -1 };
    return { loadType: 'playlist', data: { info, pluginInfo: {}, tracks } } as const;
  }

  #track({ name, isBare = false }: Listed): LoadedTrack {
    return makeTrack({
      title: this.titles.get(name) ?? name,
      author: 'Somebody',
      lengthMs: isBare ? undefined : LENGTH_MS,
      isStream: false,
      identifier: this.id(name),
      uri: this.link(name),
      sourceName: 'youtube',
    });
  }
}
