import fc from 'fast-check';
import type { Playable } from 'reprise';
import { describe, expect, it } from 'vitest';
import { Queue } from '../../src/queue/queue.ts';
import { playable, titles } from '../support/tracks.ts';

/** A track of the requester its name begins with. */
const of = (name: string): Playable => playable(`${name} `, {}, { requesterId: name[0] });
const fairQueue = (...names: string[]): Queue => {
  const queue = new Queue({ fair: true });
  for (const name of names) queue.put(of(name));
  return queue;
};
const shown = (queue: Queue): string => titles(queue).trim();

describe('a fair queue', () => {
  it('gives each requester a turn in every round, in the order they came', () => {
    expect(shown(fairQueue('a1', 'a2', 'a3', 'b1', 'c1', 'b2'))).toBe('a1 b1 c1 a2 b2 a3');
  });

  it('does not let a list of one stand before the others', () => {
    const queue = fairQueue('b1', 'b2');
    queue.put(['a1', 'a2', 'a3', 'a4'].map(of));
    expect(shown(queue)).toBe('b1 a1 b2 a2 a3 a4');
  });

  it('counts the turn that plays', () => {
    const queue = fairQueue('a1', 'a2', 'a3');
    queue.get();
    queue.put(of('b1'));
    queue.put(of('a4'));
    expect(shown(queue)).toBe('b1 a2 a3 a4');
    queue.clear();
    queue.put([of('a5'), of('c1')]);
    expect(shown(queue)).toBe('c1 a5');
  });

  it('gives nobody a lead for having been away', () => {
    const queue = fairQueue('a1', 'b1', 'a2', 'a3', 'a4');
    for (let i = 0; i < 3; i += 1) queue.get();
    queue.put(['b2', 'b3'].map(of));
    expect(shown(queue)).toBe('b2 a3 b3 a4');
  });

  it('treats tracks of which nobody knows the requester as those of one', () => {
    const queue = fairQueue('a1', 'a2');
    queue.put([playable('x1 '), playable('x2 ')]);
    expect(shown(queue)).toBe('a1 x1 a2 x2');
  });

  it('asks the bot who the requester is', () => {
    const queue = new Queue({ fair: true, requesterOf: ({ title }) => title[0] });
    queue.put(['a1 ', 'a2 ', 'b1 '].map((title) => playable(title)));
    expect(shown(queue)).toBe('a1 b1 a2');
  });

  it('puts all or none when the bot cannot say', () => {
    const requesterOf = ({ title }: { title: string }): string => {
      if (title === 'bad') throw new Error('unknown');
      return title;
    };
    const queue = new Queue({ fair: true, requesterOf });
    expect(() => queue.put([playable('good'), playable('bad')])).toThrow('unknown');
    expect(() => queue.putNext([playable('good'), playable('bad')])).toThrow('unknown');
    expect(queue.isEmpty).toBe(true);
  });

  it('leaves an order that people made, and counts turns from it', () => {
    const queue = fairQueue('a1', 'b1', 'a2', 'b2');
    queue.putNext(of('b3'));
    queue.move(3, 1);
    expect(shown(queue)).toBe('b3 a2 a1 b1 b2');
    queue.put(of('c1'));
    expect(shown(queue)).toBe('b3 a2 c1 a1 b1 b2');
    queue.put(of('c2'));
    expect(shown(queue)).toBe('b3 a2 c1 a1 b1 c2 b2');
  });

  it('gives the turns of tracks that were removed to those that come', () => {
    const queue = fairQueue('a1', 'a2', 'a3', 'b1', 'b2', 'b3');
    for (const name of ['a2', 'a3']) queue.remove(of(name));
    queue.put(of('a4'));
    expect(shown(queue)).toBe('a1 b1 b2 a4 b3');
  });

  it('keeps the order of a queue that goes round', () => {
    const queue = fairQueue('a1', 'a2', 'a3', 'b1');
    queue.mode = 'queue';
    let current = queue.advance(undefined, { skipped: false });
    const played = [current?.title];
    for (let i = 0; i < 7; i += 1) {
      current = queue.advance(current, { skipped: false });
      played.push(current?.title);
    }
    expect(played.join('').trim()).toBe('a1 b1 a2 a3 a1 b1 a2 a3');
  });

  it('never lets one requester have two turns between two of another who waits', () => {
    const step = fc.oneof(
      {
        weight: 2,
        arbitrary: fc.record({ who: fc.constantFrom('a', 'b', 'c', 'd'), many: fc.integer({ min: 1, max: 6 }) }),
      },
      { weight: 1, arbitrary: fc.constant('take' as const) },
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const queue = new Queue({ fair: true });
        let made = 0;
        for (const step of steps) {
          if (step === 'take') queue.get();
          else queue.put(Array.from({ length: step.many }, () => of(`${step.who}${made++}`)));
        }
        const order = titles(queue).trim().split(' ').filter(Boolean);
        for (const [who, other] of [
          ['a', 'b'],
          ['b', 'a'],
          ['c', 'd'],
          ['a', 'd'],
        ] as const) {
          let turns = 0;
          let isWaiting = false;
          for (const name of order) {
            if (name[0] === who) {
              if (isWaiting) expect(turns).toBeLessThanOrEqual(2);
              turns = 0;
              isWaiting = true;
            } else if (name[0] === other) turns += 1;
          }
        }
        // Of one requester, who came first is first.
        for (const who of 'abcd') {
          const own = order.filter((name) => name[0] === who).map((name) => Number(name.slice(1)));
          expect(own).toEqual(own.toSorted((one, other) => one - other));
        }
      }),
    );
  });
});
