import { describe, expect, it } from 'vitest';
import { FrameQueue } from '../../src/sound/frame-queue.ts';

const frames = (...marks: number[]): Uint8Array[] => marks.map((mark) => Uint8Array.of(mark));
const drain = (queue: FrameQueue): (number | undefined)[] => {
  const marks: (number | undefined)[] = [];
  for (let frame = queue.take(); frame !== undefined; frame = queue.take()) marks.push(frame[0]);
  return marks;
};

describe('FrameQueue', () => {
  it('gives frames in their order', () => {
    const queue = new FrameQueue();
    queue.put(0, frames(1, 2));
    queue.put(2, frames(3));
    expect(drain(queue)).toEqual([1, 2, 3]);
    expect(queue.next).toBe(3);
  });

  it('replaces what was made anew, from there on', () => {
    const queue = new FrameQueue();
    queue.put(0, frames(1, 2, 3, 4));
    queue.take();
    queue.put(2, frames(30, 40));
    expect(drain(queue)).toEqual([2, 30, 40]);
  });

  it('leaves what was taken taken, when it is made anew too late', () => {
    const queue = new FrameQueue();
    queue.put(0, frames(1, 2, 3, 4));
    queue.take();
    queue.take();
    queue.take();
    queue.put(1, frames(20, 30, 40, 50));
    expect(drain(queue)).toEqual([40, 50]);
    expect(queue.next).toBe(5);
  });

  it('has ended after the last one, and drops those that are too many', () => {
    const queue = new FrameQueue();
    queue.put(0, frames(1, 2, 3));
    queue.endAt(2);
    expect(queue.hasEnded).toBe(false);
    expect(drain(queue)).toEqual([1, 2]);
    expect(queue.hasEnded).toBe(true);
    queue.reopen();
    expect(queue.hasEnded).toBe(false);
  });
});
