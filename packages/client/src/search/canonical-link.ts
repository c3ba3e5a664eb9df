/**
 * One form for all the links to one thing: what says who shared it, and from which second to play, is dropped. For other
 * hosts only tracking parameters and the fragment go, since any other part may matter.
 */
export function canonicalLink(url: URL): string {
  const host = url.hostname.replace(/^(?:www|m)\./, '');
  if (host === 'youtu.be') return youtube(url, url.pathname.slice(1));
  if (YOUTUBE_HOSTS.has(host)) return youtube(url, youtubeVideo(url));
  if (host === 'open.spotify.com') return spotify(url.pathname);
  if (host === 'soundcloud.com') return soundcloud(url);
  return withoutTracking(url);
}

/** `spotify:track:ID`, as the Spotify programs copy it, in the form of a link. */
export function spotifyLink(uri: string): string {
  return spotify(`/${uri.slice('spotify:'.length).replaceAll(':', '/')}`);
}

const YOUTUBE_HOSTS = new Set(['youtube.com', 'music.youtube.com', 'youtube-nocookie.com']);

function youtubeVideo(url: URL): string | undefined {
  const [, kind, id] = url.pathname.split('/');
  if (kind === 'shorts' || kind === 'embed' || kind === 'live' || kind === 'v') return id;
  return url.searchParams.get('v') ?? undefined;
}

function youtube(url: URL, video: string | undefined): string {
  const list = url.searchParams.get('list');
  const parameters = new URLSearchParams();
  if (video) parameters.set('v', video);
  if (list) parameters.set('list', list);
  if (video) return `https://www.youtube.com/watch?${parameters}`;
  if (list) return `https://www.youtube.com/playlist?${parameters}`;
  return withoutTracking(url);
}

function spotify(pathname: string): string {
  return `https://open.spotify.com${pathname.replace(/^\/intl-[a-z-]+/, '').replace(/\/$/, '')}`;
}

function soundcloud(url: URL): string {
  const secret = url.searchParams.get('secret_token');
  const path = url.pathname.replace(/\/$/, '');
  return `https://soundcloud.com${path}${secret === null ? '' : `?secret_token=${encodeURIComponent(secret)}`}`;
}

const TRACKING = /^(?:utm_.+|fbclid|gclid|si|igshid)$/;

function withoutTracking(url: URL): string {
  const clean = new URL(url);
  clean.hash = '';
  const tracked = [...clean.searchParams.keys()].filter((name) => TRACKING.test(name));
  // Untouched parameters keep their exact spelling: a signed link must not be written anew.
  for (const name of tracked) clean.searchParams.delete(name);
  return clean.href;
}
