import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { queriesFor, queriesOf } from '../../src/autoplay/seed-queries.ts';
import { QueryReader } from '../../src/search/query.ts';
import { SearchSources } from '../../src/search/search-sources.ts';
import { track, video } from './stage.ts';

describe('the queries of a track', () => {
  it('are, for a video of YouTube, its mix first', () => {
    expect(queriesOf(video('dQw4w9WgXcQ', { author: 'Rick Astley', title: 'Never Gonna Give You Up' }))).toEqual([
      'https://www.youtube.com/watch?v=dQw4w9WgXcQ&list=RDdQw4w9WgXcQ',
      'ytsearch:Rick Astley Never Gonna Give You Up',
      'Rick Astley Never Gonna Give You Up',
      'ytsearch:Rick Astley',
    ]);
  });

  it.each([
    ['spotify', '4uLU6hMCjMI75M1A2tKUQC', 'spsearch'],
    ['deezer', '3135556', 'dzsearch'],
    // Eleven characters, as an id of YouTube has.
    ['soundcloud', '12345678901', 'scsearch'],
  ])('are, for one of %s, searches by author and title, never a mix', (source, identifier, prefix) => {
    expect(queriesOf(track({ source, identifier, author: 'A', title: 'T' }))).toEqual([
      `${prefix}:A T`,
      'A T',
      `${prefix}:A`,
    ]);
  });

  it('are a bare search for one of a source without a search, and for one without a source', () => {
    expect(queriesOf(track({ source: 'http', author: 'A', title: 'T' }))).toEqual(['A T']);
    expect(queriesOf({ author: 'A', title: 'T' })).toEqual(['A T']);
  });

  it('make no mix of an id that YouTube cannot have', () => {
    expect(queriesOf(video('too-long-for-one'))[0]).toMatch(/^ytsearch:/);
    expect(queriesOf(video('a&list=PLxx'))[0]).toMatch(/^ytsearch:/);
  });

  it('are none for a track that does not say what it is', () => {
    expect(queriesOf(track({ source: 'http', author: 'Unknown artist', title: 'Unknown title' }))).toEqual([]);
    expect(queriesOf(track({ source: 'http', author: ' : ', title: '//' }))).toEqual([]);
  });

  it('are words only, whatever the uploader wrote: no link, no other prefix', () => {
    const hostile = fc.oneof(
      fc.constantFrom('http://169.254.169.254/latest', 'HTTPS://x', 'ytsearch:x', 'spotify:track:x', 'demo:track:a'),
      fc.string({ unit: 'binary' }),
      fc.string({ maxLength: 2_000, minLength: 1_000 }),
    );
    const sources = new SearchSources();
    const reader = new QueryReader(sources, 'dzsearch');
    fc.assert(
      fc.property(hostile, hostile, fc.constantFrom('http', 'spotify'), (author, title, source) => {
        for (const query of queriesOf(track({ author, title, source }))) {
          expect(reader.identifier(query)).toMatch(/^(?:dz|sp)search:[^:/]+$/u);
          expect(query.length).toBeLessThan(220);
          expect(query.isWellFormed()).toBe(true);
        }
      }),
      { numRuns: 200 },
    );
  });
});

describe('the queries of several tracks', () => {
  it('take the best query of each before the second best of any', () => {
    const queries = queriesFor([
      track({ source: 'deezer', author: 'A', title: 'One' }),
      track({ source: 'deezer', author: 'B', title: 'Two' }),
    ]);
    expect(queries.map(({ query }) => query)).toEqual([
      'dzsearch:A One',
      'dzsearch:B Two',
      'A One',
      'B Two',
      'dzsearch:A',
      'dzsearch:B',
    ]);
    expect(queries[1]?.seed.title).toBe('Two');
  });

  it('are eight at the most, and none twice', () => {
    const queries = queriesFor(Array.from({ length: 15 }, () => track({ author: 'Same' })));
    expect(queries).toHaveLength(8);
    const same = Array.from({ length: 3 }, () => track({ source: 'deezer', author: 'A', title: 'T' }));
    expect(queriesFor(same)).toHaveLength(3);
    expect(queriesFor([])).toEqual([]);
  });
});
