import { Filters, type Player } from 'reprise';
import type { Texts } from '../texts/texts.ts';

/** Names of the sounds that are on; undefined when none is. */
export function filtersText({ filters }: Pick<Player, 'filters'>, { commands, playback }: Texts): string | undefined {
  if (filters.names.length === 0) return undefined;
  const names = commands.filters.values?.preset;
  const on = Filters.presets.filter(({ name }) => filters.includes(name));
  return on.length === 0 ? playback.panel.ownFilters : on.map(({ name, title }) => names?.[name] ?? title).join(', ');
}
