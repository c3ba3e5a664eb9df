import { type Clock, systemClock } from '@reprise/clock';
import { callable, durationMs, knownOptions, text, wholeNumber } from '@reprise/options';
import { HASH_MARK, PLAIN_MARK } from '../storage-key.ts';
import type { StoreError } from '../store-error.ts';
import { type Address, addressOf } from './address.ts';

/** What all forms of {@link ValkeyStoreOptions} have. */
export interface ValkeyCommonOptions {
  /**
   * Begins the names of all keys and channels: what shares it shares entries. Not empty, without `=`, `#` and `@`.
   * @defaultValue `'reprise:'`
   */
  readonly prefix?: string;
  /** How long the server may take to answer, in milliseconds, from 1. @defaultValue 50 */
  readonly deadlineMs?: number;
  /** How long a write waits for a server that is away before it is given up, in milliseconds. @defaultValue 10000 */
  readonly writeWaitMs?: number;
  /** Bytes a key and its value may have, at most 1 MiB. @defaultValue 262144 (256 KiB) */
  readonly maxEntryBytes?: number;
  /**
   * Signs what is written, and takes what has another signature for unreadable: for a server that others may write to. All
   * processes need the same one. @defaultValue nothing is signed
   */
  readonly secret?: string;
  /** Told once each time the server is left alone, and once when something in it cannot be read. @defaultValue nobody */
  readonly onWarning?: (warning: StoreError) => void;
  /** Where the time comes from. @defaultValue the machine's clock */
  readonly clock?: Clock;
  /** A number from 0 up to, but not including, 1. @defaultValue `Math.random` */
  readonly random?: () => number;
}

/** One server. */
export interface ValkeyServerOptions extends ValkeyCommonOptions {
  /** `redis://user:password@host:port/database`, or `rediss://` with TLS. */
  readonly url: string;
}

/** A group of servers of which Sentinels say which one is to be written to. */
export interface ValkeySentinelOptions extends ValkeyCommonOptions {
  /** Addresses of the Sentinels as URLs, with the passwords of these; all with `rediss://` when all speak TLS. */
  readonly sentinels: readonly string[];
  /** Name of the group, as in `sentinel monitor <name> …`. */
  readonly group: string;
  /** User of the servers. @defaultValue none */
  readonly username?: string;
  /** Password of the servers. @defaultValue none */
  readonly password?: string;
}

/** A Cluster. */
export interface ValkeyClusterOptions extends ValkeyCommonOptions {
  /** Addresses of some of its servers as URLs; they tell of the others. User and password are those of the first. */
  readonly cluster: readonly string[];
}

/** Options of {@link ValkeyStore}. */
export type ValkeyStoreOptions = ValkeyServerOptions | ValkeySentinelOptions | ValkeyClusterOptions;

/** Whom to connect to. */
export type Target =
  | { readonly kind: 'server'; readonly address: Address }
  | { readonly kind: 'cluster'; readonly seeds: readonly [Address, ...Address[]] }
  | {
      readonly kind: 'sentinels';
      readonly sentinels: readonly [Address, ...Address[]];
      readonly group: string;
      readonly username: string | undefined;
      readonly password: string | undefined;
    };

/** Every option with its value. */
export interface ValkeySettings {
  readonly target: Target;
  readonly prefix: string;
  readonly deadlineMs: number;
  readonly writeWaitMs: number;
  readonly maxEntryBytes: number;
  readonly secret: string | undefined;
  readonly onWarning: (warning: StoreError) => void;
  readonly clock: Clock;
  readonly random: () => number;
}

const COMMON = [
  'prefix',
  'deadlineMs',
  'writeWaitMs',
  'maxEntryBytes',
  'secret',
  'onWarning',
  'clock',
  'random',
] as const;
const OWNER = 'ValkeyStore';
const SERVER_PORT = 6379;
const SENTINEL_PORT = 26379;
const MIB = 1_048_576;

