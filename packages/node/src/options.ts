import { type Clock, systemClock } from '@reprise/clock';
import { callable, durationMs, flag, knownOptions, oneOf, text, wholeNumber } from '@reprise/options';
import { PasswordRequiredError } from './errors.ts';
import { type Log, silentLog } from './log.ts';
import { isLoopback } from './loopback.ts';
import type { Source } from './sources/source.ts';
import { resolveYtDlp, type YtDlpOptions, type YtDlpSettings } from './sources/ytdlp/ytdlp-options.ts';
import type { VoiceConnector } from './voice/voice-connector.ts';
import { VOICE_KINDS, type VoiceKind, voiceOf } from './voice/voice-of.ts';

/** Options of {@link AudioNode}. */
export interface AudioNodeOptions {
  /** Address to listen on. Anything but loopback needs a password. @defaultValue `'127.0.0.1'` */
  readonly host?: string;
  /** Port to listen on; 0 takes any free one. @defaultValue `2333` */
  readonly port?: number;
  /** What clients send as `Authorization`. Without one everybody on this machine is let in. */
  readonly password?: string;
  /** Folder whose audio files can be loaded and searched. @defaultValue no folder */
  readonly musicDir?: string;
  /** Whether `http:` and `https:` addresses can be loaded; public ones only. @defaultValue `false` */
  readonly http?: boolean;
  /** Whether addresses of private networks and of this machine can be loaded too. For tests. @defaultValue `false` */
  readonly httpAllowPrivate?: boolean;
  /**
   * Whether and how YouTube, SoundCloud and others are loaded by the program yt-dlp: `true` with the one that is found. One
   * that is missing or too old is told in the log, and the node starts without it. The command has it on.
   *
   * @defaultValue `false`
   */
  readonly ytdlp?: boolean | YtDlpOptions;
  /** How clients reach this node, for the links in tracks. @defaultValue {@link AudioNode.url} */
  readonly publicUrl?: string;
  /** Time between two `playerUpdate` messages of a playing player. @defaultValue `5000` */
  readonly playerUpdateIntervalMs?: number;
  /** Time between two `stats` messages. @defaultValue `60000` */
  readonly statsIntervalMs?: number;
  /** A track whose source gives nothing for this long is reported as stuck. @defaultValue `10000` */
  readonly trackStuckThresholdMs?: number;
  /** Further sources, asked before the built-in ones. @defaultValue none */
  readonly sources?: readonly Source[];
  /**
   * What joins voice channels: `discord` is heard there; `silent` takes any voice data for good, and sends nothing.
   *
   * @defaultValue `'silent'`; the command has `discord`
   */
  readonly voice?: VoiceKind | VoiceConnector;
  /**
   * Whether tracks become sound also where the voice connection takes none, so that players can be listened to at
   * `/v4/sessions/{sessionId}/players/{guildId}/stream`. With a `voice` that is heard they always can.
   *
   * @defaultValue `false`
   */
  readonly stream?: boolean;
  /** The program ffmpeg, for what is neither WAV nor Opus. @defaultValue `FFMPEG_PATH`, or the one on the `PATH` */
  readonly ffmpegPath?: string;
  /** Where time comes from; tests hand in one they move. @defaultValue {@link systemClock} */
  readonly clock?: Clock;
  /** Where the node reports what it does. @defaultValue nowhere */
  readonly log?: Log;
}

/** {@link AudioNodeOptions}, checked and complete. */
export interface ResolvedOptions {
  readonly host: string;
  readonly port: number;
  readonly password: string | undefined;
  readonly musicDir: string | undefined;
  readonly http: boolean;
  readonly httpAllowPrivate: boolean;
  readonly ytdlp: YtDlpSettings | undefined;
  readonly publicUrl: string | undefined;
  readonly playerUpdateIntervalMs: number;
  readonly statsIntervalMs: number;
  readonly trackStuckThresholdMs: number;
  readonly sources: readonly Source[];
  readonly voice: VoiceConnector;
  readonly stream: boolean;
  readonly ffmpegPath: string | undefined;
  readonly clock: Clock;
  readonly log: Log;
}

