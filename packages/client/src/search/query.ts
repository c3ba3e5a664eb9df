import { canonicalLink, spotifyLink } from './canonical-link.ts';
import { isSpotifyUri, parseLink, type SearchSources } from './search-sources.ts';

/** Longest query that is looked at: a node refuses 8 kB, and nobody types it. */
const LONGEST_QUERY = 4_096;

/**
 * Turns what a user types into the identifier a node gets, and into the key that all spellings of it share.
 *
 * The node gets the text as typed; only the key is folded.
 */
export class QueryReader {
  readonly #sources: SearchSources;
  readonly #defaultSource: string | undefined;

  /** @param defaultSource - Prefix of a text that has none, as `dzsearch`. */
  constructor(sources: SearchSources, defaultSource?: string) {
    this.#sources = sources;
    this.#defaultSource = defaultSource;
  }

  /** What `GET /v4/loadtracks` is asked for. @param source - Prefix of a text that has none. */
  identifier(query: string, source: string | undefined = this.#defaultSource): string {
    const trimmed = query.trim();
    if (this.#isAddressed(trimmed)) return trimmed;
    return source === undefined ? query : `${source}:${query}`;
  }

  /** The key that every spelling of a query shares. */
  readonly key = (query: string): string => {
    const trimmed = query.trim();
    const link = parseLink(trimmed);
    if (link !== undefined) return canonicalLink(link);
    if (isSpotifyUri(trimmed)) return spotifyLink(trimmed);
    const prefixed = this.#sources.prefixed(trimmed);
    if (prefixed?.kind === 'id') return trimmed;
    if (prefixed !== undefined) return `${prefixed.prefix}:${folded(prefixed.rest)}`;
    const text = folded(trimmed);
    if (this.#defaultSource !== undefined) return `${this.#defaultSource}:${text}`;
    // A text that only folding turns into something else must not answer for that.
    return this.#isAddressed(text) ? trimmed : text;
  };

  /** Whether a query says itself where it goes: a link, or a search prefix. */
  #isAddressed(query: string): boolean {
    return parseLink(query) !== undefined || isSpotifyUri(query) || this.#sources.prefixed(query) !== undefined;
  }
}

/** @throws TypeError or RangeError for what cannot be searched for. */
export function checkedQuery(query: string): string {
  if (typeof query !== 'string') throw new TypeError(`query must be a text, but is ${typeof query}.`);
  if (query.trim() === '') throw new RangeError('query must not be blank.');
  if (query.length > LONGEST_QUERY) {
    throw new RangeError(`query must have at most ${LONGEST_QUERY} characters, but has ${query.length}.`);
  }
  return query;
}

/** Text as a person means it: full-width letters, case and blanks make no difference. */
function folded(text: string): string {
  return text.normalize('NFKC').trim().replace(/\s+/g, ' ').toLowerCase();
}
