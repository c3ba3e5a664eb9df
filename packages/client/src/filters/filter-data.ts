import type { Filters as FilterData } from '@reprise/protocol';

export type { FilterData };

/** Name of a filter that every Lavalink has, as `/v4/info` lists it. */
export type FilterName = Exclude<keyof FilterData, 'pluginFilters'>;
