import { describe, expect, it } from 'vitest';
import { linkTo, songText } from '../../src/display/song-text.ts';

describe('a song in a line', () => {
  it('has the link to where it is', () => {
    const song = { title: 'Ode to Joy', author: 'Beethoven', url: 'https://example.com/joy' };
    expect(songText(song)).toBe('**[Ode to Joy](<https://example.com/joy>)** · Beethoven');
  });

  it.each(['http://127.0.0.1:2333/media/demo/ode-to-joy.wav', 'http://[::1]/a.wav', 'http://localhost/a.wav'])(
    'has no link that works on the machine of the bot only: %s',
    (url) => {
      expect(linkTo(url)).toBeUndefined();
      expect(songText({ title: 'Ode to Joy', author: 'Beethoven', url })).toBe('**Ode to Joy** · Beethoven');
    },
  );
});
