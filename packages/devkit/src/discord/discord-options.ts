import { type Clock, systemClock } from '@reprise/clock';
import { callable, durationMs, knownOptions, oneOf, text, wholeNumber } from '@reprise/options';
import { seededRandom } from '../random/seeded-random.ts';
import type { FakeVoiceOptions } from '../voice/voice-options.ts';
import type { FakeVoiceServer } from '../voice-server/fake-voice-server.ts';

/** A voice channel that is not like any other. */
export interface FakeChannel {
  readonly id: string;
  /** On a `stage` whoever joins is in the audience. @defaultValue `'voice'` */
  readonly type?: 'voice' | 'stage';
  /** Whether the bot may join; if not, Discord does not answer. @defaultValue `true` */
  readonly canConnect?: boolean;
  /** On a stage: whether the bot may make itself a speaker. @defaultValue `false` */
  readonly canSpeak?: boolean;
  /** How many may be in it; a bot that comes later gets no answer. @defaultValue no limit */
  readonly userLimit?: number;
}

/** Intents that have to be switched on for a bot. */
export type PrivilegedIntent = 'GuildMembers' | 'GuildPresences' | 'MessageContent';

/** {@link FakeDiscordOptions}, complete. */
export type ResolvedDiscordOptions = Required<FakeDiscordOptions>;

/** Options of {@link FakeDiscord}. */
export interface FakeDiscordOptions {
  /** The bot's user id. @defaultValue `'170939974227591168'` */
  readonly userId?: string;
  /** The bot's name. @defaultValue `'bot'` */
  readonly userName?: string;
  /** Ids of those whose application the bot is: one person, or a team of several. @defaultValue `['100000000000000001']` */
  readonly ownerIds?: readonly string[];
  /** What the bot logs in with, over sockets. @defaultValue `'devkit.fake.token'` */
  readonly token?: string;
  /**
   * Privileged intents that are switched on for the bot, as in the developer portal: who asks for others is closed with 4014.
   *
   * @defaultValue none, as for a new bot
   */
  readonly privilegedIntents?: readonly PrivilegedIntent[];
  /** Time between two heartbeats of a shard, in milliseconds. @defaultValue `41250`, as Discord's */
  readonly heartbeatMs?: number;
  /** Channels with rules. Every other id is a voice channel in which the bot may do everything. @defaultValue none */
  readonly channels?: readonly FakeChannel[];
  /** Time until Discord answers, in milliseconds. @defaultValue `0`: in the next turn of the event loop */
  readonly answerAfterMs?: number;
  /** Time between the two updates, in milliseconds. @defaultValue `0` */
  readonly gapMs?: number;
  /** Which of the two updates comes first. @defaultValue `'state-first'` */
  readonly order?: 'state-first' | 'server-first';
  /**
   * What is answered when the bot asks for the channel it is in: real Discord often sends the state alone.
   *
   * @defaultValue `'state-only'`
   */
  readonly onRejoin?: 'both' | 'state-only' | 'silence';
  /** What a shard may send in a minute; what goes beyond it waits, as in the libraries. @defaultValue `120`, as Discord's */
  readonly sendsPerMinute?: number;
  /** Number of shards: for that limit, and what the gateway recommends. All may identify at once. @defaultValue `1` */
  readonly shards?: number;
  /** Options of its voice servers, {@link FakeDiscord.voice}. Clock and chance are those of Discord. */
  readonly voice?: Omit<FakeVoiceOptions, 'admits' | 'clock' | 'random'>;
  /**
   * Voice servers with sockets and ears, for nodes that connect by themselves. Guilds begin on the first and move on from one to
   * the next; each admits only who has the session and the token that this Discord sent, and closes when Discord would.
   *
   * @defaultValue none: endpoints lead nowhere
   */
  readonly voiceServers?: readonly FakeVoiceServer[];
  /**
   * Messages, and interactions, that are kept: of more, the oldest are forgotten. A forgotten interaction cannot be answered, a
   * forgotten message neither read nor edited. @defaultValue `10000`
   */
  readonly mostKept?: number;
  /** Where time comes from. @defaultValue the machine's clock */
  readonly clock?: Clock;
  /** Where tokens and session ids come from: numbers from 0 up to 1. @defaultValue `seededRandom(1)` */
  readonly random?: () => number;
}

const KNOWN = [
  'userId',
  'userName',
  'ownerIds',
  'token',
  'privilegedIntents',
  'heartbeatMs',
  'channels',
  'answerAfterMs',
  'gapMs',
  'order',
  'onRejoin',
  'sendsPerMinute',
  'shards',
  'voice',
  'voiceServers',
  'mostKept',
  'clock',
  'random',
] as const satisfies readonly (keyof FakeDiscordOptions)[];

/** {@link FakeDiscordOptions}, checked and complete. @throws TypeError or RangeError naming the option and the value. */
export function resolveDiscordOptions(options: FakeDiscordOptions): ResolvedDiscordOptions {
  knownOptions('FakeDiscord', options, KNOWN);
  return {
    userId: text('FakeDiscord: userId', options.userId ?? '170939974227591168'),
    userName: text('FakeDiscord: userName', options.userName ?? 'bot'),
    ownerIds: ownersOf(options.ownerIds ?? ['100000000000000001']),
    token: text('FakeDiscord: token', options.token ?? 'devkit.fake.token'),
    privilegedIntents: (options.privilegedIntents ?? []).map((intent) =>
      oneOf('FakeDiscord: privilegedIntents', intent, ['GuildMembers', 'GuildPresences', 'MessageContent']),
    ),
    heartbeatMs: durationMs('FakeDiscord: heartbeatMs', options.heartbeatMs ?? 41_250, { min: 1 }),
    channels: options.channels ?? [],
    answerAfterMs: durationMs('FakeDiscord: answerAfterMs', options.answerAfterMs ?? 0),
    gapMs: durationMs('FakeDiscord: gapMs', options.gapMs ?? 0),
    order: oneOf('FakeDiscord: order', options.order ?? 'state-first', ['state-first', 'server-first']),
    onRejoin: oneOf('FakeDiscord: onRejoin', options.onRejoin ?? 'state-only', ['both', 'state-only', 'silence']),
    sendsPerMinute: wholeNumber('FakeDiscord: sendsPerMinute', options.sendsPerMinute ?? 120, { min: 1 }),
    shards: wholeNumber('FakeDiscord: shards', options.shards ?? 1, { min: 1 }),
    voice: options.voice ?? {},
    voiceServers: options.voiceServers ?? [],
    mostKept: wholeNumber('FakeDiscord: mostKept', options.mostKept ?? 10_000, { min: 1 }),
    clock: options.clock ?? systemClock,
    random: callable('FakeDiscord: random', options.random ?? seededRandom(1)),
  };
}

function ownersOf(ids: readonly string[]): readonly string[] {
  if (ids.length === 0) throw new RangeError('FakeDiscord: ownerIds must have at least one id, but has none.');
  return ids.map((id) => text('FakeDiscord: ownerIds', id));
}
