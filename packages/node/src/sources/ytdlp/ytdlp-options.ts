import { availableParallelism } from 'node:os';
import { basename, resolve } from 'node:path';
import { durationMs, flag, knownOptions, text, wholeNumber } from '@reprise/options';
import { DEFAULT_HOSTS } from './sites.ts';

/**
 * Options of the source `ytdlp`, {@link AudioNodeOptions.ytdlp}. None of them can be set by who asks for a track.
 *
 * @example
 * ```ts
 * import { AudioNode, type YtDlpOptions } from '@reprise/node';
 *
 * const ytdlp: YtDlpOptions = { cookiesFile: '/run/secrets/cookies.txt', proxy: 'socks5://127.0.0.1:1080' };
 * await using node = new AudioNode({ port: 0, ytdlp });
 * await node.start();
 * ```
 */
export interface YtDlpOptions {
  /** The program. @defaultValue the variable `YTDLP_PATH`, else `yt-dlp` on the `PATH` */
  readonly path?: string;
  /** Cookies in Netscape's format, for what needs an account. Each run gets a copy; yours is never written. @defaultValue none */
  readonly cookiesFile?: string;
  /** Proxy for all that yt-dlp fetches, as `socks5://127.0.0.1:1080`. It then decides which addresses are reached. @defaultValue none */
  readonly proxy?: string;
  /**
   * Runtime for the scripts of YouTube, as yt-dlp's `--js-runtimes` takes it: `deno`, `node`, `bun` or `quickjs`, and perhaps
   * a colon and its path. A `deno` on the `PATH` goes before it.
   *
   * @defaultValue the Node.js that runs this
   */
  readonly jsRuntime?: string;
  /** Further options for yt-dlp, after those of the source, so that they win. @defaultValue none */
  readonly extraArguments?: readonly string[];
  /** Hosts whose links are loaded, with all below them. @defaultValue those of YouTube, SoundCloud, Bandcamp, Vimeo and Twitch */
  readonly hosts?: readonly string[];
  /**
   * Whether links of all other hosts are loaded too, by what yt-dlp finds in a page. Public addresses only, but a page or a
   * redirect can lead yt-dlp anywhere this machine reaches: use a filtering `proxy` with it. @defaultValue `false`
   */
  readonly generic?: boolean;
  /** Programs that run at once. @defaultValue number of cores, at most 4 */
  readonly concurrency?: number;
  /** Longest run for one track, in milliseconds. @defaultValue `20000` */
  readonly trackTimeoutMs?: number;
  /** Longest run for a list or a search, in milliseconds. @defaultValue `60000` */
  readonly listTimeoutMs?: number;
  /** Tracks of a list that are taken. @defaultValue `500` */
  readonly maxListTracks?: number;
  /** Whether this machine's own addresses can be loaded, on any port. For tests. @defaultValue `false` */
  readonly allowLoopback?: boolean;
}

/** {@link YtDlpOptions}, checked and complete. */
export interface YtDlpSettings {
  readonly path: string | undefined;
  readonly cookiesFile: string | undefined;
  readonly proxy: string | undefined;
  readonly jsRuntime: string | undefined;
  readonly extraArguments: readonly string[];
  readonly hosts: readonly string[];
  readonly generic: boolean;
  readonly concurrency: number;
  readonly trackTimeoutMs: number;
  readonly listTimeoutMs: number;
  readonly maxListTracks: number;
  readonly allowLoopback: boolean;
}

const OWNER = 'AudioNode: ytdlp';
const KNOWN = [
  'path',
  'cookiesFile',
  'proxy',
  'jsRuntime',
  'extraArguments',
  'hosts',
  'generic',
  'concurrency',
  'trackTimeoutMs',
  'listTimeoutMs',
  'maxListTracks',
  'allowLoopback',
] as const satisfies readonly (keyof YtDlpOptions)[];

