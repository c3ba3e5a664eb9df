import { songText } from '../../display/song-text.ts';
import { MOST_FAVOURITES } from '../../library/favourites.ts';
import type { KeptSong } from '../../library/kept-song.ts';
import type { Command } from '../command.ts';
import type { CommandUse } from '../command-use.ts';
import { kept } from '../kept.ts';
import { Refusal } from '../refusal.ts';
import { typedSong } from '../typed-song.ts';
import { songToKeep, trackToKeep } from './song-to-keep.ts';

/** Keeps a song: the one that is named, else the one that plays. */
export const favouritesAdd: Command = {
  options: [{ kind: 'text', name: 'song', isSuggested: true }],
  suggest(interaction, { suggestions }) {
    const { guildId, user } = interaction;
    return suggestions.for({ userId: user.id, guildId, typed: interaction.options.getFocused() });
  },
  async run(use) {
    const { services, member, texts } = use;
    const song = await wantedSong(use);
    const outcome = await kept(services.favourites.add(member.id, song), services.log);
    if (outcome === 'full') throw new Refusal(({ library }) => library.full(MOST_FAVOURITES));
    const { added, alreadyThere } = texts.library;
    await use.answer((outcome === 'added' ? added : alreadyThere)(songText(song)));
  },
};

async function wantedSong(use: CommandUse): Promise<KeptSong> {
  const { services, signal, interaction } = use;
  const { pool, songs } = services;
  const named = interaction.options.getString('song');
  if (named === null) return trackToKeep(playingTrack(use), pool);
  const [song] = await songs.processSong(typedSong(use, named), { signal });
  return songToKeep(song, pool);
}

function playingTrack({ player }: CommandUse) {
  const track = player?.current;
  if (track === undefined) throw new Refusal(({ library }) => library.nothingToAdd);
  return track;
}
