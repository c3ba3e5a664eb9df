import { Filters } from 'reprise';
import { describe, expect, it } from 'vitest';
import { filters } from '../../src/commands/filters.ts';
import { CATALOGUE } from '../../src/texts/catalogue.ts';
import { alteredNode } from '../support/altered-node.ts';
import { botStage } from '../support/bot-stage.ts';

describe('/filters', () => {
  it('shows the sound, changes it to a preset, and takes it off', async () => {
    await using stage = await botStage({ commands: { filters } });
    const ada = stage.listener('ada');
    const player = await stage.playing('one');
    expect((await ada.slash('filters').reply()).text).toBe('No filter is on.');
    expect((await ada.slash('filters', { preset: 'nightcore' }).reply()).text).toBe('The sound: Nightcore');
    expect((await ada.slash('filters', { preset: 'bassboost' }).reply()).text).toBe('The sound: Bass boost');
    expect(player.filters.equals(Filters.preset('bassboost'))).toBe(true);
    await player.setFilters(new Filters().volume(0.5));
    expect((await ada.slash('filters').reply()).text).toBe('The sound: filters of its own');
    expect((await ada.slash('filters', { preset: 'off' }).reply()).text).toBe('No filter is on.');
    expect(player.filters.names).toEqual([]);
  });

  it('tells what the audio node cannot do, and changes nothing', async () => {
    await using stage = await botStage();
    await using on = await alteredNode(stage, { filters }, { filters: ['volume', 'equalizer'] });
    const ada = stage.listener('ada');
    await ada.slash('filters', { preset: 'bassboost' }).reply();
    expect((await ada.slash('filters', { preset: 'nightcore' }).reply()).text).toBe(
      'The audio node that plays here cannot do that: it has no timescale.',
    );
    expect(on.player.filters.names).toEqual(['equalizer']);
  });

  it('has a name for every preset, in every language', () => {
    const presets = ['off', ...Filters.presets.map(({ name }) => name)];
    for (const { commands } of Object.values(CATALOGUE)) {
      expect(Object.keys(commands.filters.values?.preset ?? {}).sort()).toEqual([...presets].sort());
    }
  });
});
