import { RepriseError } from './reprise-error.ts';

/**
 * A node lacks a filter that was asked for. Nothing was sent: it would have refused, or ignored it without a word.
 *
 * @example
 * ```ts
 * import { Filters, FilterUnsupportedError, Pool } from 'reprise';
 *
 * try {
 *   await Pool.getPlayer('817327181659111454')?.setFilters(new Filters().plugin('echo', { decay: 0.5 }));
 * } catch (error) {
 *   if (!(error instanceof FilterUnsupportedError)) throw error;
 *   console.log(`${error.node} has no ${error.filters.join(', ')}.`);
 * }
 * ```
 */
export class FilterUnsupportedError extends RepriseError {
  readonly code = 'FILTER_UNSUPPORTED';
  readonly node: string;
  /** Names of the filters that the node does not have. */
  readonly filters: readonly string[];

  constructor(node: string, filters: readonly string[]) {
    const what = filters.length === 1 ? `the filter ${filters[0]}` : `the filters ${filters.join(', ')}`;
    super(`Node ${node} does not have ${what}: its info.filters names those it has.`);
    this.node = node;
    this.filters = filters;
  }
}
