import { durationMs, flag, knownOptions, oneOf, text, wholeNumber } from '@reprise/options';
import type { AutoPlayMode } from '../autoplay/autoplay-options.ts';
import { Filters } from '../filters/filters.ts';
import type { Node } from '../node/node.ts';
import { checkedQueueOptions, type QueueOptions } from '../queue/queue-options.ts';
import type { Playable } from '../track/playable.ts';
import type { UnresolvedTrack } from '../track/unresolved-track.ts';
import type { JoinOptions } from '../voice/voice-session.ts';

/**
 * What a bot keeps with a player, as the channel it writes to. Name its fields once, and every player may have them:
 *
 * @example
 * ```ts
 * declare module 'reprise' {
 *   interface PlayerData {
 *     textChannelId: string;
 *   }
 * }
 * ```
 */
// biome-ignore lint/suspicious/noEmptyInterface: users of this package add their own fields
export interface PlayerData {}

/** What all players of a pool begin with, unless they are given something else. */
export interface PlayerDefaults {
  /** Joins deafened: a bot does not listen. @defaultValue true */
  readonly selfDeaf?: boolean;
  /** @defaultValue false */
  readonly selfMute?: boolean;
  /** Percent, 0 to 1000. @defaultValue 100 */
  readonly volume?: number;
  /** Bounds of the queue and its history. */
  readonly queue?: QueueOptions;
  /** What follows when the queue is empty. @defaultValue 'disabled' */
  readonly autoplay?: AutoPlayMode;
  /** Time without anything to play after which `inactivePlayer` is told, in milliseconds; 0 is never. @defaultValue 300_000 */
  readonly inactivePlayerTimeoutMs?: number;
  /** Whether a paused player counts as one with nothing to play. @defaultValue false */
  readonly inactiveWhenPaused?: boolean;
  /** Time without a human listener after which `inactiveChannel` is told, in milliseconds; 0 is never. @defaultValue 60_000 */
  readonly inactiveChannelTimeoutMs?: number;
}

/** Options of {@link NodePool.createPlayer}. */
export interface PlayerOptions extends PlayerDefaults {
  /** The guild; it has one player at the most. */
  readonly guildId: string;
  /** Joined at once. Absent: {@link Player.connect} does it later. */
  readonly voiceChannelId?: string;
  /** Node, or its identifier, to play on. @defaultValue the best one once the voice server is known */
  readonly node?: Node | string;
  /** The bot's own notes on the player. */
  readonly data?: Partial<PlayerData>;
}

/** Options of {@link Player.play}. */
export interface PlayOptions {
  /** Where to start, in milliseconds. @defaultValue the track's own position, mostly 0 */
  readonly startMs?: number;
  /** Place at which the track ends as if it were over, in milliseconds. */
  readonly endMs?: number;
  /** Percent, 0 to 1000. @defaultValue as it is */
  readonly volume?: number;
  /** Starts paused. @defaultValue false */
  readonly paused?: boolean;
  /** Leaves a track that plays alone. @defaultValue false */
  readonly noReplace?: boolean;
  /** Replace those there are. @defaultValue as they are */
  readonly filters?: Filters;
}

/** {@link PlayerDefaults}, checked and complete. */
export type PlayerSettings = Required<PlayerDefaults>;

const DEFAULTS_KNOWN = [
  'selfDeaf',
  'selfMute',
  'volume',
  'queue',
  'autoplay',
  'inactivePlayerTimeoutMs',
  'inactiveWhenPaused',
  'inactiveChannelTimeoutMs',
] as const satisfies readonly (keyof PlayerDefaults)[];
const OPTIONS_KNOWN = [...DEFAULTS_KNOWN, 'guildId', 'voiceChannelId', 'node', 'data'];

const MODES = ['enabled', 'partial', 'disabled'] as const;

const USUAL: PlayerSettings = {
  selfDeaf: true,
  selfMute: false,
  volume: 100,
  queue: {},
  autoplay: 'disabled',
  inactivePlayerTimeoutMs: 300_000,
  inactiveWhenPaused: false,
  inactiveChannelTimeoutMs: 60_000,
};

/** @throws TypeError or RangeError naming the option and the value. */
export function playerDefaults(owner: string, given: PlayerDefaults): PlayerSettings {
  knownOptions(owner, given, DEFAULTS_KNOWN);
  return settingsOf(owner, given, USUAL);
}

