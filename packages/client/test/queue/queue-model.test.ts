import fc from 'fast-check';
import type { Playable } from 'reprise';
import { describe, expect, it } from 'vitest';
import { QueueFullError } from '../../src/errors/queue-errors.ts';
import { Queue } from '../../src/queue/queue.ts';
import type { QueueMode } from '../../src/queue/queue-snapshot.ts';
import type { QueueTrack } from '../../src/track/queue-track.ts';
import { playable } from '../support/tracks.ts';

const MAX_SIZE = 12;
const HISTORY_SIZE = 5;

/** What a queue is: lists, and the plainest way to do each thing to them. */
class Model {
  tracks: QueueTrack[] = [];
  history: QueueTrack[] = [];
  mode: QueueMode = 'off';
  current: QueueTrack | undefined;
}

interface Both {
  readonly model: Model;
  readonly queue: Queue;
}

/** Does the same to both, and compares what they answer. */
type Step = (both: Both) => void;

/** Few names, so that some tracks are the same. */
const made = fc.constantFrom(...'abcd').map((title) => (): Playable => playable(title));
/** Also places that do not exist. */
const place = fc.integer({ min: -1, max: MAX_SIZE + 1 });

const has = ({ tracks }: Model, index: number): boolean => index >= 0 && index < tracks.length;

function put(input: readonly (() => Playable)[], at: number | undefined, atomic: boolean): Step {
  return ({ model, queue }) => {
    const tracks = input.map((make) => make());
    const enter = (): number =>
      at === undefined ? queue.put(tracks, { atomic }) : queue.putAt(at, tracks, { atomic });
    if (at !== undefined && at !== model.tracks.length && !has(model, at))
      return void expect(enter).toThrow(RangeError);
    const room = Math.max(0, MAX_SIZE - model.tracks.length);
    if (atomic && tracks.length > room) return void expect(enter).toThrow(QueueFullError);
    const fitting = tracks.slice(0, room);
    expect(enter()).toBe(fitting.length);
    model.tracks.splice(at ?? model.tracks.length, 0, ...fitting);
  };
}

function getAt(index: number): Step {
  return ({ model, queue }) => {
    if (!has(model, index)) return void expect(() => queue.getAt(index)).toThrow(RangeError);
    expect(queue.getAt(index)).toBe(model.tracks.splice(index, 1)[0]);
  };
}

function move(from: number, to: number): Step {
  return ({ model, queue }) => {
    if (!has(model, from) || !has(model, to)) return void expect(() => queue.move(from, to)).toThrow(RangeError);
    queue.move(from, to);
    model.tracks.splice(to, 0, ...model.tracks.splice(from, 1));
  };
}

function swap(first: number, second: number): Step {
  return ({ model, queue }) => {
    if (!has(model, first) || !has(model, second))
      return void expect(() => queue.swap(first, second)).toThrow(RangeError);
    queue.swap(first, second);
    model.tracks = model.tracks.map(
      (track, i) => model.tracks[i === first ? second : i === second ? first : i] ?? track,
    );
  };
}

function remove(make: () => Playable, count: number): Step {
  return ({ model, queue }) => {
    const same = model.tracks.filter((track) => track.equals(make())).slice(0, count);
    expect(queue.remove(make(), { count })).toBe(same.length);
    model.tracks = model.tracks.filter((track) => !same.includes(track));
  };
}

function dedupe({ model, queue }: Both): void {
  const kept = model.tracks.filter((track, i) => model.tracks.findIndex((other) => other.equals(track)) === i);
  expect(queue.dedupe()).toBe(model.tracks.length - kept.length);
  model.tracks = kept;
}

function start({ model, queue }: Both, track: QueueTrack | undefined): void {
  model.current = track;
  if (track === undefined) return;
  queue.started(track);
  if (model.history[0] !== track) model.history = [track, ...model.history].slice(0, HISTORY_SIZE);
}

function advance(skipped: boolean): Step {
  return (both) => {
    const { model, queue } = both;
    const { current, mode } = model;
    const next = queue.advance(current, { skipped });
    if (mode === 'track' && !skipped && current !== undefined) expect(next).toBe(current);
    else {
      if (mode === 'queue' && current !== undefined) model.tracks.push(current);
      expect(next).toBe(model.tracks.shift());
    }
    start(both, next);
  };
}

function previous(both: Both): void {
  const { model, queue } = both;
  const { current, history } = model;
  const before = current !== undefined && history[0]?.equals(current) ? history.slice(1) : history;
  const expected = before[0];
  expect(queue.takePrevious(current)).toBe(expected);
  if (expected === undefined) return;
  model.history = before.slice(1);
  const back = model.mode === 'queue' ? model.tracks.lastIndexOf(expected) : -1;
  if (back >= 0) model.tracks.splice(back, 1);
  if (current !== undefined) model.tracks.unshift(current);
  start(both, expected);
}

const step: fc.Arbitrary<Step> = fc.oneof(
  fc
    .tuple(fc.array(made, { maxLength: 5 }), fc.option(place, { nil: undefined }), fc.boolean())
    .map((args) => put(...args)),
  place.map(getAt),
  fc.tuple(place, place).map((args) => move(...args)),
  fc.tuple(place, place).map((args) => swap(...args)),
  fc.tuple(made, fc.integer({ min: 1, max: 3 })).map((args) => remove(...args)),
  fc.constant(dedupe),
  fc.boolean().map(advance),
  fc.constant(previous),
  fc.constantFrom<QueueMode>('off', 'track', 'queue').map((mode) => ({ model, queue }: Both): void => {
    queue.mode = mode;
    model.mode = mode;
  }),
  fc.constant(({ model, queue }: Both): void => expect(queue.get()).toBe(model.tracks.shift())),
  fc.integer().map((seed) => ({ model, queue }: Both): void => {
    queue.shuffle({ seed });
    expect(new Set(queue)).toEqual(new Set(model.tracks));
    model.tracks = [...queue];
  }),
  fc.constant(({ model, queue }: Both): void => {
    queue.sort((one, other) => one.title.localeCompare(other.title));
    model.tracks.sort((one, other) => one.title.localeCompare(other.title));
  }),
);

describe('a queue', () => {
  it('does what lists would do, whatever is asked of it, and survives JSON at every moment', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const model = new Model();
        const queue = new Queue({ maxSize: MAX_SIZE, historySize: HISTORY_SIZE });
        for (const step of steps) {
          step({ model, queue });
          const tracks = [...queue];
          expect(tracks.length === model.tracks.length && tracks.every((track, i) => track === model.tracks[i])).toBe(
            true,
          );
          expect(queue.history).toEqual(model.history);
          expect([queue.length, queue.mode]).toEqual([model.tracks.length, model.mode]);
        }
        const data = JSON.stringify(queue);
        expect(JSON.stringify(Queue.from(JSON.parse(data)))).toBe(data);
      }),
      { numRuns: 300 },
    );
  });
});
