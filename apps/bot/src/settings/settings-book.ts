import type { Store } from '@reprise/cache';
import { type Clock, systemClock } from '@reprise/clock';
import { knownOptions } from '@reprise/options';
import { z } from 'zod';
import { KeepingError } from '../kept/keeping-error.ts';
import { KeptValues } from '../kept/kept-values.ts';
import { type OnWarning, warningsOf } from '../kept/warnings.ts';
import { checkedDefaults, checkedPart, readableSettings } from './checked-settings.ts';
import type { GuildSettings } from './guild-settings.ts';

/** Raise it when settings of the form before cannot be read any more; one that is added needs nothing. */
const VERSION = 1;
const GUILDS_IN_MEMORY = 10_000;

/** Options of {@link SettingsBook}. */
export interface SettingsBookOptions {
  /** Where settings are kept for ever. Not the one of a cache, which empties it. */
  readonly store: Store;
  /** What guilds have that chose nothing. @defaultValue those of {@link SETTINGS} */
  readonly defaults?: Partial<GuildSettings>;
  /** Where the time comes from. @defaultValue the machine's clock */
  readonly clock?: Clock;
  /** Told once of settings that are damaged, and each time a store begins to be away. @defaultValue a warning of the process */
  readonly onWarning?: OnWarning;
}

/**
 * The settings of guilds. Only what a guild chose is kept, so that other defaults reach all who did not choose.
 *
 * What another process changes is known at once where the store tells of it, within a minute elsewhere.
 */
export class SettingsBook {
  readonly #defaults: GuildSettings;
  readonly #chosen: KeptValues<Partial<GuildSettings>>;

  /** @throws TypeError or RangeError naming the option that is wrong, its value and what it must be. */
  constructor(options: SettingsBookOptions) {
    knownOptions('SettingsBook', options, ['store', 'defaults', 'clock', 'onWarning']);
    const { store, defaults = {}, clock = systemClock } = options;
    const onWarning = warningsOf('SettingsBook', options.onWarning);
    this.#defaults = checkedDefaults(defaults);
    this.#chosen = new KeptValues({
      store,
      clock,
      onWarning,
      prefix: 'settings:',
      version: VERSION,
      schema: chosenSchema(onWarning),
      initial: {},
      rank: 3,
      capacity: GUILDS_IN_MEMORY,
    });
  }

  /** What guilds have that chose nothing. */
  get defaults(): GuildSettings {
    return this.#defaults;
  }

  /** The settings of a guild. Never rejects: without the store they are those last known, or the defaults. */
  async get(guildId: string): Promise<GuildSettings> {
    return this.#whole(await this.#chosen.get(guildId));
  }

  /** The settings of a guild, as memory has them; undefined when it has none. */
  peek(guildId: string): GuildSettings | undefined {
    const chosen = this.#chosen.peek(guildId);
    return chosen && this.#whole(chosen);
  }

  /**
   * Changes settings of a guild; those that are not named stay. Resolves with all of them when they are kept.
   *
   * @throws TypeError or RangeError naming the setting that is wrong; {@link KeepingError} when the store does not take it,
   *   and then nothing has changed.
   */
  async change(guildId: string, patch: Partial<GuildSettings>): Promise<GuildSettings> {
    const checked = checkedPart(patch);
    return this.#whole(await this.#chosen.update(guildId, (chosen) => ({ ...chosen, ...checked })));
  }

  /** Forgets what a guild chose. Resolves with the defaults. @throws {@link KeepingError} when the store does not. */
  async reset(guildId: string): Promise<GuildSettings> {
    await this.#chosen.delete(guildId);
    return this.#defaults;
  }

  /** Waits for changes that were begun. The store stays open. */
  close(): Promise<void> {
    return this.#chosen.close();
  }

  #whole(chosen: Partial<GuildSettings>): GuildSettings {
    return { ...this.#defaults, ...chosen };
  }
}

/** One setting that cannot be read costs none of the others. */
function chosenSchema(onWarning: OnWarning): z.ZodType<Partial<GuildSettings>> {
  let isTold = false;
  return z.record(z.string(), z.json()).transform((stored) => {
    const { settings, unreadable } = readableSettings(stored);
    if (unreadable.length > 0 && !isTold) {
      isTold = true;
      const names = unreadable.slice(0, 10).map((name) => JSON.stringify(name.slice(0, 50)));
      onWarning(
        new KeepingError('VALUE_DAMAGED', `Settings that cannot be read are the defaults: ${names.join(', ')}.`),
      );
    }
    return settings;
  });
}
