import { createHash, timingSafeEqual } from 'node:crypto';

/** Whether a request shows the secret: as `Bearer`, or as the password of `Basic`, by whatever user. */
export function showsSecret(authorization: string | undefined, secret: string): boolean {
  const shown = secretOf(authorization);
  return shown !== undefined && isSame(shown, secret);
}

function secretOf(authorization = ''): string | undefined {
  const blank = authorization.indexOf(' ');
  const scheme = authorization.slice(0, Math.max(0, blank)).toLowerCase();
  const value = authorization.slice(blank + 1);
  if (scheme === 'bearer') return value;
  if (scheme !== 'basic') return undefined;
  const pair = Buffer.from(value, 'base64').toString('utf8');
  const colon = pair.indexOf(':');
  return colon === -1 ? undefined : pair.slice(colon + 1);
}

/** In a time that tells neither how much of it is right nor how long the right one is. */
function isSame(shown: string, secret: string): boolean {
  return timingSafeEqual(digest(shown), digest(secret));
}

function digest(value: string): Buffer {
  return createHash('sha256').update(value).digest();
}
