import { MASKED, type SecretMask, SHORTEST_SECRET } from '../log/secret-mask.ts';
import { decoded } from './readers.ts';
import { VARIABLES } from './schema.ts';

/**
 * Every text that must not be seen: the secrets, and the parts of those that have some, the longest first. Shorter ones
 * than {@link SHORTEST_SECRET} are refused, or no secrets by themselves.
 */
export function secretTexts(texts: ReadonlyMap<string, string>): readonly string[] {
  const secrets = VARIABLES.filter(({ isSecret }) => isSecret === true).flatMap(({ name }) => {
    const text = texts.get(name);
    return text === undefined ? [] : [text, ...partsOf(name, text)];
  });
  return [...new Set(secrets)]
    .filter((secret) => secret.length >= SHORTEST_SECRET)
    .sort((one, other) => other.length - one.length);
}

function partsOf(name: string, text: string): readonly string[] {
  if (name === 'LAVALINK_PASSWORD') return text.split(',').map((part) => part.trim());
  if (name !== 'VALKEY_URL') return [];
  const url = URL.parse(text);
  // As it was written, as a URL has it, and as it was meant: a log may have any of them.
  const written = /:\/\/[^:@]*:(.*)@/.exec(text)?.[1] ?? '';
  return [written, decoded(written) ?? '', url?.password ?? '', url === null ? '' : url.href];
}

/** What a token of Discord looks like: nothing else does, and it may have got into the wrong variable. */
const TOKEN = /(?<![\w-])[\w-]{18,}\.[\w-]{5,}\.[\w-]{20,}/g;

/** A value that may be shown, as it can stand in a message: on one line, short, and without what must not be seen. */
export function shown(value: string, secrets: SecretMask): string {
  const masked = secrets.mask(value).replaceAll(MASKED, '***');
  // What stands before an @ in an address is a password that got into the wrong place.
  const safe = masked.replace(/\/\/[^/\s,]*@/g, '//***@').replace(TOKEN, '***');
  return JSON.stringify(safe.length > 80 ? `${safe.slice(0, 79)}…` : safe);
}
