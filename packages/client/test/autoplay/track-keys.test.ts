import { describe, expect, it } from 'vitest';
import { TrackSet } from '../../src/autoplay/track-keys.ts';
import { track } from './stage.ts';

const SONG = { author: 'Rick Astley', title: 'Never Gonna Give You Up', source: 'youtube', identifier: 'dQw4w9WgXcQ' };

describe('a set of tracks', () => {
  it.each([
    ['spelled another way', { author: 'RICK ASTLEY ', title: 'never gonna give you up!' }],
    ['in full-width letters', { author: 'Ｒｉｃｋ Astley', title: 'Never Gonna Give You Up' }],
    ['with its author in the title', { author: 'Rick Astley', title: 'Rick Astley - Never Gonna Give You Up' }],
    [
      'with a note on the upload',
      { author: 'RickAstleyVEVO', title: 'Never Gonna Give You Up (Official Music Video) [4K]' },
    ],
    ['of the channel that YouTube makes', { author: 'Rick Astley - Topic', title: 'Never Gonna Give You Up' }],
  ])('knows a song %s, from whatever source', (_how, fields) => {
    expect(new TrackSet([track(SONG)]).has(track(fields))).toBe(true);
  });

  it('knows a track by its id within its source, whatever it is called today', () => {
    const known = new TrackSet([track(SONG)]);
    expect(known.has(track({ ...SONG, title: 'Renamed', author: 'Somebody' }))).toBe(true);
    expect(known.has(track({ ...SONG, title: 'Other', author: 'Other', source: 'soundcloud' }))).toBe(false);
  });

  it.each([
    ['the same title by somebody else', { author: 'The Cover Band' }],
    ['another song of the author', { title: 'Together Forever' }],
    ['a live recording', { title: 'Never Gonna Give You Up (Live)' }],
    ['a remix', { title: 'Never Gonna Give You Up (Remix)' }],
  ])('does not take %s for it', (_what, fields) => {
    expect(new TrackSet([track(SONG)]).has(track({ author: SONG.author, title: SONG.title, ...fields }))).toBe(false);
  });

  it('tells apart what has signs or other scripts only', () => {
    const known = new TrackSet([track({ author: 'A', title: '???' }), track({ author: 'ก', title: 'ที่' })]);
    expect(known.has(track({ author: 'A', title: '!!!' }))).toBe(false);
    expect(known.has(track({ author: 'A', title: ' ???' }))).toBe(true);
    expect(known.has(track({ author: 'ก', title: 'ทู่' }))).toBe(false);
  });

  it('takes tracks that do not say what they are for different ones', () => {
    const unknown = { author: 'Unknown artist', title: 'Unknown title', source: 'http' };
    expect(new TrackSet([track(unknown)]).has(track(unknown))).toBe(false);
  });

  it('knows a song that has the name of its author', () => {
    const known = new TrackSet([track({ author: 'Bad Company', title: 'Bad Company' })]);
    expect(known.has(track({ author: 'Bad Company', title: 'Bad Company (Lyrics)' }))).toBe(true);
    expect(known.has(track({ author: 'Bad Company', title: 'Shooting Star' }))).toBe(false);
  });

  it('is quick with names of any length', () => {
    const endless = track({ author: '('.repeat(1_000_000), title: '(official '.repeat(100_000) });
    const before = performance.now();
    for (let i = 0; i < 100; i += 1) new TrackSet([endless]).has(endless);
    expect(performance.now() - before).toBeLessThan(1_000);
  });
});
