import { describe, expect, it } from 'vitest';
import { toldText } from '../../src/demo/told-text.ts';
import { songText } from '../../src/display/song-text.ts';

describe('a message told in a line', () => {
  it('begins with how fast it was, and has no markup', () => {
    const song = songText({ title: 'Ode to Joy', author: 'Ludwig van Beethoven', url: 'http://example.org/joy.wav' });
    expect(toldText(`Playing ${song}\n-# ⚡ 85 µs · usually 12 ms`)).toBe(
      '⚡ 85 µs · usually 12 ms · Playing Ode to Joy · Ludwig van Beethoven',
    );
  });

  it('shows what was escaped as it was', () => {
    const song = songText({ title: 'a [b](c) *d* `e` (f) @x', author: '', url: 'http://example.org/a' });
    expect(toldText(song)).toBe('a [b](c) *d* `e` (f) @x');
  });

  it('leaves out times that only Discord can show', () => {
    expect(toldText('`1.` asked <t:1800000000:R>')).toBe('1. asked ');
  });
});
