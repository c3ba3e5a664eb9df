import type { ResolvedOptions } from '../options.ts';
import { CatalogueSource } from './catalogue/catalogue-source.ts';
import { HttpSource } from './http/http-source.ts';
import { LocalSource } from './local/local-source.ts';
import { MusicFolder } from './local/music-folder.ts';
import type { Source } from './source.ts';

/**
 * The sources that the options switch on, in the order they are asked: the catalogue knows the links of its own tunes,
 * which http would fetch, so it comes first.
 *
 * @throws AudioNodeError when the music folder is no folder.
 */
export function builtInSources(options: ResolvedOptions, baseUrl: () => string): readonly Source[] {
  return [
    new CatalogueSource(baseUrl),
    ...(options.musicDir === undefined ? [] : [new LocalSource(new MusicFolder(options.musicDir), baseUrl)]),
    ...(options.http ? [new HttpSource(options.httpAllowPrivate)] : []),
  ];
}
