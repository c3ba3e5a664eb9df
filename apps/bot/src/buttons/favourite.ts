import { trackToKeep } from '../commands/favourites/song-to-keep.ts';
import { kept } from '../commands/kept.ts';
import { Refusal } from '../commands/refusal.ts';
import { songText } from '../display/song-text.ts';
import { MOST_FAVOURITES } from '../library/favourites.ts';
import type { Button } from './button.ts';

/** Keeps what plays among the favourites of who clicked. */
export const favourite: Button = {
  async run(use) {
    const { services, member, texts, busyPlayer } = use;
    const { current } = busyPlayer;
    if (current === undefined) throw new Refusal(({ common }) => common.nothingPlays);
    const song = trackToKeep(current, services.pool);
    const outcome = await kept(services.favourites.add(member.id, song), services.log);
    if (outcome === 'full') throw new Refusal(({ library }) => library.full(MOST_FAVOURITES));
    const { added, alreadyThere } = texts.library;
    await use.tell((outcome === 'added' ? added : alreadyThere)(songText(song)));
  },
};
