import { isDeepStrictEqual } from 'node:util';
import { knownOptions, oneOf, text } from '@reprise/options';
import type {
  ChannelMix,
  Distortion,
  Info,
  Karaoke,
  LowPass,
  Rotation,
  Timescale,
  Tremolo,
  Vibrato,
} from '@reprise/protocol';
import { FilterUnsupportedError } from '../errors/filter-errors.ts';
import { ABSENT_GAIN, type EqualizerGain, readBands } from './equalizer.ts';
import type { FilterData, FilterName } from './filter-data.ts';
import { completeFields, NUMERIC_FILTERS, type NumericFilterName, VOLUME_RANGE } from './filter-fields.ts';
import { type FilterPreset, type FilterPresetName, PRESETS } from './filter-presets.ts';
import { numberIn } from './number-range.ts';
import { jsonOf } from './plugin-value.ts';

type Changeable<T> = { -readonly [K in keyof T]: T[K] };

const FILTER_NAMES: readonly FilterName[] = ['volume', 'equalizer', ...NUMERIC_FILTERS];

/**
 * What a player does to the sound. A filter that was set is sent, also when it was set to its defaults, and with all
 * its fields. Nothing sounds different before `player.setFilters(filters)`.
 *
 * Setters change the object and answer it. Of a filter's fields those that a setter is not given keep what they had,
 * or else take their default. A value out of range throws and changes nothing: nodes check almost none.
 *
 * @example
 * ```ts
 * import { Filters, Pool } from 'reprise';
 *
 * const player = await Pool.createPlayer({ guildId: '817327181659111454', voiceChannelId: '817327182111571989' });
 * await player.setFilters(new Filters().timescale({ speed: 1.2, pitch: 1.1 }).apply('bassboost').volume(0.8));
 * // None at all:
 * await player.setFilters(new Filters());
 * ```
 */
export class Filters {
  /**
   * The ready-made sounds, in the order to offer them: fewer than the 25 choices that a slash command can have.
   *
   * @example
   * ```ts
   * import { Filters } from 'reprise';
   *
   * const choices = Filters.presets.map(({ name, title }) => ({ name: title, value: name }));
   * ```
   */
  static readonly presets: readonly FilterPreset[] = Object.freeze(
    PRESETS.map(({ name, title, description }) => Object.freeze({ name, title, description })),
  );

  /** Complete, checked, and never changed in place: copies share it. */
  #data: FilterData = {};

  /**
   * Filters as a node or a file has them, or a copy of others. What is `null` is not set, and a band without a gain has
   * gain 1, as on a node.
   *
   * @throws TypeError or RangeError as the setters do, also for a name that no filter has.
   */
  static from(filters: FilterData | Filters): Filters {
    const made = new Filters();
    if (filters instanceof Filters) {
      made.#data = filters.#data;
      return made;
    }
    knownOptions('Filters', filters, [...FILTER_NAMES, 'pluginFilters']);
    const { volume, equalizer, pluginFilters = {} } = filters;
    if (volume !== undefined) made.volume(volume);
    if (equalizer !== undefined) made.#put({ equalizer: readBands(equalizer, ABSENT_GAIN) });
    for (const name of NUMERIC_FILTERS) {
      const fields = filters[name];
      if (fields !== undefined && fields !== null) made.#change(name, fields);
    }
    knownOptions('Filters.pluginFilters', pluginFilters, Object.keys(pluginFilters ?? {}));
    for (const [name, value] of Object.entries(pluginFilters)) made.plugin(name, value);
    return made;
  }

  /**
   * A ready-made sound, to change or to set as it is; see {@link Filters.presets}.
   *
   * @throws RangeError when there is no such preset.
   */
  static preset(name: FilterPresetName): Filters {
    const known = oneOf(
      'Filters.preset: name',
      name,
      PRESETS.map((preset) => preset.name),
    );
    return Filters.from(PRESETS.find((preset) => preset.name === known)?.filters ?? {});
  }

