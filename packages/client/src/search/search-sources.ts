/** A search prefix: which source answers it, and whether upper and lower case matter in what follows. */
interface SearchPrefix {
  /** Name in `/v4/info` → `sourceManagers`; undefined when nobody said. */
  readonly source: string | undefined;
  /** `text` is typed by people, so case does not matter; `id` is exact. */
  readonly kind: 'text' | 'id';
}

const text = (source: string | undefined): SearchPrefix => ({ source, kind: 'text' });
const id = (source: string): SearchPrefix => ({ source, kind: 'id' });

/**
 * The prefixes that Lavalink and its plugins know (youtube-source, LavaSrc, skybot and others), and ours.
 * Only these are prefixes: `Re:Zero opening` is something to search for.
 */
const PREFIXES: ReadonlyMap<string, SearchPrefix> = new Map([
  ['ytsearch', text('youtube')],
  ['ytmsearch', text('youtube')],
  ['scsearch', text('soundcloud')],
  ['spsearch', text('spotify')],
  ['sprec', id('spotify')],
  ['amsearch', text('applemusic')],
  ['dzsearch', text('deezer')],
  ['dzisrc', id('deezer')],
  ['dzrec', id('deezer')],
  ['ymsearch', text('yandexmusic')],
  ['ymrec', id('yandexmusic')],
  ['vksearch', text('vkmusic')],
  ['vkrec', id('vkmusic')],
  ['tdsearch', text('tidal')],
  ['tdrec', id('tidal')],
  ['qbsearch', text('qobuz')],
  ['qbisrc', id('qobuz')],
  ['qbrec', id('qobuz')],
  ['jssearch', text('jiosaavn')],
  ['jsrec', id('jiosaavn')],
  ['bcsearch', text('bandcamp')],
  ['pdsearch', text('pandora')],
  ['adsearch', text('audius')],
  ['mcsearch', text('mixcloud')],
  ['ocsearch', text('ocremix')],
  ['nicosearch', text('niconico')],
  ['ftts', text('flowery-tts')],
  ['demosearch', text('demo')],
  ['demo', id('demo')],
]);

/** Where songs are looked for that their own source is not there for: what nearly everything can be found on. */
const STAND_IN = { prefix: 'ytsearch', source: 'youtube' } as const;
/** Sources that speak what they are given, and so have no song that could be found elsewhere. */
const SPEAKING: ReadonlySet<string> = new Set(['flowery-tts']);

/** A search that can be made in place of another one. */
export interface StandIn {
  readonly identifier: string;
  /** Name of the source that answers it. */
  readonly source: string;
}

/** Hosts whose links a source reads. A link to any other host is for `http`. */
const HOSTS: ReadonlyMap<string, string> = new Map([
  ['youtube.com', 'youtube'],
  ['youtube-nocookie.com', 'youtube'],
  ['youtu.be', 'youtube'],
  ['soundcloud.com', 'soundcloud'],
  ['soundcloud.app.goo.gl', 'soundcloud'],
  ['spotify.com', 'spotify'],
  ['spotify.link', 'spotify'],
  ['music.apple.com', 'applemusic'],
  ['deezer.com', 'deezer'],
  ['deezer.page.link', 'deezer'],
  ['bandcamp.com', 'bandcamp'],
  ['vimeo.com', 'vimeo'],
  ['twitch.tv', 'twitch'],
  ['music.yandex.ru', 'yandexmusic'],
  ['music.yandex.com', 'yandexmusic'],
  ['vk.com', 'vkmusic'],
  ['tidal.com', 'tidal'],
  ['qobuz.com', 'qobuz'],
  ['jiosaavn.com', 'jiosaavn'],
  ['nicovideo.jp', 'niconico'],
  ['mixcloud.com', 'mixcloud'],
  ['audius.co', 'audius'],
]);

/** A query cut at its prefix. */
export interface PrefixedQuery extends SearchPrefix {
  readonly prefix: string;
  readonly rest: string;
}

/** Longest prefix of the table and of any the user adds: what is beyond is text. */
const LONGEST_PREFIX = 32;

/** Knows which source answers a query, and so which nodes can. */
export class SearchSources {
  readonly #prefixes: ReadonlyMap<string, SearchPrefix>;

  /**
   * @param more - Prefixes of other plugins, each with the name of its source.
   * @param defaultPrefix - Counts as a prefix too, even if nobody knows its source.
   */
  constructor(more: Readonly<Record<string, string>> = {}, defaultPrefix?: string) {
    const added = Object.entries(more).map(([prefix, source]) => [prefix, text(source)] as const);
    this.#prefixes = new Map([...PREFIXES, ...added]);
    if (defaultPrefix === undefined || this.#prefixes.has(defaultPrefix)) return;
    this.#prefixes = new Map([...this.#prefixes, [defaultPrefix, text(undefined)]]);
  }

  /** @throws RangeError when a text is no prefix: what it stands before would be searched for together with it. */
  checkedPrefix(prefix: string): string {
    if (this.#prefixes.has(prefix)) return prefix;
    throw new RangeError(
      `source must be a search prefix without its colon, as 'ytsearch', or one of searchPrefixes, but is '${prefix}'.`,
    );
  }

  /** The query cut at a known prefix; undefined when it has none. */
  prefixed(query: string): PrefixedQuery | undefined {
    const colon = query.indexOf(':');
    if (colon < 1 || colon > LONGEST_PREFIX) return undefined;
    const prefix = query.slice(0, colon);
    const known = this.#prefixes.get(prefix);
    const rest = query.slice(colon + 1);
    if (known === undefined || (prefix === 'demo' && !/^(?:track|playlist):/.test(rest))) return undefined;
    return { ...known, prefix, rest };
  }

  /** The search to make on a node that has not the source of this one; undefined for what only its own source knows. */
  standIn(identifier: string): StandIn | undefined {
    const prefixed = this.prefixed(identifier);
    // What a prefix of the user's own searches for may be no song at all.
    if (prefixed?.kind !== 'text' || PREFIXES.get(prefixed.prefix)?.source !== prefixed.source) return undefined;
    const { source, rest } = prefixed;
    if (source === undefined || source === STAND_IN.source || SPEAKING.has(source)) return undefined;
    return { identifier: `${STAND_IN.prefix}:${rest}`, source: STAND_IN.source };
  }

  /** Name of the source that answers an identifier; undefined when nobody can say. */
  sourceOf(identifier: string): string | undefined {
    const prefixed = this.prefixed(identifier);
    if (prefixed !== undefined) return prefixed.source;
    if (isSpotifyUri(identifier)) return 'spotify';
    const url = parseLink(identifier);
    return url && sourceOfHost(url.hostname);
  }
}

/** Whether a query is what Spotify's programs copy. `spotify: top hits` is something to search for. */
export function isSpotifyUri(query: string): boolean {
  return /^spotify:(?:track|album|playlist|artist|episode|show|user):/.test(query);
}

/** A query that is a link, parsed; undefined for everything else. */
export function parseLink(query: string): URL | undefined {
  return /^https?:\/\//i.test(query) ? (URL.parse(query) ?? undefined) : undefined;
}

function sourceOfHost(hostname: string): string {
  // Most specific first: open.spotify.com, then spotify.com.
  for (let host = hostname; host.includes('.'); host = host.slice(host.indexOf('.') + 1)) {
    const source = HOSTS.get(host);
    if (source !== undefined) return source;
  }
  return 'http';
}
