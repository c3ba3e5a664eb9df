import type { SeedTrack } from './seed-track.ts';
import { UNKNOWN_TITLE } from './track-keys.ts';

/** A query and the track that led to it. */
export interface SeedQuery {
  readonly query: string;
  readonly seed: SeedTrack;
}

/** Queries for one refill: enough to get past a few that fail, few enough for the limits of a source. */
const MOST_QUERIES = 8;

/** What to ask for, best first: the best query of every seed, then the second best of every seed, and so on. */
export function queriesFor(seeds: readonly SeedTrack[]): SeedQuery[] {
  const bySeed = seeds.map((seed) => queriesOf(seed).map((query) => ({ query, seed })));
  const deepest = Math.max(0, ...bySeed.map(({ length }) => length));
  const ranked = Array.from({ length: deepest }, (_, rank) => bySeed.flatMap((queries) => queries[rank] ?? [])).flat();
  const first = new Map<string, SeedQuery>();
  for (const query of ranked) if (!first.has(query.query)) first.set(query.query, query);
  return [...first.values()].slice(0, MOST_QUERIES);
}

/** The search prefix of a source: what is like a track is best sought where the track is from. */
const PREFIXES: ReadonlyMap<string, string> = new Map([
  ['youtube', 'ytsearch'],
  ['soundcloud', 'scsearch'],
  ['spotify', 'spsearch'],
  ['applemusic', 'amsearch'],
  ['deezer', 'dzsearch'],
  ['yandexmusic', 'ymsearch'],
  ['vkmusic', 'vksearch'],
  ['tidal', 'tdsearch'],
  ['qobuz', 'qbsearch'],
  ['jiosaavn', 'jssearch'],
  ['bandcamp', 'bcsearch'],
  ['mixcloud', 'mcsearch'],
  ['audius', 'adsearch'],
  ['demo', 'demosearch'],
]);

/** Queries that lead from a track to others, best first; none when the track says too little of itself. */
export function queriesOf(seed: SeedTrack): string[] {
  const mix = youTubeMix(seed);
  const title = seed.title === UNKNOWN_TITLE ? '' : searchText(seed.title);
  const author = seed.author === UNKNOWN_AUTHOR ? '' : searchText(seed.author);
  const song = title && `${author} ${title}`.trim();
  const prefix = seed.source === undefined ? undefined : PREFIXES.get(seed.source);
  // A bare text goes to the pool's default source; without one, a node finds nothing by it.
  const searches = [prefix && song && `${prefix}:${song}`, song, prefix && author && `${prefix}:${author}`];
  return [mix, ...searches].flatMap((query) => query || []);
}

/** What Lavalink calls the author of a track that does not name one. */
const UNKNOWN_AUTHOR = 'Unknown artist';

/** Only YouTube's own ids make a mix there: another source's id in such a link finds nothing, or something else. */
function youTubeMix({ source, identifier }: SeedTrack): string | undefined {
  if (source !== 'youtube' || identifier === undefined || !/^[\w-]{11}$/.test(identifier)) return undefined;
  return `https://www.youtube.com/watch?v=${identifier}&list=RD${identifier}`;
}

/** Of each: a longer one finds no more. */
const LONGEST_PART = 100;

/**
 * A title or an author as words to search for. Whoever uploads a track chooses these: without colons and slashes, none of
 * them can be a link or a prefix, and make a node load what nobody asked for.
 */
function searchText(text: string): string {
  const words = text
    .slice(0, 4 * LONGEST_PART)
    .normalize('NFKC')
    .replace(/[\s:/\\]+/g, ' ')
    .trim();
  return words.slice(0, LONGEST_PART).toWellFormed().trim();
}