const KNOWN = [
  'host',
  'port',
  'password',
  'musicDir',
  'http',
  'httpAllowPrivate',
  'ytdlp',
  'publicUrl',
  'playerUpdateIntervalMs',
  'statsIntervalMs',
  'trackStuckThresholdMs',
  'sources',
  'voice',
  'stream',
  'ffmpegPath',
  'clock',
  'log',
] as const satisfies readonly (keyof AudioNodeOptions)[];

/** What every tutorial of the real server uses; nobody can say he did not know it. */
const WELL_KNOWN_PASSWORD = 'youshallnotpass';

/**
 * Fills in what was left out.
 *
 * @throws TypeError or RangeError naming the option and the value.
 * @throws PasswordRequiredError when other machines could reach the node and nothing would keep them out.
 */
export function resolveOptions(options: AudioNodeOptions): ResolvedOptions {
  knownOptions('AudioNode', options, KNOWN);
  const resolved: ResolvedOptions = {
    host: text('AudioNode: host', options.host ?? '127.0.0.1'),
    port: wholeNumber('AudioNode: port', options.port ?? 2333, { min: 0, max: 65_535 }),
    password: options.password === undefined ? undefined : text('AudioNode: password', options.password),
    musicDir: options.musicDir === undefined ? undefined : text('AudioNode: musicDir', options.musicDir),
    http: flag('AudioNode: http', options.http ?? false),
    httpAllowPrivate: flag('AudioNode: httpAllowPrivate', options.httpAllowPrivate ?? false),
    ytdlp: resolveYtDlp(options.ytdlp ?? false),
    publicUrl: options.publicUrl === undefined ? undefined : httpUrl('AudioNode: publicUrl', options.publicUrl),
    playerUpdateIntervalMs: interval('playerUpdateIntervalMs', options.playerUpdateIntervalMs ?? 5_000),
    statsIntervalMs: interval('statsIntervalMs', options.statsIntervalMs ?? 60_000),
    trackStuckThresholdMs: interval('trackStuckThresholdMs', options.trackStuckThresholdMs ?? 10_000),
    sources: [...(options.sources ?? [])].map(checkSource),
    voice: voiceOption(options.voice ?? 'silent'),
    stream: flag('AudioNode: stream', options.stream ?? false),
    ffmpegPath: options.ffmpegPath === undefined ? undefined : text('AudioNode: ffmpegPath', options.ffmpegPath),
    clock: checkMethods('clock', options.clock ?? systemClock, ['now', 'after', 'every']),
    log: checkMethods('log', options.log ?? silentLog, ['info', 'warn', 'error']),
  };
  requirePassword(resolved);
  return resolved;
}

function voiceOption(voice: VoiceKind | VoiceConnector): VoiceConnector {
  if (typeof voice === 'string') return voiceOf(oneOf('AudioNode: voice', voice, VOICE_KINDS));
  return checkMethods('voice', voice, ['connect']);
}

function interval(name: string, value: unknown): number {
  return durationMs(`AudioNode: ${name}`, value, { min: 1 });
}

function checkSource(source: Source): Source {
  text('AudioNode: sources[].name', source.name);
  callable('AudioNode: sources[].load', source.load);
  return source;
}

function checkMethods<T extends object>(name: string, value: T, methods: readonly (keyof T & string)[]): T {
  for (const method of methods) callable(`AudioNode: ${name}.${method}`, value[method]);
  return value;
}

function httpUrl(name: string, value: unknown): string {
  const url = text(name, value);
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
    throw new TypeError(`${name} must be an http or https address, but is ${JSON.stringify(url)}.`);
  }
  return url.replace(/\/+$/, '');
}

function requirePassword({ host, password }: ResolvedOptions): void {
  if (isLoopback(host)) return;
  if (password === undefined) throw new PasswordRequiredError(host, 'there is no password');
  if (password === WELL_KNOWN_PASSWORD) throw new PasswordRequiredError(host, `everybody knows ${WELL_KNOWN_PASSWORD}`);
}
