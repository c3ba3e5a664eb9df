import { describe, expect, it } from 'vitest';
import { Queue } from '../../src/queue/queue.ts';
import type { QueueSnapshot } from '../../src/queue/queue-snapshot.ts';
import { playable, playables, titles, wanted } from '../support/tracks.ts';

function full(): Queue {
  const queue = new Queue();
  const liked = playable('a', { isrc: 'USRC17607839', uri: 'https://example.org/a' }, { requesterId: '42' });
  liked.recommended = true;
  const open = wanted('b', { uri: 'https://example.org/b', length: 5, artwork: 'https://example.org/b.png' });
  open.userData = { requesterId: '43' };
  queue.put([liked, open, wanted('c', { isrc: 'USRC17607840' })]);
  queue.started(playable('x'));
  queue.started(wanted('y'));
  queue.mode = 'queue';
  return queue;
}

const saved = (queue: Queue): QueueSnapshot => JSON.parse(JSON.stringify(queue));

describe('the snapshot of a queue', () => {
  it('is plain data from which the same queue is made', () => {
    const again = Queue.from(saved(full()));
    expect(again.mode).toBe('queue');
    expect([...again].map((track) => track.toJSON())).toEqual([...full()].map((track) => track.toJSON()));
    expect([...again].map(({ isResolved, recommended }) => [isResolved, recommended])).toEqual([
      [true, true],
      [false, false],
      [false, false],
    ]);
    expect(titles(again.history)).toBe('yx');
    expect(saved(again)).toEqual(saved(full()));
  });

  it('is not changed by what happens to the queue later', () => {
    const queue = full();
    const before = queue.toJSON();
    const text = JSON.stringify(before);
    for (const track of queue) track.userData.requesterId = 'somebody else';
    queue.reset();
    expect(JSON.stringify(before)).toBe(text);
  });

  it('brings back as much as the options allow: the next tracks and the newest history', () => {
    const queue = new Queue();
    queue.put(playables('abcd'));
    for (const track of playables('xyz')) queue.started(track);
    const again = Queue.from(saved(queue), { maxSize: 2, historySize: 1 });
    expect([titles(again), titles(again.history)]).toEqual(['ab', 'z']);
  });

  it('keeps the order in a fair queue, also where nobody would have come to it by turns', () => {
    const queue = new Queue();
    for (const [title, requesterId] of ['a1', 'a2', 'b1'].map((name) => [name, name[0] ?? ''] as const)) {
      queue.put(playable(title), { requesterId });
    }
    const again = Queue.from(saved(queue), { fair: true });
    expect(titles(again)).toBe('a1a2b1');
    again.put(playable('b2'), { requesterId: 'b' });
    again.put(playable('c1'), { requesterId: 'c' });
    expect(titles(again)).toBe('a1c1a2b1b2');
  });

  it('tells its owner of later changes, and not of being made', () => {
    let changes = 0;
    const again = Queue.from(saved(full()), {}, () => {
      changes += 1;
    });
    expect(changes).toBe(0);
    again.clear();
    expect(changes).toBe(1);
  });

  it.each<[string, (data: Record<string, unknown>) => unknown, RegExp]>([
    ['nothing', () => null, /snapshot/],
    ['no tracks', (data) => ({ ...data, tracks: 5 }), /tracks/],
    ['no history', ({ history: _, ...data }) => data, /history/],
    ['another mode', (data) => ({ ...data, mode: 'loop' }), /mode must be one of/],
    ['a track of another kind', (data) => ({ ...data, tracks: [{ kind: 'x', recommended: false }] }), /tracks\[0\]/],
    [
      'half a track',
      (data) => ({ ...data, tracks: [{ kind: 'playable', track: { encoded: 'a' }, recommended: true }] }),
      /tracks\[0\]/,
    ],
    [
      'an unresolved track without a title',
      (data) => ({ ...data, history: [{ kind: 'unresolved', track: { title: 1 }, recommended: true }] }),
      /history\[0\]/,
    ],
  ])('is refused when damaged: %s', (_, damage, message) => {
    const data = damage({ ...saved(full()) });
    expect(() => Queue.from(data as QueueSnapshot)).toThrow(message);
  });
});