  /** Names of the filters that are set, those of plugins last. */
  get names(): readonly string[] {
    return [...FILTER_NAMES.filter((name) => name in this.#data), ...Object.keys(this.#data.pluginFilters ?? {})];
  }

  /** Whether a filter is set, whatever to. Knows those of plugins too. */
  has(name: FilterName | (string & {})): boolean {
    return this.names.includes(name);
  }

  /**
   * Makes the sound itself louder or softer. Unlike the volume of the player it can clip.
   *
   * @param volume - 0 to 5, where 1 is as it is.
   * @throws TypeError or RangeError when it is out of range.
   */
  volume(volume: number): this {
    return this.#put({ volume: numberIn('Filters.volume', volume, VOLUME_RANGE) });
  }

  /**
   * Lifts and lowers parts of the spectrum. The list is the whole equalizer: bands that it leaves out are flat, and of
   * two gains for one band the later one counts.
   *
   * @param bands - Bands 0 (25 Hz) to 14 (16 kHz), gains -0.25 (silent) to 1; 0 is flat, 0.25 double.
   * @throws TypeError or RangeError when a value is missing or out of range.
   */
  equalizer(bands: readonly EqualizerGain[]): this {
    return this.#put({ equalizer: readBands(bands) });
  }

  /**
   * Takes away what both channels share, usually the voice. `karaoke()` is the usual one.
   *
   * @throws TypeError or RangeError naming the field that is unknown or out of range.
   */
  karaoke(fields: Karaoke = {}): this {
    return this.#change('karaoke', fields);
  }

  /**
   * Changes speed and pitch, each a factor from 0.01 to 100; `rate` changes both. The player's position stays the place
   * in the track.
   *
   * @throws TypeError or RangeError naming the field that is unknown or out of range.
   */
  timescale(fields: Timescale = {}): this {
    return this.#change('timescale', fields);
  }

  /**
   * Lets the volume swing.
   *
   * @throws TypeError or RangeError naming the field that is unknown or out of range.
   */
  tremolo(fields: Tremolo = {}): this {
    return this.#change('tremolo', fields);
  }

  /**
   * Lets the pitch swing.
   *
   * @throws TypeError or RangeError naming the field that is unknown or out of range.
   */
  vibrato(fields: Vibrato = {}): this {
    return this.#change('vibrato', fields);
  }

  /**
   * Distorts by sine, cosine and tangent.
   *
   * @throws TypeError or RangeError naming the field that is unknown or out of range.
   */
  distortion(fields: Distortion = {}): this {
    return this.#change('distortion', fields);
  }

  /**
   * Turns the sound around the listener; 0.2 turns a second are the usual "8D", a negative number turns the other way.
   *
   * @throws TypeError or RangeError naming the field that is unknown or out of range.
   */
  rotation(fields: Rotation = {}): this {
    return this.#change('rotation', fields);
  }

  /**
   * Says how much of each channel goes where.
   *
   * @throws TypeError or RangeError naming the field that is unknown or out of range.
   */
  channelMix(fields: ChannelMix = {}): this {
    return this.#change('channelMix', fields);
  }

  /**
   * Takes high frequencies away, the more the greater `smoothing` is; 1 or less does nothing.
   *
   * @throws TypeError or RangeError naming the field that is unknown or out of range.
   */
  lowPass(fields: LowPass = {}): this {
    return this.#change('lowPass', fields);
  }

  /**
   * Sets a filter of a plugin, whole. What it takes is in the documents of the plugin; what a node has is in its
   * `info.filters`.
   *
   * @param value - Any JSON. It is copied.
   * @throws TypeError when the name is empty or the value is no JSON.
   *
   * @example
   * ```ts
   * import { Filters } from 'reprise';
   *
   * const filters = new Filters().plugin('echo', { echoLength: 0.3, decay: 0.5 });
   * ```
   */
  plugin(name: string, value: unknown): this {
    const key = text('Filters.plugin: name', name);
    return this.#put({ pluginFilters: { ...this.#data.pluginFilters, [key]: jsonOf(key, value) } });
  }

  /**
   * Adds another sound to this one: its filters replace those of the same name, the others stay.
   *
   * @throws TypeError or RangeError when there is no such preset, or a value is out of range.
   *
   * @example
   * ```ts
   * import { Filters } from 'reprise';
   *
   * const filters = new Filters().apply('nightcore').apply('bassboost').apply({ rotation: { rotationHz: 0.1 } });
   * ```
   */
  apply(sound: FilterPresetName | FilterData | Filters): this {
    const { pluginFilters, ...own } = soundOf(sound).#data;
    if (pluginFilters !== undefined) this.#put({ pluginFilters: { ...this.#data.pluginFilters, ...pluginFilters } });
    return this.#put(own);
  }

  /**
   * Takes a sound off again: those of its filters that still are as it sets them. What was changed since stays.
   *
   * @throws TypeError or RangeError when there is no such preset, or a value is out of range.
   */
  unapply(sound: FilterPresetName | FilterData | Filters): this {
    const { pluginFilters = {}, ...own } = soundOf(sound).#data;
    const { pluginFilters: plugins = {}, ...mine } = this.#data;
    const same = FILTER_NAMES.filter((name) => name in own && isDeepStrictEqual(own[name], mine[name]));
    const samePlugins = Object.keys(pluginFilters).filter((name) =>
      isDeepStrictEqual(pluginFilters[name], plugins[name]),
    );
    return this.remove(...same).removePlugin(...samePlugins);
  }

  /**
   * Whether all filters of a sound are set as it sets them.
   *
   * @throws TypeError or RangeError when there is no such preset, or a value is out of range.
   *
   * @example
   * ```ts
   * import { Filters } from 'reprise';
   *
   * const filters = new Filters().volume(0.8);
   * if (filters.includes('8d')) filters.unapply('8d');
   * else filters.apply('8d');
   * ```
   */
  includes(sound: FilterPresetName | FilterData | Filters): boolean {
    return Filters.from(this).apply(sound).equals(this);
  }

  /**
   * Takes filters off. One that is not set is no error.
   *
   * @throws RangeError when a name is none of Lavalink's own filters; {@link removePlugin} is for the others.
   */
  remove(...names: readonly FilterName[]): this {
    const known = names.map((name) => oneOf('Filters.remove: name', name, FILTER_NAMES));
    const left: Changeable<FilterData> = { ...this.#data };
    for (const name of known) delete left[name];
    this.#data = left;
    return this;
  }

  /** Takes filters of plugins off. One that is not set is no error. */
  removePlugin(...names: readonly string[]): this {
    const { pluginFilters = {}, ...own } = this.#data;
    const left = Object.entries(pluginFilters).filter(([name]) => !names.includes(name));
    this.#data = left.length === 0 ? own : { ...own, pluginFilters: Object.fromEntries(left) };
    return this;
  }

  /** Takes all filters off. */
  reset(): this {
    this.#data = {};
    return this;
  }

  /** Another object with the same filters. */
  copy(): Filters {
    return Filters.from(this);
  }

  /** The same filters, set to the same values; in which order they were set makes no difference. */
  equals(other: Filters): boolean {
    return isDeepStrictEqual(this.#data, other.#data);
  }

  /** Names of the filters that are set and that a node does not have. */
  unsupported(info: Pick<Info, 'filters'>): readonly string[] {
    return this.names.filter((name) => !info.filters.includes(name));
  }

  /** A copy without the filters that a node does not have. */
  withoutUnsupported(info: Pick<Info, 'filters'>): Filters {
    const unsupported = this.unsupported(info);
    return this.copy()
      .remove(...FILTER_NAMES.filter((name) => unsupported.includes(name)))
      .removePlugin(...unsupported);
  }

  /**
   * Makes sure that a node has all the filters that are set.
   *
   * @param node - Identifier of the node, for the error.
   * @throws FilterUnsupportedError naming the filters that it does not have.
   */
  checkSupported(node: string, info: Pick<Info, 'filters'>): void {
    const unsupported = this.unsupported(info);
    if (unsupported.length > 0) throw new FilterUnsupportedError(node, unsupported);
  }

  /** The filters as a node takes them: those that are set, with every field. The caller's to keep. */
  toJSON(): FilterData {
    return structuredClone(this.#data);
  }

  #change(name: NumericFilterName, fields: object): this {
    const changed: Changeable<FilterData> = {};
    changed[name] = completeFields(name, fields, this.#data[name]);
    return this.#put(changed);
  }

  #put(changed: FilterData): this {
    this.#data = { ...this.#data, ...changed };
    return this;
  }
}

function soundOf(sound: FilterPresetName | FilterData | Filters): Filters {
  return typeof sound === 'string' ? Filters.preset(sound) : Filters.from(sound);
}
