/** A line of a playlist that says something: a tag, or an address. */
export type PlaylistLine =
  | { readonly kind: 'tag'; readonly name: string; readonly value: string }
  | { readonly kind: 'address'; readonly address: string };

/** The lines of a playlist, without comments. */
export function* linesOf(text: string): Generator<PlaylistLine> {
  for (const raw of text.split('\n')) {
    const line = raw.trim();
    if (line === '' || (line.startsWith('#') && !line.startsWith('#EXT'))) continue;
    if (!line.startsWith('#')) {
      yield { kind: 'address', address: line };
      continue;
    }
    const colon = line.indexOf(':');
    yield colon < 0
      ? { kind: 'tag', name: line.slice(1), value: '' }
      : { kind: 'tag', name: line.slice(1, colon), value: line.slice(colon + 1) };
  }
}

/** Lengths are bounded so that no text takes long. */
const ATTRIBUTE = /([A-Z0-9-]{1,64})=(?:"([^"]{0,8192})"|([^",]{1,8192}))/g;

/** The attributes of a tag, as in `BANDWIDTH=128000,CODECS="mp4a.40.2"`: RFC 8216, section 4.2. */
export function attributesOf(value: string): ReadonlyMap<string, string> {
  const pairs = value.matchAll(ATTRIBUTE);
  return new Map(Array.from(pairs, ([, name = '', quoted, plain = '']) => [name, quoted ?? plain.trim()]));
}
