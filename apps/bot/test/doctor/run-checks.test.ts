import { ManualClock } from '@reprise/devkit';
import { describe, expect, it } from 'vitest';
import { ok } from '../../src/doctor/finding.ts';
import { runChecks } from '../../src/doctor/run-checks.ts';

describe('runChecks', () => {
  it('runs all at once, and waits for none beyond the deadline', async () => {
    const clock = new ManualClock();
    const ends: string[] = [];
    const all = runChecks(
      [
        {
          name: 'hanging',
          run: (signal) =>
            new Promise((_resolve, reject) => {
              signal.addEventListener('abort', () => {
                ends.push('hanging');
                reject(signal.reason);
              });
            }),
        },
        { name: 'quick', run: async () => ok('It is there.') },
      ],
      clock,
      500,
    );
    // The quick one ends in a turn of the event loop that nobody moves.
    await new Promise(setImmediate);
    clock.advance(499);
    expect(ends).toEqual([]);
    clock.advance(1);
    expect(ends).toEqual(['hanging']);
    expect(await all).toMatchObject([
      { name: 'hanging', verdict: 'failed', text: 'There was no answer within 500 ms.' },
      { name: 'quick', verdict: 'ok', text: 'It is there.' },
    ]);
  });

  it('takes what a check throws for a failure, of which only the code is told', async () => {
    const cause = Object.assign(new Error('connect http://user:canary@host'), { code: 'ECONNREFUSED' });
    const run = (): never => {
      throw new Error('canary', { cause });
    };
    const [finding] = await runChecks([{ name: 'broken', run }], new ManualClock(), 500);
    expect(finding).toMatchObject({ verdict: 'failed', text: 'It could not be looked at (ECONNREFUSED).' });
    expect(JSON.stringify(finding)).not.toContain('canary');
  });

  it('leaves no timer behind', async () => {
    const clock = new ManualClock();
    await runChecks([{ name: 'quick', run: async () => ok('It is there.') }], clock, 500);
    expect(clock.pending).toBe(0);
  });
});
