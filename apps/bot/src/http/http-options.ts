import { isIP } from 'node:net';
import { type Clock, systemClock } from '@reprise/clock';
import { callable, durationMs, knownOptions, text, wholeNumber } from '@reprise/options';
import type { Cluster } from '../cluster/cluster.ts';
import { isLoopback } from '../config/host.ts';
import type { Health } from './health.ts';
import { HttpSideError } from './http-errors.ts';

/** Where the HTTP side tells of what is wrong in it. A logger of pino is one. */
export interface HttpLog {
  error(details: object, line: string): void;
}

/**
 * Lets somebody hear what a guild's player plays, as Ogg Opus, until the stream is cancelled or the player goes. `undefined`
 * when there is nothing to hear.
 */
export type Listen = (guildId: string, signal: AbortSignal) => Promise<ReadableStream<Uint8Array> | undefined>;

/** Options of {@link HttpSide}. */
export interface HttpSideOptions {
  /** Address to listen on. One that other machines can reach needs a `password`. @defaultValue `127.0.0.1` */
  readonly host?: string;
  /** 0 is any free one. */
  readonly port: number;
  /** What readers and writers have to know; at least 8 letters when other machines can come. @defaultValue none: reading is open, writing needs {@link HttpSide.writeToken} */
  readonly password?: string;
  /** Names, without a port, by which it may be asked beside those of loopback and `host`. */
  readonly allowedHosts?: readonly string[];
  readonly cluster: Cluster;
  /** How the process is, now. */
  readonly health: () => Health;
  /** How players are listened to on the page. @defaultValue they are not */
  readonly listen?: Listen;
  /** @defaultValue says nothing */
  readonly log?: HttpLog;
  readonly clock?: Clock;
  /** Time in which a request has to arrive whole, in milliseconds. @defaultValue 10000 */
  readonly requestTimeoutMs?: number;
}

/** {@link HttpSideOptions} that were checked, with their defaults. */
export interface HttpSettings {
  readonly host: string;
  readonly port: number;
  readonly password: string | undefined;
  /** In small letters. */
  readonly hosts: ReadonlySet<string>;
  readonly cluster: Cluster;
  readonly health: () => Health;
  readonly listen: Listen | undefined;
  readonly log: HttpLog;
  readonly clock: Clock;
  readonly requestTimeoutMs: number;
}

const LOOPBACK_NAMES = ['localhost', '127.0.0.1', '[::1]'];
const SHORTEST_PASSWORD = 8;
const KNOWN = [
  'host',
  'port',
  'password',
  'allowedHosts',
  'cluster',
  'health',
  'listen',
  'log',
  'clock',
  'requestTimeoutMs',
] as const;

/**
 * @throws TypeError or RangeError naming the option that is wrong; {@link HttpSideError} `HTTP_PASSWORD_REQUIRED` when
 *   other machines could come without one.
 */
export function httpSettings(options: HttpSideOptions): HttpSettings {
  knownOptions('HttpSide', options, KNOWN);
  const { password, allowedHosts = [], cluster, clock = systemClock } = options;
  const host = text('HttpSide: host', options.host ?? '127.0.0.1');
  if (password !== undefined) assertSecret(password);
  if (!isLoopback(host)) assertGuarded(host, password);
  const names = allowedHosts.map((name) => text('HttpSide: allowedHosts', name).toLowerCase());
  return {
    host,
    port: wholeNumber('HttpSide: port', options.port, { min: 0, max: 65_535 }),
    password,
    hosts: new Set([...LOOPBACK_NAMES, ...names, ...(isAnyAddress(host) ? [] : [hostName(host)])]),
    cluster,
    health: callable('HttpSide: health', options.health),
    listen: options.listen === undefined ? undefined : callable('HttpSide: listen', options.listen),
    log: options.log ?? { error: () => undefined },
    clock,
    requestTimeoutMs: durationMs('HttpSide: requestTimeoutMs', options.requestTimeoutMs ?? 10_000, { min: 100 }),
  };
}

/** Whether it stands for all addresses of the machine, and is none itself. */
export function isAnyAddress(host: string): boolean {
  return host === '0.0.0.0' || host === '::';
}

/** An address as it stands in a URL and in the header `Host`. */
export function hostName(host: string): string {
  return isIP(host) === 6 ? `[${host.toLowerCase()}]` : host.toLowerCase();
}

/** Not `text` of the options: its message shows the value, and this one is a secret. */
function assertSecret(password: unknown): void {
  if (typeof password === 'string' && password !== '') return;
  throw new TypeError('HttpSide: password must be a text that is not empty. Leave it out for none.');
}

function assertGuarded(host: string, password: string | undefined): void {
  if (password !== undefined && password.length >= SHORTEST_PASSWORD) return;
  const lack =
    password === undefined ? 'there is no password' : `the password has fewer than ${SHORTEST_PASSWORD} letters`;
  throw new HttpSideError(
    'HTTP_PASSWORD_REQUIRED',
    `The host ${host} can be reached from other machines, and ${lack}. Set one, or listen on 127.0.0.1.`,
  );
}
