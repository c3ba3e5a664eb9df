import type { EqualizerGain } from './equalizer.ts';
import type { FilterData } from './filter-data.ts';

/** Name of a ready-made sound, for {@link Filters.preset} and {@link Filters.apply}. */
export type FilterPresetName =
  | 'bassboost'
  | 'superbass'
  | 'treble'
  | 'vocal'
  | 'soft'
  | 'radio'
  | 'nightcore'
  | 'daycore'
  | 'vaporwave'
  | 'doubletime'
  | 'slowmotion'
  | 'chipmunk'
  | 'deep'
  | '8d'
  | 'karaoke'
  | 'mono';

/** A ready-made sound, as a command of a bot can offer it. */
export interface FilterPreset {
  readonly name: FilterPresetName;
  /** For people to choose it by. */
  readonly title: string;
  /** What it does to the sound, in a sentence. */
  readonly description: string;
}

interface PresetSound extends FilterPreset {
  readonly filters: FilterData;
}

/** All presets, in the order they are offered. */
export const PRESETS: readonly PresetSound[] = [
  {
    name: 'bassboost',
    title: 'Bass boost',
    description: 'Lifts everything up to 160 Hz, the lowest most, to nearly double.',
    filters: { equalizer: bands(0.2, 0.2, 0.15, 0.1, 0.05) },
  },
  {
    name: 'superbass',
    title: 'Super bass',
    description: 'More than doubles the bottom and lowers the middle and the top, so that little of it clips.',
    filters: {
      equalizer: bands(0.4, 0.35, 0.25, 0.15, 0.05, 0, -0.05, -0.1, -0.1, -0.1, -0.1, -0.1, -0.1, -0.1, -0.1),
    },
  },
  {
    name: 'treble',
    title: 'Treble boost',
    description: 'Lifts everything from 2.5 kHz up and lowers the bass a little.',
    filters: { equalizer: bands(-0.05, -0.05, -0.05, -0.05, 0, 0, 0, 0, 0, 0, 0.1, 0.15, 0.2, 0.2, 0.2) },
  },
  {
    name: 'vocal',
    title: 'Clear voice',
    description: 'Lifts 250 Hz to 4 kHz, where voices are, and lowers what lies below and above; good for podcasts.',
    filters: { equalizer: bands(-0.1, -0.1, -0.1, -0.05, 0, 0.05, 0.1, 0.15, 0.15, 0.15, 0.1, 0.05, 0, -0.05, -0.05) },
  },
  {
    name: 'soft',
    title: 'Soft',
    description: 'Takes the high frequencies away, as a wall would.',
    filters: { lowPass: { smoothing: 20 } },
  },
  {
    name: 'radio',
    title: 'Old radio',
    description: 'Leaves the middle only, in mono, as a small loudspeaker does.',
    filters: {
      // Bands overlap: neighbours of -0.25 take more than there is, and what is too much is heard again, upside down.
      equalizer: bands(
        ...[-0.25, -0.15, -0.15, -0.15, -0.15, -0.25, -0.1],
        ...[0.1, 0.05, 0.1, -0.1],
        ...[-0.25, -0.15, -0.15, -0.25],
      ),
      channelMix: { leftToLeft: 0.5, leftToRight: 0.5, rightToLeft: 0.5, rightToRight: 0.5 },
    },
  },
  {
    name: 'nightcore',
    title: 'Nightcore',
    description: 'Plays 20 % faster and as much higher, like a record that spins too fast.',
    filters: { timescale: { rate: 1.2 } },
  },
  {
    name: 'daycore',
    title: 'Daycore',
    description: 'Plays 15 % slower and as much lower, like a record that spins too slowly.',
    filters: { timescale: { rate: 0.85 } },
  },
  {
    name: 'vaporwave',
    title: 'Vaporwave',
    description: 'Plays 20 % slower and lower, slightly muffled, with a slow swell.',
    filters: {
      timescale: { rate: 0.8 },
      lowPass: { smoothing: 4 },
      tremolo: { frequency: 0.5, depth: 0.2 },
    },
  },
  {
    name: 'doubletime',
    title: 'Double time',
    description: 'Plays 50 % faster and keeps the pitch.',
    filters: { timescale: { speed: 1.5 } },
  },
  {
    name: 'slowmotion',
    title: 'Slow motion',
    description: 'Plays 25 % slower and keeps the pitch.',
    filters: { timescale: { speed: 0.75 } },
  },
  {
    name: 'chipmunk',
    title: 'Chipmunk',
    description: 'Raises the pitch by 50 % and keeps the speed.',
    filters: { timescale: { pitch: 1.5 } },
  },
  {
    name: 'deep',
    title: 'Deep voice',
    description: 'Lowers the pitch by 30 % and keeps the speed.',
    filters: { timescale: { pitch: 0.7 } },
  },
  {
    name: '8d',
    title: '8D',
    description: 'Moves the sound around the listener once in five seconds; needs headphones.',
    filters: { rotation: { rotationHz: 0.2 } },
  },
  {
    name: 'karaoke',
    title: 'Karaoke',
    description: 'Takes away what both channels share, usually the voice.',
    filters: { karaoke: {} },
  },
  {
    name: 'mono',
    title: 'Mono',
    description: 'Plays the same mix of both channels on either side.',
    filters: { channelMix: { leftToLeft: 0.5, leftToRight: 0.5, rightToLeft: 0.5, rightToRight: 0.5 } },
  },
];

/** Gains from band 0 up; the bands after the last are left flat. */
function bands(...gains: readonly number[]): readonly EqualizerGain[] {
  return gains.map((gain, band) => ({ band, gain }));
}
