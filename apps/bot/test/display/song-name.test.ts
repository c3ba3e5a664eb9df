import { describe, expect, it } from 'vitest';
import { songName } from '../../src/display/song-name.ts';
import { songText } from '../../src/display/song-text.ts';

const UNKNOWN = { title: 'Unknown title', author: 'Unknown artist' };

describe('the name of a song', () => {
  it('is what it says of itself', () => {
    expect(songName({ title: 'Bolero', author: 'Ravel', url: '/music/01 Something - Else.mp3' })).toEqual({
      title: 'Bolero',
      author: 'Ravel',
    });
  });

  it.each([
    ['/music/Ravel - Bolero.mp3', 'Bolero', 'Ravel'],
    ['/music/01 Bolero.flac', 'Bolero', ''],
    ['/music/01. Bolero.flac', 'Bolero', ''],
    ['/music/03 - Ravel - Bolero.flac', 'Bolero', 'Ravel'],
    ['/music/Ravel - 03 - Bolero.flac', 'Bolero', 'Ravel'],
    ['/music/Jean-Michel.ogg', 'Jean-Michel', ''],
    ['/music/99.wav', '99', ''],
    ['/music/7_rings.wav', '7 rings', ''],
    ['/music/99 Luftballons.mp3', '99 Luftballons', ''],
    ['/music/12. Bolero.mp3', 'Bolero', ''],
    ['/music/007 James Bond.mp3', '007 James Bond', ''],
    ['C:\\music\\Ravel - Bolero.mp3', 'Bolero', 'Ravel'],
    ['https://files.test/a/Ravel%20-%20Bolero.mp3?x=1', 'Bolero', 'Ravel'],
    ['https://files.test/a/100%.mp3', '100%', ''],
  ])('is that of its file when it says nothing: %s', (url, title, author) => {
    expect(songName({ ...UNKNOWN, url })).toEqual({ title, author });
  });

  it('keeps an author that is known', () => {
    expect(songName({ ...UNKNOWN, author: 'Ravel', url: '/music/A - B.mp3' })).toEqual({
      title: 'A - B',
      author: 'Ravel',
    });
  });

  it('stays unknown where there is no file', () => {
    for (const url of [null, undefined, '', 'https://files.test/', '/']) {
      expect(songName({ ...UNKNOWN, url })).toEqual(UNKNOWN);
    }
  });

  it('is shown with nothing in it that is markup, and nothing of the folder', () => {
    expect(songText({ ...UNKNOWN, url: '/home/me/music/**Ravel** - Bolero.mp3' })).toBe(
      '**Bolero** · \\*\\*Ravel\\*\\*',
    );
  });
});
