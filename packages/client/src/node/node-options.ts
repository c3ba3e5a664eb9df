import { durationMs, knownOptions, text } from '@reprise/options';

/** Where a node is and how it is spoken to. */
export interface NodeConfig {
  /** Name of the node within the pool. */
  readonly identifier: string;
  /** `http://` or `https://`, host and port. A path in it is kept, for a node behind a proxy. */
  readonly uri: string;
  /** As in the node's `application.yml`. */
  readonly password: string;
  /** Region the node stands in, as in the pool's `regions`. @defaultValue 'global' */
  readonly region?: string;
  /** Longest wait for the answer to one call, its repeats included, in milliseconds. @defaultValue 8_000 */
  readonly requestTimeoutMs?: number;
  /** How often the WebSocket is pinged, in milliseconds. @defaultValue 10_000 */
  readonly pingIntervalMs?: number;
  /** How long a node may be silent after a ping before it counts as dead, in milliseconds. @defaultValue 5_000 */
  readonly pongTimeoutMs?: number;
}

/** A {@link NodeConfig} that was checked, with its defaults. */
export interface NodeSettings extends Required<Omit<NodeConfig, 'uri'>> {
  /** `http://host:port`, without a path. */
  readonly origin: string;
  /** Path before every route; empty for most. */
  readonly basePath: string;
}

const KNOWN = ['identifier', 'uri', 'password', 'region', 'requestTimeoutMs', 'pingIntervalMs', 'pongTimeoutMs'];

/** @throws TypeError or RangeError naming the option and the value; a password is never named. */
export function nodeSettings(config: NodeConfig): NodeSettings {
  knownOptions('Pool.connect: nodes', config, KNOWN);
  const identifier = text('Pool.connect: nodes.identifier', config.identifier);
  const name = `Pool.connect: node ${identifier}`;
  if (typeof config.password !== 'string') throw new TypeError(`${name}: password must be a text.`);
  // Every header goes over the wire as it is: a line break in one would start another.
  if (/[^\t\x20-\x7e\x80-\xff]/.test(config.password)) {
    throw new RangeError(`${name}: password has a character that an HTTP header cannot carry.`);
  }
  return {
    identifier,
    ...address(name, config.uri),
    password: config.password,
    region: text(`${name}: region`, config.region ?? 'global'),
    requestTimeoutMs: durationMs(`${name}: requestTimeoutMs`, config.requestTimeoutMs ?? 8_000, { min: 1 }),
    pingIntervalMs: durationMs(`${name}: pingIntervalMs`, config.pingIntervalMs ?? 10_000, { min: 1 }),
    pongTimeoutMs: durationMs(`${name}: pongTimeoutMs`, config.pongTimeoutMs ?? 5_000, { min: 1 }),
  };
}

function address(name: string, uri: unknown): { origin: string; basePath: string } {
  const url = URL.parse(text(`${name}: uri`, uri));
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    // What stands before an @ is a password that got into the wrong place.
    const shown = String(uri).replace(/^.*@/, '…@');
    throw new RangeError(`${name}: uri must be http://HOST:PORT or https://HOST:PORT, but is '${shown}'.`);
  }
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') {
    throw new RangeError(`${name}: uri must have no user, query or fragment; the password is an option of its own.`);
  }
  return { origin: url.origin, basePath: url.pathname.replace(/\/$/, '') };
}
