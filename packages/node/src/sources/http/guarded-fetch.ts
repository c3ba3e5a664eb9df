import { isIP, type LookupFunction } from 'node:net';
import type { Readable } from 'node:stream';
import { Agent, buildConnector, type Dispatcher, ProxyAgent, request } from 'undici';
import { SourceError } from '../../errors.ts';
import type { PinnedAddress } from './address-policy.ts';
import { readIcy } from './icy-socket.ts';

const MOST_REDIRECTS = 3;
const CONNECT_TIMEOUT_MS = 5_000;
const READ_TIMEOUT_MS = 10_000;
/** Letters of the name of a station. */
const LONGEST_NAME = 300;

/** What a {@link guardedFetch} may do. */
export interface GuardedFetchOptions {
  /** Finds and judges the addresses of a host; rejects for one that may not be reached. */
  readonly resolve: (hostname: string) => Promise<readonly PinnedAddress[]>;
  readonly signal: AbortSignal;
  readonly headers?: Readonly<Record<string, string>>;
  /** Proxy that names are resolved by, and that judges them in place of `resolve`. @defaultValue none */
  readonly proxy?: string;
}

/** An answer whose body is still to be read. */
export interface GuardedAnswer extends AsyncDisposable {
  /** The address that answered in the end. */
  readonly url: string;
  readonly status: number;
  readonly contentType: string | undefined;
  /** Bytes of the whole, as the server says; `undefined` when it does not. */
  readonly size: number | undefined;
  /** What a radio station tells of itself; `undefined` when it is none. */
  readonly station: Station | undefined;
  readonly body: Readable;
}

/** A server that gives what it plays, from now on. */
export interface Station {
  readonly name: string | undefined;
}

/**
 * Gets an address that somebody else chose. The host is resolved once, judged, and connected to as resolved; every
 * redirect is judged anew, three at most. The caller disposes of the answer, which cuts what was not read.
 *
 * @throws {@link SourceError} for an address that may not be reached; other errors as the network gives them.
 */
export async function guardedFetch(address: string, options: GuardedFetchOptions): Promise<GuardedAnswer> {
  let url = new URL(address);
  for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects += 1) {
    const answer = await fetchOnce(url, options);
    const location = answer.location;
    if (location === undefined) return answer;
    await answer[Symbol.asyncDispose]();
    url = new URL(location, url);
  }
  throw new SourceError(`More than ${MOST_REDIRECTS} redirects.`, 'common');
}

async function fetchOnce(url: URL, options: GuardedFetchOptions): Promise<GuardedAnswer & { location?: string }> {
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new SourceError(`Cannot load ${url.protocol} addresses.`, 'common');
  }
  const dispatcher = await dispatcherFor(url, options);
  try {
    const { statusCode, headers, body } = await request(url, {
      dispatcher,
      signal: options.signal,
      headers: { 'user-agent': 'reprise-node', accept: '*/*', ...options.headers },
    });
    // Reading may fail after the reader is done with it; then nobody is left to be told.
    body.on('error', () => undefined);
    const location = statusCode >= 300 && statusCode < 400 ? one(headers.location) : undefined;
    return {
      url: url.href,
      status: statusCode,
      contentType: one(headers['content-type']),
      size: sizeOf(statusCode, headers),
      station: stationOf(headers),
      body,
      ...(location === undefined ? {} : { location }),
      [Symbol.asyncDispose]: async () => {
        body.destroy();
        await dispatcher.destroy();
      },
    };
  } catch (error) {
    await dispatcher.destroy();
    throw error;
  }
}

async function dispatcherFor(url: URL, { proxy, resolve }: GuardedFetchOptions): Promise<Dispatcher> {
  const times = { headersTimeout: READ_TIMEOUT_MS, bodyTimeout: READ_TIMEOUT_MS };
  if (proxy !== undefined) {
    // Names are judged by the proxy. An address that stands for itself is judged here, as that of a link is.
    if (isIP(url.hostname.replace(/^\[|\]$/g, '')) !== 0) await resolve(url.hostname);
    return new ProxyAgent({ uri: proxy, ...times });
  }
  const addresses = await resolve(url.hostname);
  const connect = buildConnector({ lookup: pinned(addresses), timeout: CONNECT_TIMEOUT_MS });
  return new Agent({
    ...times,
    connect: (where, tell) =>
      connect(where, (...[error, socket]) => {
        if (error !== null) tell(error, null);
        else tell(null, where.protocol === 'http:' ? readIcy(socket) : socket);
      }),
  });
}

/** Stations tell of themselves in headers that begin with `icy-`, as the first ones did. */
function stationOf(headers: Readonly<Record<string, string | string[] | undefined>>): Station | undefined {
  if (!Object.keys(headers).some((name) => name.startsWith('icy-'))) return undefined;
  const name = one(headers['icy-name'])?.slice(0, LONGEST_NAME);
  return { name: (name && lettersOf(name)) || undefined };
}

/** Headers are read as Latin-1, and names are written in UTF-8 more often. */
function lettersOf(name: string): string {
  const decoded = Buffer.from(name, 'latin1').toString('utf8');
  return (decoded.includes('\ufffd') ? name : decoded).replace(/\p{Cc}+/gu, ' ').trim();
}

/** Of an answer with a part, what stands behind the slash of `Content-Range: bytes 0-0/1234`. */
function sizeOf(status: number, headers: Readonly<Record<string, string | string[] | undefined>>): number | undefined {
  const told = status === 206 ? one(headers['content-range'])?.split('/')[1] : one(headers['content-length']);
  const size = told === undefined || !/^\d+$/.test(told) ? Number.NaN : Number(told);
  return Number.isSafeInteger(size) ? size : undefined;
}

/** Answers a look-up with what was resolved and judged before. */
function pinned(addresses: readonly PinnedAddress[]): LookupFunction {
  return (_hostname, options, callback) => {
    const first = addresses[0];
    if (first === undefined) callback(new Error('No address.'), '');
    else if (options.all === true) callback(null, [...addresses]);
    else callback(null, first.address, first.family);
  };
}

function one(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header[0] : header;
}
