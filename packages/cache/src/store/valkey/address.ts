/** Where a server is, and how to get in. */
export interface Address {
  readonly host: string;
  readonly port: number;
  readonly username: string | undefined;
  readonly password: string | undefined;
  readonly database: number;
  readonly isTls: boolean;
}

const FORM = 'redis://user:password@host:port/database (rediss:// with TLS), of which only the host is needed';

/** Reads an address. @throws TypeError that says nothing of it but its name: an address holds a password. */
export function addressOf(name: string, url: unknown, defaultPort: number): Address {
  const parsed = typeof url === 'string' ? URL.parse(url) : null;
  const database = parsed?.pathname.replace('/', '') ?? '';
  if (
    parsed === null ||
    !['redis:', 'rediss:'].includes(parsed.protocol) ||
    parsed.hostname === '' ||
    !/^\d{0,9}$/.test(database)
  ) {
    throw new TypeError(`${name} must be ${FORM}; its value is not shown, because it may hold a password.`);
  }
  return {
    host: parsed.hostname.replace(/^\[(.*)\]$/, '$1'),
    port: parsed.port === '' ? defaultPort : Number(parsed.port),
    username: decoded(name, parsed.username),
    password: decoded(name, parsed.password),
    database: Number(database),
    isTls: parsed.protocol === 'rediss:',
  };
}

/** How an address is called in messages. */
export function titleOf({ host, port }: Address): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}

function decoded(name: string, part: string): string | undefined {
  if (part === '') return undefined;
  try {
    return decodeURIComponent(part);
  } catch {
    throw new TypeError(`${name} has a user or a password with a % that must be written as %25.`);
  }
}