/** Begins the names of leases. */
export const LEASE_MARK = '@';

/** Checks the options and fills in what was not given. @throws TypeError or RangeError naming the option. */
export function settingsOf(options: ValkeyStoreOptions): ValkeySettings {
  return {
    target: targetOf(options),
    prefix: prefixOf(options.prefix ?? 'reprise:'),
    deadlineMs: durationMs(`${OWNER}: deadlineMs`, options.deadlineMs ?? 50, { min: 1 }),
    writeWaitMs: durationMs(`${OWNER}: writeWaitMs`, options.writeWaitMs ?? 10_000),
    maxEntryBytes: wholeNumber(`${OWNER}: maxEntryBytes`, options.maxEntryBytes ?? MIB / 4, { min: 1, max: MIB }),
    secret: options.secret === undefined ? undefined : secretOf(options.secret),
    onWarning: callable(`${OWNER}: onWarning`, options.onWarning ?? (() => undefined)),
    clock: options.clock ?? systemClock,
    random: callable(`${OWNER}: random`, options.random ?? Math.random),
  };
}

/** Texts that must not be in a message. */
export function secretsOf(target: Target): readonly string[] {
  const addresses =
    target.kind === 'server' ? [target.address] : target.kind === 'cluster' ? target.seeds : target.sentinels;
  const passwords = [
    ...addresses.map(({ password }) => password),
    target.kind === 'sentinels' ? target.password : undefined,
  ];
  return passwords.filter((password) => password !== undefined);
}

function targetOf(options: ValkeyStoreOptions): Target {
  if ('sentinels' in options) {
    knownOptions(OWNER, options, ['sentinels', 'group', 'username', 'password', ...COMMON]);
    return {
      kind: 'sentinels',
      sentinels: addressesOf('sentinels', options.sentinels, SENTINEL_PORT),
      group: text(`${OWNER}: group`, options.group),
      username: options.username === undefined ? undefined : text(`${OWNER}: username`, options.username),
      password: options.password === undefined ? undefined : secretText('password', options.password),
    };
  }
  if ('cluster' in options) {
    knownOptions(OWNER, options, ['cluster', ...COMMON]);
    return { kind: 'cluster', seeds: addressesOf('cluster', options.cluster, SERVER_PORT) };
  }
  knownOptions(OWNER, options, ['url', 'sentinels', 'cluster', ...COMMON]);
  return { kind: 'server', address: addressOf(`${OWNER}: url`, options.url, SERVER_PORT) };
}

function addressesOf(name: string, urls: unknown, port: number): readonly [Address, ...Address[]] {
  if (!Array.isArray(urls)) throw new TypeError(`${OWNER}: ${name} must be a list of URLs.`);
  const [first, ...others] = urls.map((url, i) => addressOf(`${OWNER}: ${name}[${i}]`, url, port));
  if (first === undefined) throw new RangeError(`${OWNER}: ${name} must name at least one server, but is empty.`);
  return [first, ...others];
}

/** Without the marks that end it, no prefix can reach into the keys of another. */
function prefixOf(value: unknown): string {
  const prefix = text(`${OWNER}: prefix`, value);
  const marks = [PLAIN_MARK, HASH_MARK, LEASE_MARK];
  if (!prefix.isWellFormed() || prefix.length > 128 || marks.some((mark) => prefix.includes(mark))) {
    throw new RangeError(
      `${OWNER}: prefix must be a text of at most 128 characters without ${marks.join(', ')}, but is ${JSON.stringify(prefix.slice(0, 140))}.`,
    );
  }
  return prefix;
}

function secretOf(value: unknown): string {
  const secret = secretText('secret', value);
  if (secret.length < 16) throw new RangeError(`${OWNER}: secret must have at least 16 characters.`);
  return secret;
}

function secretText(name: string, value: unknown): string {
  if (typeof value !== 'string' || value === '')
    throw new TypeError(`${OWNER}: ${name} must be a text that is not empty.`);
  return value;
}
