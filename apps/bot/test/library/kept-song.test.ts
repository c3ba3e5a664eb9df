import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { KEPT_SONG_SHAPE, keptSong } from '../../src/library/kept-song.ts';

const LIST_BYTES = 1_048_576;
const LONGEST_LIST = 200;

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 3_000 }),
  fc.constantFrom('', '\ud800', '"'.repeat(5_000), '夜'.repeat(5_000), '😀'.repeat(5_000), '\u0000'.repeat(5_000)),
);
const song = fc.record({
  key: text,
  title: text,
  author: text,
  url: fc.option(
    fc.oneof(text, fc.webUrl(), fc.constantFrom(' https://x.org', 'javascript:x', `https://x.org/${'\\'.repeat(900)}`)),
    { nil: undefined },
  ),
  durationMs: fc.option(
    fc.oneof(
      fc.double().map((length) => length + 0),
      fc.nat(),
    ),
    { nil: undefined },
  ),
});

describe('what is kept of a song', () => {
  it('can be read again, whatever the song is called, and 200 of them fit into any store', () => {
    const shape = z.object(KEPT_SONG_SHAPE);
    fc.assert(
      fc.property(song, (each) => {
        const kept = keptSong(each);
        const json = JSON.stringify(kept, (_, part: unknown) => part ?? null);
        expect(shape.parse(JSON.parse(json))).toEqual(kept);
        expect(keptSong(kept)).toEqual(kept);
        expect(Buffer.byteLength(json) * LONGEST_LIST).toBeLessThan(LIST_BYTES);
      }),
    );
  });

  it('is all of a song of ordinary size', () => {
    const ordinary = {
      key: 'ytsearch:für elise',
      title: 'Für Elise 😀',
      author: 'Ludwig van Beethoven',
      url: 'https://www.youtube.com/watch?v=q9bU12gXUyM',
      durationMs: 185_000,
    };
    expect(keptSong(ordinary)).toEqual(ordinary);
  });
});
