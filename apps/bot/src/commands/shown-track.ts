import type { QueueTrack } from 'reprise';
import { songName } from '../display/song-name.ts';
import type { ShownSong } from '../display/song-text.ts';
import { lengthText } from '../display/time-text.ts';
import type { Texts } from '../texts/texts.ts';

/** A track as a song is shown. */
export function shownTrack(track: QueueTrack): ShownSong {
  const { title, author, uri } = track;
  // A file of a node may have no address, but its path identifies it.
  const place = uri ?? (track.isResolved ? track.identifier : undefined);
  return { ...songName({ title, author, url: place }), url: uri };
}

/** Length of a track, in milliseconds; undefined when it has no end, or nobody knows it. */
export function trackLengthMs(track: QueueTrack): number | undefined {
  const { isStream, length } = track;
  return isStream || length <= 0 || length >= Number.MAX_SAFE_INTEGER ? undefined : length;
}

/** Length of a track in words; undefined when nobody knows it. */
export function trackLengthText(track: QueueTrack, { common }: Texts): string | undefined {
  if (track.isStream) return common.live;
  const ms = trackLengthMs(track);
  return ms === undefined ? undefined : lengthText(ms);
}

/** Id of who asked for a track; undefined when nobody did. */
export function requesterIdOf({ userData }: QueueTrack): string | undefined {
  const { requesterId } = userData;
  return typeof requesterId === 'string' && /^\d{1,20}$/.test(requesterId) ? requesterId : undefined;
}

/** Who asked for a track, as Discord shows people; undefined when nobody did. */
export function requesterText(track: QueueTrack): string | undefined {
  const id = requesterIdOf(track);
  return id === undefined ? undefined : `<@${id}>`;
}
