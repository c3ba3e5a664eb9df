import { type Playable, Playlist } from 'reprise';
import { describe, expect, it } from 'vitest';
import { QueueFullError } from '../../src/errors/queue-errors.ts';
import { Queue } from '../../src/queue/queue.ts';
import { playable, playables, titles, wanted } from '../support/tracks.ts';

function queueOf(letters: string): Queue {
  const queue = new Queue();
  queue.put(playables(letters));
  return queue;
}

describe('putting', () => {
  it('takes a track, a list, what yields tracks, and a playlist in its order', () => {
    const queue = new Queue();
    const list = new Playlist({ name: 'Two', selectedTrack: 1 }, {}, playables('ef'));
    function* generated(): Generator<Playable> {
      yield* playables('cd');
    }
    const added = [queue.put(playable('a')), queue.put([wanted('b')]), queue.put(generated()), queue.put(list)];
    expect([added, titles(queue), queue.length]).toEqual([[1, 1, 2, 2], 'abcdef', 6]);
  });

  it('puts a list next, and anywhere up to the end, in its own order', () => {
    const queue = queueOf('ab');
    queue.putNext(playables('xy'));
    queue.putAt(3, playables('12'));
    queue.putAt(6, playable('z'));
    expect(titles(queue)).toBe('xya12bz');
  });

  it('puts nothing when one is no track, and names it', () => {
    const queue = queueOf('a');
    const mixed: Iterable<Playable> = JSON.parse('[{"title":"looks like one"}]');
    expect(() => queue.put([...playables('bc'), ...mixed])).toThrow(
      new TypeError('tracks[2] must be a Playable or an UnresolvedTrack, but is of type object.'),
    );
    expect(() => queue.putNext(mixed)).toThrow(TypeError);
    expect(titles(queue)).toBe('a');
  });

  it('takes what it can when it need not take all', () => {
    const queue = new Queue({ maxSize: 3 });
    const mixed: Iterable<Playable> = JSON.parse('[{"title":"looks like one"}, null]');
    expect(queue.put([...playables('a'), ...mixed, ...playables('bcd')], { atomic: false })).toBe(3);
    expect(titles(queue)).toBe('abc');
    expect(queue.put(playable('e'), { atomic: false })).toBe(0);
  });

  it.each(['text', 7, null, undefined])('refuses %j, which is no list of tracks', (input) => {
    const queue = new Queue();
    expect(() => queue.put(input as never)).toThrow(TypeError);
    expect(queue.isEmpty).toBe(true);
  });

  it('puts nothing when not all fit, and says how many do', () => {
    const queue = new Queue({ maxSize: 3 });
    queue.put(playables('ab'));
    const full = (): number => queue.put(playables('cd'));
    expect(full).toThrow(QueueFullError);
    expect(full).toThrow(expect.objectContaining({ code: 'QUEUE_FULL', maxSize: 3, waiting: 2 }));
    expect(() => queue.putAt(1, playables('cd'))).toThrow(QueueFullError);
    expect(titles(queue)).toBe('ab');
    expect(queue.put(playable('c'))).toBe(1);
  });

  it('does not read a list without an end to its end', () => {
    function* endless(): Generator<Playable> {
      for (;;) yield playable('a');
    }
    const queue = new Queue({ maxSize: 4 });
    expect(() => queue.put(endless())).toThrow(QueueFullError);
    expect(queue.put(endless(), { atomic: false })).toBe(4);
  });

  it('notes who asked, beside what is noted', () => {
    const queue = new Queue();
    const noted = playable('a', {}, { channel: '7' });
    queue.put([noted, wanted('b')], { requesterId: '42' });
    expect(queue.range(0, 2).map(({ userData }) => userData)).toEqual([
      { channel: '7', requesterId: '42' },
      { requesterId: '42' },
    ]);
  });

  it('refuses wrong options by name', () => {
    const queue = new Queue();
    expect(() => queue.put([], { atomic: 1 } as never)).toThrow(/atomic must be true or false, but is 1/);
    expect(() => queue.put([], { requesterId: 5 } as never)).toThrow(/requesterId/);
    expect(() => queue.put([], { requester: '5' } as never)).toThrow(/no option "requester"/);
  });
});

