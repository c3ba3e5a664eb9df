import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkedQuery, QueryReader } from '../../src/search/query.ts';
import { SearchSources } from '../../src/search/search-sources.ts';

const deezer = new QueryReader(new SearchSources(), 'dzsearch');
const bare = new QueryReader(new SearchSources());

describe('the key of a query', () => {
  it.each([
    ['the default source said or not', 'song', 'dzsearch:song'],
    ['case', 'Never Gonna', 'NEVER GONNA'],
    ['blanks around and between', '  never   gonna\t', 'never gonna'],
    ['full-width letters', 'ｎｅｖｅｒ', 'never'],
    ['composed and decomposed accents', 'Für Elise', 'Fu\u0308r Elise'],
    ['case behind a prefix', 'ytsearch:Song', 'ytsearch: song'],
    ['a short YouTube link', 'https://youtu.be/dQw4w9WgXcQ?si=abc', 'https://www.youtube.com/watch?v=dQw4w9WgXcQ'],
    ['a start time', 'https://youtube.com/watch?v=dQw4w9WgXcQ&t=42s', 'https://www.youtube.com/watch?v=dQw4w9WgXcQ'],
    ['the mobile host', 'https://m.youtube.com/watch?v=dQw4w9WgXcQ', 'http://www.youtube.com/watch?v=dQw4w9WgXcQ'],
    ['a short', 'https://www.youtube.com/shorts/dQw4w9WgXcQ?feature=share', 'https://youtu.be/dQw4w9WgXcQ'],
    ['order of parameters', 'https://youtube.com/watch?list=PL1&v=a&index=3', 'https://youtube.com/watch?v=a&list=PL1'],
    ['a shared Spotify link', 'https://open.spotify.com/intl-de/track/4uLU6hMC?si=x', 'spotify:track:4uLU6hMC'],
    ['a shared SoundCloud link', 'https://m.soundcloud.com/a/b/?utm_source=x&si=y', 'https://soundcloud.com/a/b'],
    ['an embedded Spotify link', 'https://open.spotify.com/embed/track/4uLU6hMC', 'spotify:track:4uLU6hMC'],
    ['a slash at the end', 'https://youtu.be/dQw4w9WgXcQ/', 'https://youtu.be/dQw4w9WgXcQ'],
    ['blanks before a prefix', ' ytsearch:song', 'ytsearch:song'],
    ['tracking on any link', 'https://example.org/a.mp3?utm_medium=x&id=7', 'https://EXAMPLE.org/a.mp3?id=7#t=3'],
  ])('is the same whatever %s', (_name, one, other) => {
    expect(deezer.key(one)).toBe(deezer.key(other));
  });

  it.each([
    ['case of a link', 'https://youtu.be/AAAAAAAAAAA', 'https://youtu.be/aaaaaaaaaaa'],
    ['a playlist and a track of it', 'https://youtube.com/watch?v=a', 'https://youtube.com/watch?v=a&list=PL1'],
    ['two sources', 'ytsearch:song', 'scsearch:song'],
    ['case of an id', 'dzisrc:USRC17607839', 'dzisrc:usrc17607839'],
    [
      'the secret of a private SoundCloud link',
      'https://soundcloud.com/a/b?secret_token=s-1',
      'https://soundcloud.com/a/b',
    ],
    ['what si means elsewhere', 'https://radio.example/stream?si=1', 'https://radio.example/stream?si=2'],
    ['another port', 'https://youtube.com:8443/watch?v=a', 'https://youtube.com/watch?v=a'],
    ['searches on a page', 'https://soundcloud.com/search?q=a', 'https://soundcloud.com/search?q=b'],
    ['a page with a v', 'https://youtube.com/results?v=a', 'https://youtube.com/watch?v=a'],
    ['parameters of an unknown host', 'https://example.org/a?id=1', 'https://example.org/a?id=2'],
  ])('tells apart %s', (_name, one, other) => {
    expect(deezer.key(one)).not.toBe(deezer.key(other));
  });

  it.each([
    ['bare', 'YTSearch:Bar', 'ytsearch:bar'],
    ['bare', 'ytsearch：bar', 'ytsearch:bar'],
    ['bare', 'HTTPS：//example.org', 'https://example.org'],
  ])(
    'of a %s text that only looks like a prefix after folding is not that of the prefix (%s)',
    (_name, text, prefixed) => {
      expect(bare.key(text)).not.toBe(bare.key(prefixed));
    },
  );

  it('is its own key, so that a key can be looked up like a query', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.webUrl({ withQueryParameters: true })), (query) => {
        for (const reader of [deezer, bare]) expect(reader.key(reader.key(query))).toBe(reader.key(query));
      }),
    );
  });

  it('costs no more than in proportion to the length of the query, whatever it is', () => {
    const cost = (query: string): number => {
      const startedAt = performance.now();
      for (let i = 0; i < 50; i++) deezer.key(query);
      return performance.now() - startedAt;
    };
    const least = (query: string): number => Math.min(...Array.from({ length: 9 }, () => cost(query)));
    for (const part of ['a ', ':', '?', ' ', '/', '-1']) {
      for (const head of ['', 'https://youtu.be/', 'https://open.spotify.com/intl-']) {
        const short = least(head + part.repeat(500 / part.length));
        expect(least(head + part.repeat(4_000 / part.length))).toBeLessThan(8 * 4 * short + 1);
      }
    }
  });
});

describe('the identifier a node gets', () => {
  it.each([
    ['Never Gonna', 'dzsearch:Never Gonna'],
    ['ytsearch:Never Gonna', 'ytsearch:Never Gonna'],
    ['Re:Zero opening', 'dzsearch:Re:Zero opening'],
    ['http error song', 'dzsearch:http error song'],
    ['YTSEARCH:song', 'dzsearch:YTSEARCH:song'],
    ['http://[', 'dzsearch:http://['],
    [' https://youtu.be/AbC?si=x ', 'https://youtu.be/AbC?si=x'],
    ['spotify:track:4uLU6hMC', 'spotify:track:4uLU6hMC'],
    [' ytsearch:song', 'ytsearch:song'],
    ['spotify: top hits', 'dzsearch:spotify: top hits'],
    ['demo: my band', 'dzsearch:demo: my band'],
    ['demo:track:ode-to-joy', 'demo:track:ode-to-joy'],
  ])('of %j is %j', (query, identifier) => {
    expect(deezer.identifier(query)).toBe(identifier);
  });

  it('is the text as typed where no default source is set', () => {
    expect(bare.identifier('Never  Gonna')).toBe('Never  Gonna');
  });
});

describe('the source of an identifier', () => {
  const sources = new SearchSources({ mysearch: 'mine' });

  it.each([
    ['ytsearch:a', 'youtube'],
    ['dzsearch:a', 'deezer'],
    ['https://music.youtube.com/watch?v=a', 'youtube'],
    ['https://artist.bandcamp.com/track/a', 'bandcamp'],
    ['https://notyoutube.com/watch?v=a', 'http'],
    ['https://open.spotify.com/track/a', 'spotify'],
    ['spotify:track:a', 'spotify'],
    ['demosearch:a', 'demo'],
    ['mysearch:a', 'mine'],
    ['unknown:a', undefined],
    ['a', undefined],
  ])('%s is %s', (identifier, source) => {
    expect(sources.sourceOf(identifier)).toBe(source);
  });
});

describe('checkedQuery', () => {
  it.each([
    ['', RangeError],
    [' \t', RangeError],
    ['x'.repeat(4_097), RangeError],
  ])('refuses %j', (query, kind) => {
    expect(() => checkedQuery(query)).toThrow(kind);
  });
});
