import { RepriseError } from './reprise-error.ts';

/** A node lacks a filter that was asked for. Nothing was sent: it would have refused, or ignored it without a word. */
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
