import { getEventListeners } from 'node:events';
import { describe, expect, it } from 'vitest';
import { Queue } from '../../src/queue/queue.ts';
import { playable, playables, titles } from '../support/tracks.ts';

describe('waiting for a track', () => {
  it('ends at once when there is one', async () => {
    const queue = new Queue();
    queue.put(playables('ab'));
    expect([(await queue.waitGet()).title, titles(queue)]).toEqual(['a', 'b']);
  });

  it('ends for as many as there are tracks, who came first before the others', async () => {
    const queue = new Queue();
    const waiting = [queue.waitGet(), queue.waitGet(), queue.waitGet()];
    expect(queue.put(playables('abcd'))).toBe(4);
    expect(titles(await Promise.all(waiting))).toBe('abc');
    expect(titles(queue)).toBe('d');
  });

  it.each(['putNext', 'advance', 'takePrevious'] as const)('ends whatever brings the track: %s', async (way) => {
    const queue = new Queue();
    queue.mode = 'queue';
    queue.started(playable('old'));
    const waiting = queue.waitGet();
    if (way === 'putNext') queue.putNext(playable('a'));
    if (way === 'advance') expect(queue.advance(playable('a'), { skipped: false })?.title).toBe('a');
    if (way === 'takePrevious') queue.takePrevious(playable('a'));
    if (way === 'advance') queue.put(playable('a'));
    expect((await waiting).title).toBe('a');
  });

  it('can be given up, and the track goes to the next who waits', async () => {
    const queue = new Queue();
    const impatient = new AbortController();
    const [first, second] = [queue.waitGet({ signal: impatient.signal }), queue.waitGet()];
    impatient.abort(new Error('enough'));
    queue.put(playable('a'));
    await expect(first).rejects.toThrow('enough');
    expect((await second).title).toBe('a');
  });

  it('loses no track when it is given up after the track came', async () => {
    const queue = new Queue();
    const late = new AbortController();
    const [first, second] = [queue.waitGet({ signal: late.signal }), queue.waitGet()];
    queue.put(playables('ab'));
    late.abort();
    expect(titles(await Promise.all([first, second]))).toBe('ab');
  });

  it('takes nothing when it is given up before', async () => {
    const queue = new Queue();
    queue.put(playable('a'));
    await expect(queue.waitGet({ signal: AbortSignal.abort(new Error('no')) })).rejects.toThrow('no');
    expect(queue.length).toBe(1);
  });

  it('leaves nothing behind on a signal that lives on', async () => {
    const queue = new Queue();
    const { signal } = new AbortController();
    for (let i = 0; i < 20; i += 1) {
      const waiting = queue.waitGet({ signal });
      queue.put(playable('a'));
      await waiting;
    }
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });

  it('goes on over a reset', async () => {
    const queue = new Queue();
    const waiting = queue.waitGet();
    queue.reset();
    queue.put(playable('a'));
    expect((await waiting).title).toBe('a');
  });
});
