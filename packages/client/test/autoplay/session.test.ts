import { seededRandom } from '@reprise/devkit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AutoPlay } from '../../src/autoplay/autoplay.ts';
import type { LoadedTracks } from '../../src/track/loaded-tracks.ts';
import { Playable } from '../../src/track/playable.ts';
import { Playlist } from '../../src/track/playlist.ts';
import { trackRecord } from '../../src/track/track-record.ts';
import { TestHost, track } from './stage.ts';

const DISTANCE = 50;

/** Whether two tracks are one song, told more simply than the code does. */
function isSame(one: Playable, other: Playable): boolean {
  const name = ({ author, title }: Playable): string => `${author}\n${title}`.toLowerCase();
  return one.equals(other) || name(one) === name(other);
}

/** A track as somebody else gets it. */
function copy(one: Playable): Playable {
  return new Playable(trackRecord(one.toJSON()));
}

/** Plays on until nothing comes any more, at most `count` tracks; answers what was played, oldest first. */
async function play(host: TestHost, autoplay: AutoPlay, count: number): Promise<Playable[]> {
  const heard: Playable[] = [];
  for (let next: Playable | undefined; heard.length < count; heard.push(next)) {
    host.clock.advance(180_000);
    await autoplay.refill();
    next = autoplay.take();
    if (next === undefined) break;
    host.start(next);
  }
  return heard;
}

/** The tracks that came again too early, in a session that began with `first`. */
function repeats(first: Playable, heard: readonly Playable[]): Playable[] {
  const all = [first, ...heard];
  return all.filter((one, i) => all.slice(Math.max(0, i - DISTANCE), i).some((earlier) => isSame(one, earlier)));
}

function catalogue(size: number): Playable[] {
  return Array.from({ length: size }, (_, i) =>
    track({ identifier: `c${i}`, title: `Title ${i}`, author: `By ${i % 7}` }),
  );
}

/** A source of few tracks: what fits one of the words, in an order of its own. */
function source(tracks: readonly Playable[], random: () => number): (query: string) => LoadedTracks {
  return (query) => {
    const words = new Set(query.replace('spsearch:', '').split(' '));
    const fitting = tracks.filter(({ author, title }) =>
      `${author} ${title}`.split(' ').some((word) => words.has(word)),
    );
    return fitting
      .toSorted(() => random() - 0.5)
      .slice(0, 20)
      .map(copy);
  };
}

describe('a long session over few tracks', () => {
  it.each([60, 80, 300])('of %i plays 500 of them, none twice within 50', async (size) => {
    const tracks = catalogue(size);
    const [first = track()] = tracks;
    const random = seededRandom(size);
    const host = new TestHost();
    host.drawn = random;
    host.answer = source(tracks, random);
    host.start(first);
    const heard = await play(host, new AutoPlay(host, { mode: 'enabled' }), 500);
    expect(heard).toHaveLength(500);
    expect(repeats(first, heard)).toEqual([]);
  });

  it('of 50 stops when all were heard, rather than repeat one', async () => {
    const tracks = catalogue(50);
    const [first = track()] = tracks;
    const random = seededRandom(1);
    const host = new TestHost();
    host.drawn = random;
    host.answer = source(tracks, random);
    host.cached = () => tracks[Math.floor(random() * tracks.length)];
    host.start(first);
    const heard = await play(host, new AutoPlay(host, { mode: 'enabled' }), 500);
    expect(heard).toHaveLength(49);
    expect(repeats(first, heard)).toEqual([]);
  });

  it('of 60 that only the cache has goes on by them', async () => {
    const tracks = catalogue(60);
    const [first = track()] = tracks;
    const random = seededRandom(2);
    const host = new TestHost();
    host.cached = () => copy(tracks[Math.floor(random() * tracks.length)] ?? first);
    host.start(first);
    const heard = await play(host, new AutoPlay(host, { mode: 'enabled' }), 200);
    expect(heard).toHaveLength(200);
    expect(repeats(first, heard)).toEqual([]);
  });
});

describe('whatever the sources answer', () => {
  const fields = fc.record({
    identifier: fc.constantFrom(...'abcdefgh'),
    source: fc.constantFrom('youtube', 'spotify'),
    title: fc.constantFrom('One', 'ONE', 'Two', 'Three', 'Four', 'one', 'Fünf', '???'),
    author: fc.constantFrom('A', 'a', 'B', 'C'),
    isStream: fc.boolean(),
  });
  const answer = fc.array(fields, { maxLength: 8 }).map((list) => list.map(track));
  const step = fc.oneof(
    fc.record({ kind: fc.constant('user' as const), track: fields.map(track) }),
    fc.record({ kind: fc.constant('auto' as const), track: fields.map(track) }),
  );

  it('no track of the last 50 is ever given, no stream, and nothing waits twice', async () => {
    const script = {
      answers: fc.array(fc.option(answer), { minLength: 1, maxLength: 30 }),
      steps: fc.array(step, { maxLength: 60 }),
    };
    await fc.assert(
      fc.asyncProperty(fc.record(script), fc.boolean(), fc.nat(), async ({ answers, steps }, asPlaylist, seed) => {
        const host = new TestHost();
        host.drawn = seededRandom(seed);
        let asked = 0;
        host.answer = async () => {
          const found = answers[asked++ % answers.length];
          if (found === null || found === undefined) throw new Error('down');
          return asPlaylist ? new Playlist({ name: '', selectedTrack: -1 }, {}, found.map(copy)) : found.map(copy);
        };
        host.cached = () => answers[asked % answers.length]?.map(copy)[0];
        const autoplay = new AutoPlay(host, { mode: 'enabled', minUpcoming: 1 + (seed % 5) });
        const heard: Playable[] = [];
        for (const { kind, track: chosen } of steps) {
          host.clock.advance(90_000);
          await autoplay.refill();
          const waiting = autoplay.upcoming;
          expect(waiting.filter((one, i) => waiting.slice(0, i).some((other) => isSame(one, other)))).toEqual([]);
          const given = kind === 'auto' ? autoplay.take() : chosen;
          if (given === undefined) continue;
          if (kind === 'auto') {
            expect([given.isStream, given.recommended]).toEqual([false, true]);
            expect(heard.slice(-DISTANCE).some((earlier) => isSame(given, earlier))).toBe(false);
          }
          heard.push(given);
          host.start(given);
        }
      }),
      { numRuns: 300 },
    );
  });
});
