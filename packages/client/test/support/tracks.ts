import { Playable, type TrackInfo } from 'reprise';
import { trackRecord } from '../../src/track/track-record.ts';
import { UnresolvedTrack, type UnresolvedTrackFields } from '../../src/track/unresolved-track.ts';

/** A track that can be played, told apart by its title unless `info` says otherwise. */
export function playable(title: string, info: Partial<TrackInfo> = {}, notes: Record<string, unknown> = {}): Playable {
  const { sourceName = 'demo', identifier = title } = info;
  const whole: TrackInfo = {
    identifier,
    isSeekable: true,
    author: 'Somebody',
    length: 60_000,
    isStream: false,
    position: 0,
    title,
    uri: null,
    artworkUrl: null,
    isrc: null,
    sourceName,
    ...info,
  };
  return new Playable(trackRecord({ encoded: `${sourceName}/${identifier}`, info: whole }), notes);
}

/** One track for each letter. */
export function playables(titles: string): Playable[] {
  return Array.from(titles, (title) => playable(title));
}

/** A track that is only known by what to look for. */
export function wanted(title: string, fields: Partial<UnresolvedTrackFields> = {}): UnresolvedTrack {
  return new UnresolvedTrack({ title, author: 'Somebody', ...fields });
}

/** The titles of tracks, to compare an order by. */
export function titles(tracks: Iterable<{ readonly title: string }>): string {
  return Array.from(tracks, ({ title }) => title).join('');
}
