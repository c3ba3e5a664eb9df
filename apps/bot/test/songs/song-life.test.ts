import { describe, expect, it } from 'vitest';
import type { SongRecord } from '../../src/songs/cached-song.ts';
import { playableForMs } from '../../src/songs/song-life.ts';

const NOW = Date.UTC(2026, 10, 21);
const TWO_HOURS_MS = 7_200_000;

function record(identifier: string, isStream = false): SongRecord {
  const info = {
    identifier,
    isStream,
    isSeekable: true,
    author: '',
    length: 1,
    position: 0,
    title: '',
    uri: null,
    artworkUrl: null,
    isrc: null,
    sourceName: 'http',
  };
  return { track: { encoded: 'QAAA', info, pluginInfo: {} } };
}

describe('a song can be played as it was found', () => {
  const seconds = (ms: number): number => Math.floor((NOW + ms) / 1_000);

  it.each([
    ['two hours', record('dQw4w9WgXcQ'), TWO_HOURS_MS],
    ['two hours when its link holds longer', record(`https://a.example/x?expire=${seconds(86_400_000)}`), TWO_HOURS_MS],
    ['until ten minutes before its link ends', record(`https://a.example/x?expire=${seconds(3_600_000)}`), 3_000_000],
    ['a second when its link has ended', record(`https://a.example/x?Expires=${seconds(-1_000)}`), 1_000],
    ['two hours when its link says nothing', record('https://a.example/x?expire=soon'), TWO_HOURS_MS],
    ['a minute when it is live', record('live', true), 60_000],
  ])('for %s', (_, song, ms) => {
    expect(playableForMs(song, { playableTtlMs: TWO_HOURS_MS }, NOW)).toBe(ms);
  });
});
