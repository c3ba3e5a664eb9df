import { seededRandom } from '@reprise/devkit';
import { describe, expect, it } from 'vitest';
import type { SeedTrack } from '../../src/autoplay/seed-track.ts';
import { drawnByRecency, seedsOf } from '../../src/autoplay/seeds.ts';
import { track, tracks } from './stage.ts';

describe('seeds', () => {
  it('are the last 15 different tracks, newest first, without live streams', () => {
    const [again, ...others] = tracks(20);
    const radio = track({ isStream: true });
    const played = [radio, again, again, ...others].filter((seed) => seed !== undefined);
    expect(seedsOf(played)).toEqual([again, ...others.slice(0, 14)]);
  });

  it('are each used once, whatever is drawn', () => {
    const seeds = tracks(15);
    for (const draw of [0, 0.5, 1 - Number.EPSILON]) {
      const drawn = drawnByRecency(seeds, () => draw);
      expect(new Set(drawn)).toEqual(new Set(seeds));
      expect(drawn).toHaveLength(15);
    }
  });

  it('come first by 0.75 to the power of their age', () => {
    const seeds: SeedTrack[] = tracks(4);
    const random = seededRandom(42);
    const runs = 20_000;
    const firsts = Array.from({ length: runs }, () => drawnByRecency(seeds, random)[0]);
    const weights = seeds.map((_, age) => 0.75 ** age);
    const sum = weights.reduce((one, other) => one + other);
    for (const [age, weight] of weights.entries()) {
      const share = firsts.filter((first) => first === seeds[age]).length / runs;
      expect(Math.abs(share - weight / sum)).toBeLessThan(0.01);
    }
  });
});
