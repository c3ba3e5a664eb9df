import { lookup } from 'node:dns/promises';
import ipaddr from 'ipaddr.js';
import { SourceError } from '../../errors.ts';

/** An address to connect to. */
export interface PinnedAddress {
  readonly address: string;
  readonly family: number;
}

/** The only IPv6 addresses given out so far (RFC 4291, 2.4; IANA); the rest is reserved, old forms of IPv4 included. */
const GLOBAL_IPV6 = ipaddr.IPv6.parseCIDR('2000::/3');

/**
 * Whether an address belongs to the public internet. Private, shared, loopback, link-local, multicast and all other
 * special ranges do not, nor do IPv6 forms of such IPv4 addresses.
 */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.process(address);
  if (parsed.range() !== 'unicast') return false;
  return parsed instanceof ipaddr.IPv4 || parsed.match(GLOBAL_IPV6);
}

/**
 * Resolves a host name once. The connection is then made to the answer, not to the name, so that a second look-up cannot
 * give another one. A name with a single address that is not public is refused as a whole.
 *
 * @throws {@link SourceError} when the address is not public.
 */
export async function resolvePublic(hostname: string, allowPrivate: boolean): Promise<readonly PinnedAddress[]> {
  const addresses = await lookup(hostname.replace(/^\[|\]$/g, ''), { all: true });
  if (!allowPrivate && !addresses.every(({ address }) => isPublicAddress(address))) {
    throw new SourceError('Only public addresses can be loaded.', 'common');
  }
  return addresses;
}
