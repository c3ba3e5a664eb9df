import { type Clock, systemClock } from '@reprise/clock';
import type { VoiceTarget } from '@reprise/node';
import { callable, durationMs, finiteNumber, flag, knownOptions, oneOf, text, wholeNumber } from '@reprise/options';
import { seededRandom } from '../random/seeded-random.ts';

/** What a client identifies with. */
export type VoiceCredentials = Omit<VoiceTarget, 'channelId'>;

/** Judges a client: a close code sends it away, `undefined` lets it in. */
export type Admission = (credentials: VoiceCredentials) => number | undefined;

/** Whose keys encrypt what is said in a channel: its voice states tell. */
export type ChannelOf = (guildId: string, userId: string) => string | undefined;

/** A certificate that clients trust already. All as PEM. */
export interface VoiceServerCertificate {
  /** For `127.0.0.1` or `localhost`, signed by itself. */
  readonly cert: string;
  readonly key: string;
}

/** Options of {@link FakeVoiceServer}. */
export interface FakeVoiceServerOptions {
  /** How clients are told to call it; the certificate holds for both. @defaultValue `'127.0.0.1'` */
  readonly host?: '127.0.0.1' | 'localhost';
  /** TCP port of loopback. @defaultValue `0`: any that is free */
  readonly port?: number;
  /** Its certificate, for clients that run before it, such as a Lavalink. @defaultValue a new one */
  readonly certificate?: VoiceServerCertificate;
  /** Judges who identifies; {@link FakeDiscordOptions.voiceServers} sets it. @defaultValue everybody may stay */
  readonly admits?: Admission;
  /**
   * Whether channels demand end-to-end encryption (DAVE, version 1), as Discord's do: all, or those of the guilds for which the
   * function says so. Clients that do not offer it are closed with 4017; a member of the group listens, so that everything is
   * heard. Needs user ids and channel ids that are snowflakes, and `channelOf`.
   *
   * @defaultValue `false`
   */
  readonly dave?: boolean | ((guildId: string) => boolean);
  /**
   * In which channel somebody is, as Discord tells its voice servers, for `dave`; {@link FakeDiscordOptions.voiceServers} sets
   * it.
   *
   * @defaultValue nobody is in one
   */
  readonly channelOf?: ChannelOf;
  /** Time between two heartbeats, in milliseconds. @defaultValue `13750`, as Discord's */
  readonly heartbeatMs?: number;
  /**
   * How much sound of each guild is decoded and kept, in milliseconds; a minute takes 11.5 MB. Decoding takes about 0.12 ms a
   * frame, more than everything else: with `0` frames are only counted, for a hundred players at once. Of those that are
   * encrypted from end to end it is then only seen that they say so.
   *
   * @defaultValue `10000`
   */
  readonly keepMs?: number;
  /** Part of the packets that is lost on the way, from 0 to 1. @defaultValue `0` */
  readonly packetLoss?: number;
  /** Where time comes from. @defaultValue the machine's clock */
  readonly clock?: Clock;
  /** Which packets are lost: numbers from 0 up to 1. @defaultValue `seededRandom(1)` */
  readonly random?: () => number;
}

const KNOWN = [
  'host',
  'port',
  'certificate',
  'admits',
  'dave',
  'channelOf',
  'heartbeatMs',
  'keepMs',
  'packetLoss',
  'clock',
  'random',
] as const satisfies readonly (keyof FakeVoiceServerOptions)[];

/** {@link FakeVoiceServerOptions}, checked and complete: without a certificate it makes one. */
export type ResolvedVoiceServerOptions = Required<Omit<FakeVoiceServerOptions, 'certificate' | 'dave'>> &
  Pick<FakeVoiceServerOptions, 'certificate'> & { readonly dave: ((guildId: string) => boolean) | undefined };

/** Checks and completes {@link FakeVoiceServerOptions}. @throws TypeError or RangeError naming the option and the value. */
export function resolveVoiceServerOptions(options: FakeVoiceServerOptions): ResolvedVoiceServerOptions {
  knownOptions('FakeVoiceServer', options, KNOWN);
  return {
    host: oneOf('FakeVoiceServer: host', options.host ?? '127.0.0.1', ['127.0.0.1', 'localhost']),
    port: wholeNumber('FakeVoiceServer: port', options.port ?? 0, { min: 0, max: 65_535 }),
    ...(options.certificate && { certificate: checkedCertificate(options.certificate) }),
    admits: callable('FakeVoiceServer: admits', options.admits ?? (() => undefined)),
    dave: checkedDave(options.dave ?? false),
    channelOf: callable('FakeVoiceServer: channelOf', options.channelOf ?? (() => undefined)),
    heartbeatMs: durationMs('FakeVoiceServer: heartbeatMs', options.heartbeatMs ?? 13_750, { min: 1 }),
    keepMs: durationMs('FakeVoiceServer: keepMs', options.keepMs ?? 10_000),
    packetLoss: checkedLoss(options.packetLoss ?? 0),
    clock: options.clock ?? systemClock,
    random: callable('FakeVoiceServer: random', options.random ?? seededRandom(1)),
  };
}

/** Part of the packets that is lost. @throws TypeError or RangeError naming it. */
export function checkedLoss(share: number): number {
  return finiteNumber('FakeVoiceServer: packetLoss', share, { min: 0, max: 1 });
}

function checkedDave(dave: boolean | ((guildId: string) => boolean)): ((guildId: string) => boolean) | undefined {
  if (typeof dave === 'function') return dave;
  return flag('FakeVoiceServer: dave', dave) ? () => true : undefined;
}

function checkedCertificate({ cert, key }: VoiceServerCertificate): VoiceServerCertificate {
  return {
    cert: text('FakeVoiceServer: certificate.cert', cert),
    key: text('FakeVoiceServer: certificate.key', key),
  };
}
