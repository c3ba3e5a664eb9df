import { describe, expect, it } from 'vitest';
import { inOrder } from '../../src/songs/in-order.ts';

/** Work that is done when it is told to be. */
class Work {
  readonly begun: number[] = [];
  readonly #done = new Map<number, PromiseWithResolvers<number>>();

  readonly run = (item: number): Promise<number> => {
    this.begun.push(item);
    const done = Promise.withResolvers<number>();
    this.#done.set(item, done);
    return done.promise;
  };

  async finish(item: number): Promise<void> {
    this.#done.get(item)?.resolve(item);
    await new Promise(setImmediate);
  }
}

const ITEMS = Array.from({ length: 20 }, (_, i) => i);

describe('inOrder', () => {
  it('goes on with others while one that is done waits for its turn', async () => {
    const work = new Work();
    const outcomes = inOrder(ITEMS, 2, work.run);
    const first = outcomes.next();
    await work.finish(1);
    expect(work.begun).toEqual([0, 1, 2]);
    await work.finish(0);
    expect((await first).value).toBe(0);
    expect((await outcomes.next()).value).toBe(1);
  });

  it('is never more than a few ahead of whoever takes the outcomes, and ends when they leave', async () => {
    const work = new Work();
    const outcomes = inOrder(ITEMS, 2, work.run);
    const first = outcomes.next();
    for (const item of [0, 1, 2, 3]) await work.finish(item);
    await first;
    expect(work.begun).toEqual([0, 1, 2, 3]);
    const second = outcomes.next();
    await second;
    expect(work.begun).toEqual([0, 1, 2, 3, 4]);
    await outcomes.return();
    await work.finish(4);
    expect(work.begun).toHaveLength(5);
  });

  it('hands out everything in order, whatever is done first, and works on no more at once than it may', async () => {
    let underWay = 0;
    let most = 0;
    const outcomes: number[] = [];
    for await (const outcome of inOrder(ITEMS, 3, async (item) => {
      underWay += 1;
      most = Math.max(most, underWay);
      for (let turns = (item * 7) % 5; turns > 0; turns -= 1) await new Promise(setImmediate);
      underWay -= 1;
      return item;
    })) {
      outcomes.push(outcome);
    }
    expect(outcomes).toEqual(ITEMS);
    expect(most).toBe(3);
  });
});
