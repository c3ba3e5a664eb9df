import { describe, expect, it, vi } from 'vitest';
import { withDeadline } from '../../src/sources/deadline.ts';

const never = (): Promise<never> => new Promise(() => undefined);

describe('withDeadline', () => {
  it('answers what the work answers, and leaves no timer behind', async () => {
    vi.useFakeTimers();
    try {
      const { signal } = new AbortController();
      await expect(withDeadline(1_000, signal, async () => 5)).resolves.toBe(5);
      await expect(withDeadline(1_000, signal, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
      expect(vi.getTimerCount()).toBe(0);
    } finally {
      vi.useRealTimers();
    }
  });

  it('gives up on work that takes too long or is no longer wanted, and tells it', async () => {
    const heard: unknown[] = [];
    const work = (signal: AbortSignal): Promise<never> => {
      signal.addEventListener('abort', () => heard.push(signal.reason));
      return never();
    };
    const wanted = new AbortController();
    const waiting = withDeadline(60_000, wanted.signal, work);
    wanted.abort(new Error('hung up'));

    await expect(waiting).rejects.toThrow('hung up');
    await expect(withDeadline(1, new AbortController().signal, work)).rejects.toThrow('No answer within 1 ms.');
    expect(heard.map(String)).toEqual(['Error: hung up', 'Error: No answer within 1 ms.']);
  });
});
