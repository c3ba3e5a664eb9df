import { provideDefaultSearch } from '../track/default-search.ts';
import { NodePool } from './node-pool.ts';

/**
 * The pool of this process: `await Pool.connect({…})` once, and every module has it.
 *
 * @example
 * ```ts
 * import { Pool } from 'reprise';
 *
 * const tracks = await Pool.fetchTracks('Bohemian Rhapsody');
 * ```
 */
export const Pool: NodePool = new NodePool();

provideDefaultSearch((query, options) => Pool.fetchTracks(query, options));
