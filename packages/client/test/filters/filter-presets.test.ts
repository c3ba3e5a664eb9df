import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FilterPresetName } from '../../src/filters/filter-presets.ts';
import { Filters } from '../../src/filters/filters.ts';
import { speedOf } from '../../src/filters/speed.ts';
import { sent, validFilters } from './valid-filters.ts';

/** How fast and how high each preset plays. Typed, so that a name without a preset does not compile. */
const SPEED_AND_PITCH: Readonly<Record<FilterPresetName, readonly [speed: number, pitch: number]>> = {
  bassboost: [1, 1],
  superbass: [1, 1],
  treble: [1, 1],
  vocal: [1, 1],
  soft: [1, 1],
  radio: [1, 1],
  nightcore: [1.2, 1.2],
  daycore: [0.85, 0.85],
  vaporwave: [0.8, 0.8],
  doubletime: [1.5, 1],
  slowmotion: [0.75, 1],
  chipmunk: [1, 1.5],
  deep: [1, 0.7],
  '8d': [1, 1],
  karaoke: [1, 1],
  mono: [1, 1],
};

describe('presets', () => {
  it('are those of the type, each with a sound of its own', () => {
    expect(Filters.presets.map(({ name }) => name)).toEqual(Object.keys(SPEED_AND_PITCH));
    expect(new Set(Filters.presets.map(({ name }) => JSON.stringify(Filters.preset(name)))).size).toBe(16);
  });

  it('fit into the choices of a slash command, which are at most 25 with names of 1 to 100 characters', () => {
    expect(Filters.presets.length).toBeLessThanOrEqual(25);
    for (const { name, title, description } of Filters.presets) {
      for (const words of [name, title, description]) {
        expect(words.length).toBeGreaterThanOrEqual(1);
        expect(words.length).toBeLessThanOrEqual(100);
      }
    }
  });

  it.for(Filters.presets)('$name plays as fast and as high as it says', ({ name }) => {
    const { timescale } = Filters.preset(name).toJSON();

    const pitch = (timescale?.pitch ?? 1) * (timescale?.rate ?? 1);
    expect([speedOf(Filters.preset(name).toJSON()), pitch]).toEqual(SPEED_AND_PITCH[name]);
  });

  it('are the usual settings of Lavalink for 8D and karaoke', () => {
    expect(sent(Filters.preset('8d'))).toEqual({ rotation: { rotationHz: 0.2 } });
    expect(sent(Filters.preset('karaoke'))).toEqual({
      karaoke: { level: 1, monoLevel: 1, filterBand: 220, filterWidth: 100 },
    });
  });

  it('belong to whoever asked', () => {
    Filters.preset('bassboost').volume(5).equalizer([]);

    expect(sent(Filters.preset('bassboost')).volume).toBeUndefined();
    expect(sent(Filters.preset('bassboost')).equalizer).toHaveLength(5);
    expect(() => Object.assign(Filters.presets[0] ?? {}, { name: 'x' })).toThrow(TypeError);
  });

  it('add to what is set, and replace whole filters', () => {
    const filters = new Filters().volume(0.5).timescale({ pitch: 2 }).plugin('echo', {}).apply('nightcore');

    expect(sent(filters)).toEqual({
      volume: 0.5,
      timescale: { speed: 1, pitch: 1, rate: 1.2 },
      pluginFilters: { echo: {} },
    });
  });

  it('can be of the caller, as data or as filters, plugins included', () => {
    const house = new Filters().rotation({ rotationHz: 0.1 }).plugin('reverb', { wet: 1 });

    expect(sent(new Filters().plugin('echo', 1).apply(house).apply({ lowPass: {} }))).toEqual({
      rotation: { rotationHz: 0.1 },
      lowPass: { smoothing: 20 },
      pluginFilters: { echo: 1, reverb: { wet: 1 } },
    });
  });

  it('are included from the time they are applied until one of their filters is changed', () => {
    const filters = new Filters().volume(0.5).apply('vaporwave');
    expect([filters.includes('vaporwave'), filters.includes('nightcore')]).toEqual([true, false]);

    filters.tremolo({ depth: 0.3 });
    expect(filters.includes('vaporwave')).toBe(false);
  });

  it('come off again, but for what was changed since', () => {
    const filters = new Filters().volume(0.5).apply('vaporwave').tremolo({ depth: 0.3 });

    expect(filters.unapply('vaporwave').names).toEqual(['volume', 'tremolo']);
  });

  it('come off with their plugins', () => {
    const house = new Filters().plugin('echo', { decay: 1 }).plugin('reverb', { wet: 1 });

    expect(sent(house.copy().plugin('echo', { decay: 2 }).unapply(house))).toEqual({
      pluginFilters: { echo: { decay: 2 } },
    });
  });

  it('any sound that is applied is included, and no longer set once it is unapplied', () => {
    fc.assert(
      fc.property(validFilters(), validFilters(), (filters, sound) => {
        const others = filters.names.filter((name) => !sound.has(name));

        expect(filters.apply(sound).includes(sound)).toBe(true);
        expect(filters.unapply(sound).names).toEqual(others);
      }),
    );
  });
});