describe('taking and looking', () => {
  it('gives the next one, and undefined at the end', () => {
    const queue = queueOf('ab');
    expect([queue.get()?.title, queue.get()?.title, queue.get(), queue.isEmpty]).toEqual(['a', 'b', undefined, true]);
  });

  it('takes a track out of a place, and refuses places that do not exist', () => {
    const queue = queueOf('abc');
    expect([queue.getAt(1).title, titles(queue)]).toEqual(['b', 'ac']);
    for (const index of [2, 5, -1, Number.POSITIVE_INFINITY, 0.5]) {
      expect(() => queue.getAt(index)).toThrow(RangeError);
      expect(() => queue.delete(index)).toThrow(RangeError);
    }
    expect(() => queue.getAt(5)).toThrow('index must be a place in the queue, which has 2 tracks, but is 5.');
    expect(() => queue.getAt('1' as never)).toThrow(TypeError);
    expect(() => queue.putAt(3, playable('x'))).toThrow(RangeError);
    expect(() => queue.swap(0, 2)).toThrow(RangeError);
    expect(() => queue.move(0, 2)).toThrow(RangeError);
    expect(() => queue.move(2, 0)).toThrow(RangeError);
    expect(titles(queue)).toBe('ac');
  });

  it('looks at a place without taking what is there', () => {
    const queue = queueOf('abc');
    expect([queue.peek()?.title, queue.peek(2)?.title, queue.peek(3), queue.peek(-1)]).toEqual([
      'a',
      'c',
      undefined,
      undefined,
    ]);
    expect([queue.at(0)?.title, queue.at(-1)?.title, queue.at(-4), queue.length]).toEqual(['a', 'c', undefined, 3]);
  });

  it('gives a page, which may reach beyond the end', () => {
    const queue = queueOf('abcde');
    expect([queue.range(1, 3), queue.range(3, 99), queue.range(9, 10), queue.range(2)].map(titles)).toEqual([
      'bc',
      'de',
      '',
      'cde',
    ]);
    expect(() => queue.range(-1)).toThrow(RangeError);
  });

  it('lets itself be changed while it is gone through', () => {
    const queue = queueOf('abc');
    for (const track of queue) queue.remove(track);
    expect(queue.isEmpty).toBe(true);
  });

  it('finds tracks by a condition and by being the same', () => {
    const queue = queueOf('abca');
    expect(queue.find(({ title }) => title > 'a')?.title).toBe('b');
    expect(queue.find(({ title }) => title > 'z')).toBeUndefined();
    expect(titles(queue.filter(({ title }) => title !== 'a'))).toBe('bc');
    expect([queue.indexOf(playable('c')), queue.indexOf(playable('x'))]).toEqual([2, -1]);
  });

  it('adds up how long it plays, without what nobody knows', () => {
    const queue = new Queue();
    const live = playable('live', { isStream: true, length: 2 ** 63 });
    queue.put([playable('a', { length: 1_500 }), live, wanted('b'), wanted('c', { length: 500 })]);
    expect(queue.durationMs).toBe(2_000);
  });
});

