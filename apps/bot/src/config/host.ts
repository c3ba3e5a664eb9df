import { BlockList, isIP } from 'node:net';

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8);
LOOPBACK.addAddress('::1', 'ipv6');

const PRIVATE = new BlockList();
PRIVATE.addSubnet('10.0.0.0', 8);
PRIVATE.addSubnet('100.64.0.0', 10);
PRIVATE.addSubnet('169.254.0.0', 16);
PRIVATE.addSubnet('172.16.0.0', 12);
PRIVATE.addSubnet('192.168.0.0', 16);
PRIVATE.addSubnet('fc00::', 7, 'ipv6');
PRIVATE.addSubnet('fe80::', 10, 'ipv6');

/** Endings of names that the public DNS does not have (RFC 6761, RFC 6762, RFC 8375, and `internal`, which ICANN set aside). */
const PRIVATE_NAMES = /\.(?:local|localhost|internal|home\.arpa|test)$/;

/** Whether only this machine can reach the host. A name other than `localhost` can mean any address. */
export function isLoopback(host: string): boolean {
  return host.toLowerCase() === 'localhost' || isIn(LOOPBACK, host);
}

/** Whether the way to the host leads through the internet. A name without a dot is one of a private network. */
export function isPublic(host: string): boolean {
  if (isLoopback(host)) return false;
  if (isIP(bare(host)) !== 0) return !isIn(PRIVATE, host);
  const name = host.toLowerCase().replace(/\.$/, '');
  return name.includes('.') && !PRIVATE_NAMES.test(name);
}

/** A host without the brackets that an address of IPv6 has in a URL. */
function bare(host: string): string {
  return host.replace(/^\[(.*)\]$/, '$1');
}

function isIn(list: BlockList, host: string): boolean {
  const address = bare(host);
  const family = isIP(address);
  return family !== 0 && list.check(address, family === 6 ? 'ipv6' : 'ipv4');
}
