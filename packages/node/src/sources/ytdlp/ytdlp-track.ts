import type { TrackInfo } from '@reprise/protocol';
import type { LoadedTrack } from '../source.ts';
import { makeTrack } from '../track.ts';
import type { Extracted } from './extraction.ts';
import { siteOf } from './sites.ts';

const YOUTUBE_ID = /^[A-Za-z0-9_-]{11}$/;
/** Sites whose tracks every Lavalink plays by their link, which is their identifier there. */
const PLAYED_BY_LINK: ReadonlySet<string> = new Set(['bandcamp', 'vimeo', 'twitch']);

/** The name of this source, and the `sourceName` of tracks that no other Lavalink could play. */
export const YTDLP = 'ytdlp';

/**
 * Builds the track of what yt-dlp has described: the same that Lavalink's own source of the site would, where that one can
 * play it by what is known here, so that a player may go on with it on another node.
 */
export function toTrack(found: Extracted): LoadedTrack {
  const { id, title, author, lengthMs, isLive, artworkUrl } = found;
  const common = { title, author, lengthMs: isLive ? undefined : lengthMs, isStream: isLive, artworkUrl };
  const site = siteOf(new URL(found.link).hostname)?.name;
  if (site === 'youtube' && YOUTUBE_ID.test(id)) {
    return makeTrack({ ...common, identifier: id, uri: youtubeLink(id), sourceName: site });
  }
  const sourceName = site !== undefined && PLAYED_BY_LINK.has(site) ? site : YTDLP;
  return makeTrack({ ...common, identifier: found.link, uri: found.link, sourceName });
}

/** The link to look a track up by. It comes out of an encoded track, which anybody can write. */
export function linkOf({ sourceName, identifier, uri }: TrackInfo): string | undefined {
  if (sourceName === 'youtube') return YOUTUBE_ID.test(identifier) ? youtubeLink(identifier) : undefined;
  return sourceName === YTDLP ? identifier : (uri ?? identifier);
}

function youtubeLink(id: string): string {
  return `https://www.youtube.com/watch?v=${id}`;
}