describe('rearranging', () => {
  it('swaps, moves, deletes', () => {
    const queue = queueOf('abcde');
    queue.swap(3, 1);
    expect(titles(queue)).toBe('adcbe');
    queue.swap(2, 2);
    queue.move(0, 4);
    expect(titles(queue)).toBe('dcbea');
    queue.move(4, 1);
    queue.delete(0);
    expect(titles(queue)).toBe('acbe');
  });

  it('removes as many of a track as are asked for, the next ones first', () => {
    const queue = queueOf('abacad');
    expect([queue.remove(playable('a')), titles(queue)]).toEqual([1, 'bacad']);
    expect([queue.remove(playable('a'), { count: Number.POSITIVE_INFINITY }), titles(queue)]).toEqual([2, 'bcd']);
    expect([queue.remove(playable('a')), titles(queue)]).toEqual([0, 'bcd']);
    expect(() => queue.remove(playable('b'), { count: 0 })).toThrow(RangeError);
  });

  it('keeps one of each track, and tracks of other sources that have the same id', () => {
    const queue = queueOf('aba');
    queue.put([playable('b', { sourceName: 'other' }), wanted('a'), wanted('new'), wanted('NEW'), playable('new')]);
    expect([queue.dedupe(), titles(queue)]).toEqual([4, 'abbnew']);
    expect(queue.dedupe()).toBe(0);
  });

  it('sorts, and leaves what compares as equal in its order', () => {
    const queue = new Queue();
    queue.put([playable('a', { length: 2 }), playable('b', { length: 1 }), playable('c', { length: 2 })]);
    queue.sort((one, other) => one.length - other.length);
    expect(titles(queue)).toBe('bac');
  });

  it('shuffles the same way for the same seed, and loses none', () => {
    const letters = 'abcdefghij';
    const order = (seed: number): string => {
      const queue = queueOf(letters);
      queue.shuffle({ seed });
      return titles(queue);
    };
    expect(order(7)).toBe(order(7));
    expect(order(7)).not.toBe(order(8));
    expect([...order(7)].sort().join('')).toBe(letters);
  });

  it('brings a track to every place about as often', () => {
    const counts = [0, 0, 0, 0];
    for (let seed = 0; seed < 4_000; seed += 1) {
      const queue = queueOf('abcd');
      queue.shuffle({ seed });
      const at = queue.indexOf(playable('a'));
      counts[at] = (counts[at] ?? 0) + 1;
    }
    for (const count of counts) expect(count).toBeGreaterThan(850);
  });

  it('shuffles with numbers it is handed', () => {
    const queue = queueOf('abcd');
    queue.shuffle({ random: () => 0 });
    expect(titles(queue)).toBe('bcda');
    expect(() => queue.shuffle({ seed: 0.5 })).toThrow(RangeError);
    expect(() => queue.shuffle({ random: 1 } as never)).toThrow(TypeError);
  });

  it('replaces that very object, if it still waits', () => {
    const queue = new Queue();
    const [first, second] = [wanted('a'), wanted('a')];
    queue.put([first, second]);
    const found = playable('found');
    expect([queue.replace(second, found), queue.at(0) === first, queue.at(1) === found]).toEqual([true, true, true]);
    expect(queue.replace(second, playable('late'))).toBe(false);
  });
});

describe('a whole queue', () => {
  it('clears what waits, and resets everything', () => {
    const queue = queueOf('abc');
    queue.mode = 'queue';
    queue.started(playable('x'));
    queue.clear();
    expect([queue.length, queue.mode, titles(queue.history)]).toEqual([0, 'queue', 'x']);
    queue.reset();
    expect([queue.length, queue.mode, titles(queue.history)]).toEqual([0, 'off', '']);
  });

  it('tells of every change once, and when it is whole', () => {
    const seen: string[] = [];
    const queue: Queue = new Queue({}, () => seen.push(`${queue.mode} ${titles(queue)}`));
    queue.put(playables('abc'));
    queue.swap(0, 2);
    queue.move(0, 1);
    queue.getAt(0);
    queue.mode = 'queue';
    queue.advance(playable('x'), { skipped: false });
    queue.started(playable('b'));
    queue.put([]);
    queue.remove(playable('nothing'));
    queue.clear();
    expect(seen).toEqual(['off abc', 'off cba', 'off bca', 'off ca', 'queue ca', 'queue ax', 'queue ax', 'queue ']);
  });

  it('refuses wrong options by name', () => {
    expect(() => new Queue({ maxSize: 0 })).toThrow('maxSize must be a whole number, at least 1, but is 0.');
    expect(() => new Queue({ historySize: 1.5 })).toThrow(RangeError);
    expect(() => new Queue({ fair: 'yes' } as never)).toThrow(TypeError);
    expect(() => new Queue({ requesterOf: 'me' } as never)).toThrow(TypeError);
    expect(() => new Queue({ max: 5 } as never)).toThrow(/no option "max"/);
    const queue = new Queue();
    expect(() => {
      queue.mode = 'loop' as never;
    }).toThrow("mode must be one of off, track, queue, but is 'loop'.");
  });
});
