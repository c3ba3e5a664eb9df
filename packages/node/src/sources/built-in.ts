import type { ResolvedOptions } from '../options.ts';
import { CatalogueSource } from './catalogue/catalogue-source.ts';
import type { Source } from './source.ts';

/** The sources that the options switch on, in the order they are asked. */
export function builtInSources(_options: ResolvedOptions, baseUrl: () => string): readonly Source[] {
  return [new CatalogueSource(baseUrl)];
}