/**
 * Fills in what was left out. `true` means all of it, `false` that there is no such source.
 *
 * @throws TypeError or RangeError naming the option and the value.
 */
export function resolveYtDlp(given: boolean | YtDlpOptions): YtDlpSettings | undefined {
  if (given === false) return undefined;
  const options = given === true ? {} : given;
  knownOptions(OWNER, options, KNOWN);
  const { path, cookiesFile, proxy, jsRuntime } = options;
  return {
    path: path === undefined ? undefined : plain('path', path),
    // Absolute, because the program runs in a folder of its own.
    cookiesFile: cookiesFile === undefined ? undefined : resolve(plain('cookiesFile', cookiesFile)),
    proxy: proxy === undefined ? undefined : proxyAddress(proxy),
    jsRuntime: jsRuntime === undefined ? ownRuntime() : runtime(jsRuntime),
    extraArguments: list('extraArguments', options.extraArguments ?? []).map(extraArgument),
    hosts: list('hosts', options.hosts ?? DEFAULT_HOSTS).map(host),
    generic: flag(`${OWNER}.generic`, options.generic ?? false),
    concurrency: wholeNumber(`${OWNER}.concurrency`, options.concurrency ?? Math.min(4, availableParallelism()), {
      min: 1,
      max: 64,
    }),
    trackTimeoutMs: durationMs(`${OWNER}.trackTimeoutMs`, options.trackTimeoutMs ?? 20_000, { min: 1, max: 600_000 }),
    listTimeoutMs: durationMs(`${OWNER}.listTimeoutMs`, options.listTimeoutMs ?? 60_000, { min: 1, max: 600_000 }),
    maxListTracks: wholeNumber(`${OWNER}.maxListTracks`, options.maxListTracks ?? 500, { min: 1, max: 10_000 }),
    allowLoopback: flag(`${OWNER}.allowLoopback`, options.allowLoopback ?? false),
  };
}

function list(name: string, value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw new TypeError(`${OWNER}.${name} must be a list of texts.`);
  return value;
}

/** A text that can be handed to a program. */
function plain(name: string, value: unknown): string {
  const given = text(`${OWNER}.${name}`, value);
  if (given.includes('\0')) throw new TypeError(`${OWNER}.${name} must not hold a NUL character.`);
  return given;
}

function extraArgument(value: unknown, index: number): string {
  const argument = plain(`extraArguments[${index}]`, value);
  if (argument !== '--') return argument;
  throw new RangeError(`${OWNER}.extraArguments must not hold "--": what comes after it would be loaded.`);
}

function host(value: unknown, index: number): string {
  const name = text(`${OWNER}.hosts[${index}]`, value);
  const url = URL.parse(`https://${name}/`);
  if (url !== null && url.href === `https://${url.hostname}/`) {
    return url.hostname;
  }
  throw new RangeError(`${OWNER}.hosts[${index}] must be a host name, as youtube.com, but is ${JSON.stringify(name)}.`);
}

function proxyAddress(value: unknown): string {
  const address = plain('proxy', value);
  if (/^(?:https?|socks(?:4a?|5h?)):$/.test(URL.parse(address)?.protocol ?? '')) return address;
  // Not its value, which may hold a password.
  throw new RangeError(`${OWNER}.proxy must be an http, https or socks address.`);
}

function runtime(value: unknown): string {
  const given = plain('jsRuntime', value);
  if (/^(?:deno|node|bun|quickjs)(?::.+)?$/.test(given)) return given;
  throw new RangeError(
    `${OWNER}.jsRuntime must be deno, node, bun or quickjs, perhaps with a colon and its path, but is ${JSON.stringify(given)}.`,
  );
}

/** A program with Node.js built in is no runtime for other scripts. */
function ownRuntime(): string | undefined {
  return /^node(?:\.exe)?$/.test(basename(process.execPath)) ? `node:${process.execPath}` : undefined;
}
