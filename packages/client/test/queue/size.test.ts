import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Playable, type Track } from 'reprise';
import { describe, expect, it } from 'vitest';
import { Queue } from '../../src/queue/queue.ts';
import { trackRecord } from '../../src/track/track-record.ts';
import { playable } from '../support/tracks.ts';

const MANY = 100_000;

/** Milliseconds that `run` takes, the best of three: another process may take the processor for a while. */
function bestMs(run: () => void): number {
  const times = Array.from({ length: 3 }, () => {
    const startedAt = performance.now();
    run();
    return performance.now() - startedAt;
  });
  return Math.min(...times);
}

describe.each([false, true])('a large queue (fair: %s)', (fair) => {
  const tracks = Array.from({ length: 1_000 }, (_, i) => playable(`${i}`, {}, { requesterId: `${i % 7}` }));
  const use = (count: number): void => {
    const queue = new Queue({ maxSize: count, fair });
    for (let i = 0; i < count; i += 1) queue.put(tracks[i % 1_000] ?? []);
    for (let i = 0; i < count; i += 100) queue.move(i, count - 1 - i);
    for (let i = 0; i < count; i += 1_000) queue.getAt(Math.floor(queue.length / 2));
    for (let i = 0; i < count; i += 1_000) queue.put(tracks[i % 1_000] ?? []);
    queue.shuffle({ seed: 1 });
    while (queue.get() !== undefined);
  };

  it(`lets ${MANY} tracks through in a time that grows as they do`, () => {
    const perTrack = bestMs(() => use(MANY / 10)) / (MANY / 10);
    const perTrackOfMany = bestMs(() => use(MANY)) / MANY;
    console.log(
      `    ${(perTrack * 1_000).toFixed(2)} µs a track of 10,000, ${(perTrackOfMany * 1_000).toFixed(2)} of ${MANY}`,
    );
    // A step of one track that took a walk over all others would make it 10 times as much.
    expect(perTrackOfMany).toBeLessThan(perTrack * 5);
  });

  it(`puts a list of ${MANY} at once, next, last and in the middle`, () => {
    const list = Array.from({ length: MANY }, (_, i) => tracks[i % 1_000] ?? playable('none'));
    const took = bestMs(() => {
      const queue = new Queue({ maxSize: 3 * MANY, fair });
      queue.put(list);
      queue.putNext(list);
      queue.putAt(MANY, list);
      expect(queue.length).toBe(3 * MANY);
    });
    expect(took).toBeLessThan(1_500);
  });
});

describe('the memory of a queue', () => {
  const track = (i: number): Track => {
    const identifier = `abcdef${i}`;
    return {
      encoded: `QAAA${i}`.padEnd(284, 'x'),
      info: {
        identifier,
        isSeekable: true,
        author: `An artist of a name ${i % 500}`,
        length: 200_000 + i,
        isStream: false,
        position: 0,
        title: `A title of the usual length (Official Video) ${i}`,
        uri: `https://www.youtube.com/watch?v=${identifier}`,
        artworkUrl: `https://i.ytimg.com/vi/${identifier}/maxresdefault.jpg`,
        isrc: null,
        sourceName: 'youtube',
      },
      pluginInfo: {},
      userData: {},
    };
  };

  it('is at most 0.8 KB for a track as YouTube has them', () => {
    setFlagsFromString('--expose-gc');
    const collect: () => void = runInNewContext('gc');
    const count = 20_000;
    // As answers of a node: in pages, parsed from JSON.
    const pages = Array.from({ length: count / 100 }, (_, page) =>
      JSON.stringify(Array.from({ length: 100 }, (_, i) => track(page * 100 + i))),
    );
    const queue = new Queue({ maxSize: count });
    collect();
    const before = process.memoryUsage().heapUsed;
    for (const page of pages) {
      const found: Track[] = JSON.parse(page);
      queue.put(found.map((each) => new Playable(trackRecord(each))));
    }
    collect();
    const perTrack = (process.memoryUsage().heapUsed - before) / queue.length;
    console.log(`    ${Math.round(perTrack)} bytes a track`);
    expect(perTrack).toBeLessThan(0.8 * 1_024);
  });
});
