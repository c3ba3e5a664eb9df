import { extractorsFor } from './sites.ts';
import type { Target } from './target.ts';
import type { YtDlpSettings } from './ytdlp-options.ts';

/** For every run: nothing of this machine's configuration, no plug-ins, no commands, no long waits. */
const BASE = [
  '--ignore-config',
  '--no-cache-dir',
  '--no-update',
  '--no-warnings',
  '--no-progress',
  '--socket-timeout',
  '10',
  '--retries',
  '1',
  '--extractor-retries',
  '1',
  '--no-exec',
  '--no-plugin-dirs',
];

/** A file that is read by ranges. */
const FILE = "[protocol~='^https?$']";
/** A stream in parts: HLS. Nothing here reads those by DASH, and sites that have them have others. */
const PARTS = '[protocol^=m3u8]';
/** Sound alone if there is any; else of the films one whose sound is as good as that of the large ones. */
const FORMAT = [
  `bestaudio${FILE}`,
  `bestaudio${PARTS}`,
  `best[height<=?480]${FILE}`,
  `best[height<=?480]${PARTS}`,
  `best${FILE}`,
  `best${PARTS}`,
].join('/');

/** The arguments of a run. What a user has asked for comes last, after `--`. */
export function argumentsFor(
  target: Target,
  settings: YtDlpSettings,
  cookiesFile: string | undefined,
): readonly string[] {
  const { hosts, generic, jsRuntime, proxy, extraArguments, maxListTracks } = settings;
  return [
    ...BASE,
    '--ies',
    extractorsFor(hosts, generic),
    ...(jsRuntime === undefined ? [] : ['--js-runtimes', jsRuntime]),
    ...(proxy === undefined ? [] : ['--proxy', proxy]),
    ...(cookiesFile === undefined ? [] : ['--cookies', cookiesFile]),
    '-J',
    // For a track too: a link that turns out to be a list would be looked up track by track.
    '--flat-playlist',
    '-I',
    `1:${maxListTracks}`,
    ...(target.kind === 'track' ? ['--no-playlist', '-f', FORMAT] : ['--yes-playlist']),
    ...extraArguments,
    '--',
    target.argument,
  ];
}
