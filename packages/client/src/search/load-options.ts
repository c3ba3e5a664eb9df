import type { Node } from '../node/node.ts';

/** Options of {@link NodePool.fetchTracks}. */
export interface SearchOptions {
  /** Prefix of a text that has none, as `scsearch`. @defaultValue the pool's `defaultSearchSource` */
  readonly source?: string;
  /** Prefer nodes of this region. */
  readonly region?: string;
  /** The node, or its identifier, to try first. */
  readonly node?: Node | string;
  /** Gives this caller up. Others who wait for the same query go on. */
  readonly signal?: AbortSignal;
}

/** How the cache takes part: `use` it, `reload` what it has from a node, or `skip` it, reading and writing. */
export type CacheMode = 'use' | 'reload' | 'skip';

/** Options of {@link NodePool.load}. */
export interface LoadOptions extends SearchOptions {
  /** @defaultValue 'use' */
  readonly cache?: CacheMode;
}
