import { Playable } from 'reprise';
import { describe, expect, it } from 'vitest';
import { recordOf } from '../../src/songs/cached-song.ts';
import { songSchema } from '../../src/songs/song-schema.ts';

const info = {
  identifier: 'x',
  isSeekable: true,
  author: 'Somebody',
  length: 60_000,
  isStream: false,
  position: 0,
  title: 'A song',
  uri: 'https://example.org/x',
  artworkUrl: null,
  isrc: null,
  sourceName: 'http',
};

describe('a song is kept', () => {
  it.each([
    ['as it is', {}],
    ['with the beginning of a title without end', { title: '𝄞'.repeat(50_000) }],
    [
      'without a link that leads elsewhere than the web',
      { uri: 'javascript:alert(1)', artworkUrl: 'file:///etc/passwd' },
    ],
  ])('%s', (_, changes) => {
    const record = recordOf(Playable.from({ encoded: 'QAAA', info: { ...info, ...changes }, pluginInfo: {} }));
    expect(songSchema.safeParse(JSON.parse(JSON.stringify(record))).success).toBe(true);
    expect([record.track.info.uri, record.track.info.artworkUrl].join()).not.toMatch(/javascript|file/);
  });
});
