import type { ResolvedOptions } from '../options.ts';
import { CatalogueSource } from './catalogue/catalogue-source.ts';
import { HttpSource } from './http/http-source.ts';
import { LocalSource } from './local/local-source.ts';
import { MusicFolder } from './local/music-folder.ts';
import type { Source } from './source.ts';
import { YtDlpSource } from './ytdlp/ytdlp-source.ts';

/**
 * The sources that the options switch on, in the order they are asked: the catalogue knows the links of its own tunes,
 * which http would fetch, so it comes first, and yt-dlp knows what is at the pages http would fetch.
 * `signal` is aborted when the node closes.
 *
 * @throws AudioNodeError when the music folder is no folder.
 */
export function builtInSources(
  options: ResolvedOptions,
  baseUrl: () => string,
  signal: AbortSignal,
): readonly Source[] {
  const { clock, log, musicDir, ytdlp } = options;
  const now = (): number => clock.now();
  return [
    new CatalogueSource(baseUrl),
    ...(musicDir === undefined ? [] : [new LocalSource({ folder: new MusicFolder(musicDir), baseUrl, now, signal })]),
    ...(ytdlp === undefined ? [] : [new YtDlpSource({ settings: ytdlp, clock, log, env: process.env })]),
    ...(options.http ? [new HttpSource(options.httpAllowPrivate, clock)] : []),
  ];
}