/** @throws TypeError or RangeError naming the option and the value. */
export function playerSettings(given: PlayerOptions, defaults: PlayerSettings): PlayerSettings {
  const owner = 'Pool.createPlayer';
  knownOptions(owner, given, OPTIONS_KNOWN);
  snowflake(`${owner}: guildId`, given.guildId);
  if (given.voiceChannelId !== undefined) snowflake(`${owner}: voiceChannelId`, given.voiceChannelId);
  return settingsOf(owner, given, defaults);
}

/** An id of Discord. @throws TypeError or RangeError naming the option and the value. */
export function snowflake(name: string, value: unknown): string {
  const id = text(name, value);
  if (/^[1-9]\d{0,19}$/.test(id)) return id;
  throw new RangeError(`${name} must be an id of Discord, in digits, but is ${JSON.stringify(id)}.`);
}

/** Percent of volume. @throws TypeError or RangeError naming the option and the value. */
export function volumePercent(name: string, value: unknown): number {
  return wholeNumber(name, value, { min: 0, max: 1_000 });
}

/** @throws TypeError or RangeError naming the option and the value. */
export function checkedPlay(track: Playable | UnresolvedTrack, options: PlayOptions): void {
  const owner = 'Player.play';
  if (typeof track !== 'object' || track === null || typeof track.title !== 'string') {
    throw new TypeError(`${owner}: track must be a Playable or an UnresolvedTrack.`);
  }
  knownOptions(owner, options, ['startMs', 'endMs', 'volume', 'paused', 'noReplace', 'filters']);
  if (options.startMs !== undefined) durationMs(`${owner}: startMs`, options.startMs);
  if (options.endMs !== undefined) durationMs(`${owner}: endMs`, options.endMs, { min: (options.startMs ?? 0) + 1 });
  if (options.volume !== undefined) volumePercent(`${owner}: volume`, options.volume);
  if (options.paused !== undefined) flag(`${owner}: paused`, options.paused);
  if (options.noReplace !== undefined) flag(`${owner}: noReplace`, options.noReplace);
  if (options.filters !== undefined) checkedFilters(`${owner}: filters`, options.filters);
}

/** @throws TypeError naming what is wrong. */
export function checkedFilters(name: string, filters: unknown): void {
  if (!(filters instanceof Filters)) throw new TypeError(`${name} must be a Filters.`);
}

/** @throws TypeError naming the option and the value. */
export function checkedJoin(options: JoinOptions): JoinOptions {
  const owner = 'Player.connect';
  knownOptions(owner, options, ['selfDeaf', 'selfMute', 'signal']);
  const { selfDeaf, selfMute, signal } = options;
  if (selfDeaf !== undefined) flag(`${owner}: selfDeaf`, selfDeaf);
  if (selfMute !== undefined) flag(`${owner}: selfMute`, selfMute);
  if (signal !== undefined && !(signal instanceof AbortSignal)) {
    throw new TypeError(`${owner}: signal must be an AbortSignal.`);
  }
  return options;
}

/** What is given as undefined is as it is without it. */
function settingsOf(owner: string, given: PlayerDefaults, defaults: PlayerSettings): PlayerSettings {
  const or = <K extends keyof PlayerSettings>(key: K): PlayerDefaults[K] => given[key] ?? defaults[key];
  const { queue = defaults.queue } = given;
  checkedQueueOptions(queue);
  return {
    selfDeaf: flag(`${owner}: selfDeaf`, or('selfDeaf')),
    selfMute: flag(`${owner}: selfMute`, or('selfMute')),
    volume: volumePercent(`${owner}: volume`, or('volume')),
    queue,
    autoplay: oneOf(`${owner}: autoplay`, or('autoplay'), MODES),
    inactivePlayerTimeoutMs: durationMs(`${owner}: inactivePlayerTimeoutMs`, or('inactivePlayerTimeoutMs')),
    inactiveWhenPaused: flag(`${owner}: inactiveWhenPaused`, or('inactiveWhenPaused')),
    inactiveChannelTimeoutMs: durationMs(`${owner}: inactiveChannelTimeoutMs`, or('inactiveChannelTimeoutMs')),
  };
}
