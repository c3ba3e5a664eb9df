import { SourceError } from '../../errors.ts';
import { allowedSites, isWithin, siteOf } from './sites.ts';
import type { YtDlpSettings } from './ytdlp-options.ts';

/** Something for yt-dlp to look up. */
export interface Target {
  readonly kind: 'track' | 'list' | 'search';
  /** What yt-dlp is given after `--`. Begins with a search prefix or `http`, so it never is an option. */
  readonly argument: string;
  /** Site that is asked, where it is known. */
  readonly site: string | undefined;
  /** Host that a link leads to; its addresses are to be judged. */
  readonly hostname: string | undefined;
}

/** What decides which targets there are. */
export type TargetRules = Pick<YtDlpSettings, 'hosts' | 'generic' | 'allowLoopback'>;

/** Tracks that a search asks for. */
const FOUND = 10;
/** Letters of a search that count. */
const LONGEST_SEARCH = 500;
const LONGEST_LINK = 2_000;

const SEARCHES: ReadonlyMap<string, { readonly site: string; readonly argument: (words: string) => string }> = new Map([
  ['ytsearch', { site: 'youtube', argument: (words) => `ytsearch${FOUND}:${words}` }],
  [
    'ytmsearch',
    { site: 'youtube', argument: (words) => `https://music.youtube.com/search?q=${encodeURIComponent(words)}#songs` },
  ],
  ['scsearch', { site: 'soundcloud', argument: (words) => `scsearch${FOUND}:${words}` }],
]);

/** What is no text that somebody typed: control characters, and those that change the direction of writing. */
const UNPRINTABLE = /[\p{Cc}\u2028-\u202e\u2066-\u2069\ud800-\udfff]+/gu;

/** Text without what cannot be seen in it, on one line. */
export function printable(text: string): string {
  return text.replace(UNPRINTABLE, ' ').replace(/ {2,}/g, ' ').trim();
}

/**
 * What an identifier asks for; `undefined` when it is nothing for yt-dlp, a link to a host that is not allowed included.
 *
 * @throws {@link SourceError} for a link to an allowed host with a password or an unusual port.
 */
export function readTarget(identifier: string, rules: TargetRules): Target | undefined {
  return /^https?:\/\//i.test(identifier) ? readLink(identifier, rules) : readSearch(identifier, rules);
}

function readSearch(identifier: string, { hosts }: TargetRules): Target | undefined {
  const colon = identifier.indexOf(':');
  const search = SEARCHES.get(identifier.slice(0, Math.max(0, colon)));
  if (search === undefined || !allowedSites(hosts).some(({ name }) => name === search.site)) return undefined;
  const words = printable(identifier.slice(colon + 1, colon + 1 + LONGEST_SEARCH));
  return { kind: 'search', argument: search.argument(words), site: search.site, hostname: undefined };
}

function readLink(link: string, { hosts, generic, allowLoopback }: TargetRules): Target | undefined {
  const url = link.length > LONGEST_LINK ? null : URL.parse(link);
  if (url === null) return undefined;
  const isAllowed = isWithin(url.hostname, hosts);
  if (!isAllowed && !generic) return undefined;
  if (url.username !== '' || url.password !== '') throw new SourceError('Links with a password are not loaded.');
  // A port that is not shown is the usual one of http or https.
  if (url.port !== '' && url.port !== '80' && url.port !== '443' && !allowLoopback) {
    throw new SourceError('Links to unusual ports are not loaded.');
  }
  return {
    kind: isList(url) ? 'list' : 'track',
    argument: url.href,
    site: isAllowed ? (siteOf(url.hostname)?.name ?? url.hostname) : undefined,
    hostname: url.hostname,
  };
}

/** Whether a link says that it is to a list; others may turn out to be one. */
function isList(url: URL): boolean {
  if (siteOf(url.hostname)?.name === 'youtube') {
    return url.searchParams.has('list') || /^\/(?:playlist|channel|c|user|@|browse)/.test(url.pathname);
  }
  return /\/(?:sets|album|albums|showcase|videos|likes|tracks|collections)(?:\/|$)/.test(url.pathname);
}
