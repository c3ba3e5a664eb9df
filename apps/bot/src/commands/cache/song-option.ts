import type { Command } from '../command.ts';
import type { TextOption } from '../command-spec.ts';
import type { CommandUse } from '../command-use.ts';
import { Refusal } from '../refusal.ts';

/** A song that the cache knows, by name or link, suggested while it is typed. */
export const SONG_OPTION: TextOption = { kind: 'text', name: 'song', isRequired: true, isSuggested: true };

/** What /play suggests, too. */
export const suggestSong: NonNullable<Command['suggest']> = (interaction, { suggestions }) =>
  suggestions.for({
    userId: interaction.user.id,
    guildId: interaction.guildId,
    typed: interaction.options.getFocused(),
  });

/** What was typed, or what the pick stands for. @throws {@link Refusal} when it is blank. */
export function songInput({ interaction, services }: CommandUse): string {
  const typed = interaction.options.getString(SONG_OPTION.name, true);
  const input = services.suggestions.resolve(typed) ?? typed;
  if (input.trim() === '') throw new Refusal(({ cache }) => cache.song.blank);
  return input;
}
