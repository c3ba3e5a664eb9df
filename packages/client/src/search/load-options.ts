import type { Node } from '../node/node.ts';

/** Options of {@link NodePool.fetchTracks}. */
export interface SearchOptions {
  /** Prefix of a text that has none, as `scsearch`. @defaultValue the pool's `defaultSearchSource` */
  readonly source?: string;
  /** Prefer nodes of this region. */
  readonly region?: string;
  /** The node, or its identifier, to try first. */
  readonly node?: Node | string;
  /**
   * How soon the answer is wanted, for nodes whose searches are work, as our own with yt-dlp: a user waits (`play`), its turn
   * comes soon (`prefetch`), a list is read in (`import`), or it may never be wanted (`warm`). @defaultValue 'play'
   */
  readonly priority?: LoadPriority;
  /** Gives this caller up. Others who wait for the same query go on. */
  readonly signal?: AbortSignal;
}

/** How soon an answer is wanted. */
export type LoadPriority = 'play' | 'prefetch' | 'import' | 'warm';

/** How the cache takes part: `use` it, `reload` what it has from a node, or `skip` it, reading and writing. */
export type CacheMode = 'use' | 'reload' | 'skip';

/** Options of {@link NodePool.load}. */
export interface LoadOptions extends SearchOptions {
  /** @defaultValue 'use' */
  readonly cache?: CacheMode;
}
