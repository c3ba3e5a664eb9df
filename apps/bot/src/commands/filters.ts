import { Filters, FilterUnsupportedError, type Player } from 'reprise';
import { safeText } from '../display/safe-text.ts';
import { filtersText } from '../panel/filters-text.ts';
import type { Command } from './command.ts';
import { Refusal } from './refusal.ts';

const OFF = 'off';

/** Shows how the music sounds, or changes it. */
export const filters: Command = {
  options: [{ kind: 'pick', name: 'preset', values: [OFF, ...Filters.presets.map(({ name }) => name)] }],
  async run(use) {
    const player = use.presentPlayer;
    const picked = use.interaction.options.getString('preset');
    if (picked !== null) await setSound(player, picked);
    const { playback } = use.texts;
    const names = filtersText(player, use.texts);
    await use.answer(names === undefined ? playback.filtersOff : playback.filters(names));
  },
};

/** @throws {@link Refusal} when the node cannot do that. */
async function setSound(player: Player, picked: string): Promise<void> {
  const preset = Filters.presets.find(({ name }) => name === picked);
  try {
    await player.setFilters(preset === undefined ? new Filters() : Filters.preset(preset.name));
  } catch (error) {
    if (!(error instanceof FilterUnsupportedError)) throw error;
    throw new Refusal(({ playback }) => playback.filterUnsupported(safeText(error.filters.join(', '))));
  }
}
