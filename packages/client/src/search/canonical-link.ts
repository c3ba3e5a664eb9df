/**
 * One form for all the links to one thing: what says who shared it, and from which second to play, is dropped. Links
 * that are none of the known forms only lose what is known to track, since any other part may matter.
 */
export function canonicalLink(url: URL): string {
  const canonical = url.port === '' ? FORMS.get(url.hostname.replace(/^(?:www|m)\./, ''))?.(url) : undefined;
  return canonical ?? withoutTracking(url);
}

/** `spotify:track:ID`, as the Spotify programs copy it, in the form of a link. */
export function spotifyLink(uri: string): string {
  return `https://open.spotify.com/${uri.slice('spotify:'.length).replaceAll(':', '/')}`;
}

/** Gives the one form of a link, or undefined when it is none that is known. */
type LinkForm = (url: URL) => string | undefined;

const youtube: LinkForm = (url) => {
  const [, kind = '', id] = url.pathname.split('/');
  if (kind === 'watch') return youtubeLink(url, url.searchParams.get('v'));
  if (kind === 'playlist') return youtubeLink(url, null);
  if (kind === 'shorts' || kind === 'live' || kind === 'v') return youtubeLink(url, id);
  if (kind === 'embed') return youtubeLink(url, id === 'videoseries' ? null : id);
  return undefined;
};

function youtubeLink(url: URL, video: string | null | undefined): string | undefined {
  const list = url.searchParams.get('list');
  const parameters = new URLSearchParams();
  if (video) parameters.set('v', video);
  if (list) parameters.set('list', list);
  if (video) return `https://www.youtube.com/watch?${parameters}`;
  return list ? `https://www.youtube.com/playlist?${parameters}` : undefined;
}

const spotify: LinkForm = ({ pathname }) => {
  const path = /^(?:\/intl-[a-z-]+)?(?:\/embed)?(\/(?:track|album|playlist|artist|episode|show|user)\/.*?)\/?$/.exec(
    pathname,
  );
  return path === null ? undefined : `https://open.spotify.com${path[1]}`;
};

const soundcloud: LinkForm = (url) => {
  // Pages like /search live by their parameters; a track or a set has a user and a name.
  const [, user, name] = url.pathname.split('/');
  if (!user || !name || user === 'search' || user === 'discover') return undefined;
  const secret = url.searchParams.get('secret_token');
  const path = url.pathname.replace(/\/$/, '');
  return `https://soundcloud.com${path}${secret === null ? '' : `?secret_token=${encodeURIComponent(secret)}`}`;
};

const FORMS: ReadonlyMap<string, LinkForm> = new Map([
  ['youtube.com', youtube],
  ['music.youtube.com', youtube],
  ['youtube-nocookie.com', youtube],
  ['youtu.be', (url) => youtubeLink(url, url.pathname.split('/')[1])],
  ['open.spotify.com', spotify],
  ['soundcloud.com', soundcloud],
]);

/** Says who came from where on any site. */
const TRACKING = /^(?:utm_.+|fbclid|gclid|igshid)$/;
/** The short links of these say with `si` who shared them; elsewhere it may mean anything. */
const SHARE_HOSTS: ReadonlySet<string> = new Set(['spotify.link', 'on.soundcloud.com']);

function withoutTracking(url: URL): string {
  const clean = new URL(url);
  clean.hash = '';
  const isTracking = (name: string): boolean => TRACKING.test(name) || (name === 'si' && SHARE_HOSTS.has(url.hostname));
  // Untouched parameters keep their exact spelling: a signed link must not be written anew.
  for (const name of [...clean.searchParams.keys()].filter(isTracking)) clean.searchParams.delete(name);
  return clean.href;
}
