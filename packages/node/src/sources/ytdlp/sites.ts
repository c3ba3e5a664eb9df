/** A site that yt-dlp reads without being told to. */
export interface Site {
  /** The name that Lavalink's own source of this site has in `/v4/info` and in tracks. */
  readonly name: string;
  readonly hosts: readonly string[];
  /** Its extractors in yt-dlp, as `--ies` takes them. */
  readonly extractors: string;
}

export const SITES: readonly Site[] = [
  { name: 'youtube', hosts: ['youtube.com', 'youtu.be', 'youtube-nocookie.com'], extractors: 'youtube.*' },
  { name: 'soundcloud', hosts: ['soundcloud.com'], extractors: 'soundcloud.*' },
  { name: 'bandcamp', hosts: ['bandcamp.com'], extractors: 'bandcamp.*' },
  { name: 'vimeo', hosts: ['vimeo.com'], extractors: 'vimeo.*' },
  { name: 'twitch', hosts: ['twitch.tv'], extractors: 'twitch.*' },
];

/** The hosts that are allowed when nobody says otherwise. */
export const DEFAULT_HOSTS: readonly string[] = SITES.flatMap(({ hosts }) => hosts);

/** Whether a host is one of those, or below one of them. */
export function isWithin(hostname: string, hosts: readonly string[]): boolean {
  return hosts.some((host) => hostname === host || hostname.endsWith(`.${host}`));
}

/** The site of a host. */
export function siteOf(hostname: string): Site | undefined {
  return SITES.find(({ hosts }) => isWithin(hostname, hosts));
}

/** The sites with an allowed host. */
export function allowedSites(hosts: readonly string[]): readonly Site[] {
  return SITES.filter((site) => site.hosts.some((host) => isWithin(host, hosts)));
}

/**
 * What yt-dlp may use, as `--ies` takes it: the extractors of the allowed sites. For a host that is of none of them nobody
 * knows which, so there it is all but the generic one, which fetches whatever address it is given.
 */
export function extractorsFor(hosts: readonly string[], generic: boolean): string {
  if (generic) return 'default';
  if (!hosts.every((host) => siteOf(host) !== undefined)) return 'default,-generic';
  return [...new Set(hosts.map((host) => siteOf(host)?.extractors))].join(',');
}
