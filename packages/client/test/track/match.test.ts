import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bestMatch, matchScore } from '../../src/track/match.ts';
import { playable, wanted } from '../support/tracks.ts';

const song = wanted('Clair de lune', { author: 'Claude Debussy', length: 318_000 });
const upload = (title: string, author: string, length = 318_000) => playable(title, { author, length });

describe('the best match', () => {
  it('is the song under whatever name it was uploaded', () => {
    const uploads = [
      upload('Clair de lune', 'Claude Debussy'),
      upload('Claude Debussy - Clair de Lune (Official Video)', 'Classical Channel', 320_000),
      upload('CLAIR DE LUNE', 'ClaudeDebussyVEVO', 317_000),
      upload('Clair de lune', 'Claude Debussy - Topic', 319_500),
    ];
    for (const track of uploads) expect(matchScore(song, track)).toBeGreaterThan(0.95);
  });

  it('is the recording that was meant, and not another version of it', () => {
    const other = ['Live', 'Remix', 'Karaoke', 'Slowed'].map((word) =>
      upload(`Clair de lune (${word})`, 'Claude Debussy'),
    );
    const right = upload('Clair de Lune', 'Debussy', 325_000);
    expect(bestMatch(song, [...other, right])).toBe(right);
    const live = wanted('Clair de lune (live)', { author: 'Claude Debussy' });
    expect(bestMatch(live, [right, ...other])).toBe(other[0]);
  });

  it('has the length that was meant, among those of the same name', () => {
    const [short, right, long] = [60_000, 316_000, 3_600_000].map((length) =>
      upload('Clair de lune', 'Debussy', length),
    );
    expect(short && right && long && bestMatch(song, [short, long, right])).toBe(right);
  });

  it('is by the author that was meant, among those of the same name', () => {
    const [cover, right] = [upload('Hello', 'Lionel Richie'), upload('Hello', 'Adele')];
    expect(bestMatch(wanted('Hello', { author: 'Adele' }), [cover, right])).toBe(right);
  });

  it('is the recording with the same ISRC, whatever its name', () => {
    const isrc = 'FRZ039800212';
    const right = playable('月の光', { author: 'ドビュッシー', isrc });
    const named = upload('Clair de lune', 'Claude Debussy');
    expect(bestMatch(wanted('Clair de lune', { isrc: 'FR-Z03-98-00212' }), [named, right])).toBe(right);
  });

  it('is the song in another script, when author and length are right', () => {
    const kana = upload('夜に駆ける', 'YOASOBI', 261_000);
    expect(bestMatch(wanted('Yoru ni Kakeru', { author: 'YOASOBI', length: 261_000 }), [kana])).toBe(kana);
  });

  it('is nothing when nothing is likely', () => {
    expect(bestMatch(song, [])).toBeUndefined();
    const unlikely = [upload('Für Elise', 'Beethoven'), upload('Arabesque', 'Claude Debussy', 100_000)];
    expect(bestMatch(song, unlikely)).toBeUndefined();
    expect(bestMatch(wanted('!!!'), [upload('Für Elise', 'Beethoven')])).toBeUndefined();
  });

  it('is no stream where a song was meant', () => {
    const stream = playable('Clair de lune', { author: 'Claude Debussy', isStream: true, length: 2 ** 63 });
    const right = upload('Clair de lune', 'Debussy', 330_000);
    expect(bestMatch(song, [stream, right])).toBe(right);
  });

  it('is the first of equals, since a search gives the best first', () => {
    const same = [upload('Clair de lune', 'Claude Debussy'), upload('Clair de lune', 'Claude Debussy')];
    expect(bestMatch(song, same)).toBe(same[0]);
  });

  it('scores from 0 to 1, and a track with the same fields 1', () => {
    const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(text, text, text, fc.nat(1e7), (title, author, other, length) => {
        const score = matchScore(wanted(title, { author, length }), playable(other, { author: title, length: 5 }));
        expect(score).toBeGreaterThanOrEqual(0);
        expect(score).toBeLessThanOrEqual(1);
      }),
    );
    const words = fc
      .array(fc.constantFrom('live', 'moon', 'ß', 'Ünder', '夜'), { minLength: 1 })
      .map((all) => all.join(' '));
    fc.assert(
      fc.property(words, words, fc.nat(1e7), (title, author, length) => {
        expect(matchScore(wanted(title, { author, length }), playable(title, { author, length }))).toBeCloseTo(1);
      }),
    );
  });
});
