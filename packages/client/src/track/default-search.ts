import type { SearchOptions } from '../search/load-options.ts';
import type { LoadedTracks } from './loaded-tracks.ts';

/** Finds tracks without saying in which pool. */
export type DefaultSearch = (query: string, options: SearchOptions) => Promise<LoadedTracks>;

let current: DefaultSearch | undefined;

/** The process-wide pool says that it is the one that {@link Playable.search} asks. */
export function provideDefaultSearch(search: DefaultSearch): void {
  current = search;
}

/** @throws Error when the process-wide pool was never imported, which its own index file rules out. */
export function defaultSearch(): DefaultSearch {
  if (current === undefined) throw new Error('Playable.search needs the Pool of the same package.');
  return current;
}
