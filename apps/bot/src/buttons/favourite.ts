import type { Playable } from 'reprise';
import { kept } from '../commands/kept.ts';
import { Refusal } from '../commands/refusal.ts';
import { shownTrack, trackLengthMs } from '../commands/shown-track.ts';
import { songText } from '../display/song-text.ts';
import { MOST_FAVOURITES } from '../library/favourites.ts';
import type { KeptSong } from '../library/kept-song.ts';
import { songKeyOf } from '../songs/cached-song.ts';
import type { Button } from './button.ts';

/** Keeps what plays among the favourites of who clicked. */
export const favourite: Button = {
  async run(use) {
    const { services, member, texts, busyPlayer } = use;
    const { current } = busyPlayer;
    if (current === undefined) throw new Refusal(({ common }) => common.nothingPlays);
    const outcome = await kept(services.favourites.add(member.id, keptOf(current)), services.log);
    const song = songText(shownTrack(current));
    const { favouriteAdded, favouriteThere, favouritesFull } = texts.playback;
    if (outcome === 'full') throw new Refusal(() => favouritesFull(MOST_FAVOURITES));
    await use.tell(outcome === 'added' ? favouriteAdded(song) : favouriteThere(song));
  },
};

/** What is kept of a song that no cache knows, as one of autoplay, is found again by its link or its name. */
function keptOf(track: Playable): KeptSong {
  const { title, author, uri } = track;
  const url = uri !== null && /^https?:$/.test(URL.parse(uri)?.protocol ?? '') ? uri : undefined;
  return {
    key: songKeyOf(track) ?? url ?? `${author} ${title}`.trim(),
    title,
    author,
    url,
    durationMs: trackLengthMs(track),
  };
}
