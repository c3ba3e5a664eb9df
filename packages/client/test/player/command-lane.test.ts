import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CommandLane } from '../../src/player/command-lane.ts';

describe('CommandLane', () => {
  it('runs commands one after the other, in the order in which they were given, however long each takes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), fc.array(fc.boolean(), { maxLength: 10 }), async (scheduler, failures) => {
        const lane = new CommandLane();
        const seen: string[] = [];
        const outcomes = failures.map((fails, i) =>
          lane.run(async () => {
            seen.push(`${i} begins`);
            await scheduler.schedule(Promise.resolve());
            seen.push(`${i} ends`);
            if (fails) throw new Error(`${i}`);
            return i;
          }),
        );
        const settled = Promise.allSettled(outcomes);
        await scheduler.waitFor(settled);
        expect(seen).toEqual(failures.flatMap((_fails, i) => [`${i} begins`, `${i} ends`]));
        expect((await settled).map(({ status }) => status === 'rejected')).toEqual(failures);
        expect(lane.isBusy).toBe(false);
      }),
    );
  });

  it('goes on after a command that throws before its first wait', async () => {
    const lane = new CommandLane();
    const refused = lane.run(() => {
      throw new Error('no');
    });
    const next = lane.run(async () => 'done');
    await expect(refused).rejects.toThrow('no');
    expect(await next).toBe('done');
    expect(lane.isBusy).toBe(false);
  });

  it('runs what follows from what happened before what somebody wants, in its order, and not within what runs', async () => {
    const lane = new CommandLane();
    const { promise: held, resolve: release } = Promise.withResolvers<void>();
    const seen: string[] = [];
    const note = (name: string) => async (): Promise<void> => void seen.push(name);
    const all = [
      lane.run(async () => {
        await held;
        seen.push('first');
      }),
      lane.run(note('wanted')),
      lane.runNext(note('happened')),
      lane.run(note('wanted later')),
      lane.runNext(note('happened later')),
    ];
    expect([lane.isBusy, seen]).toEqual([true, []]);
    release();
    await Promise.all(all);
    expect(seen).toEqual(['first', 'happened', 'happened later', 'wanted', 'wanted later']);
  });

  it('takes a command that is given by one of its own', async () => {
    const lane = new CommandLane();
    const seen: string[] = [];
    let inner: Promise<void> | undefined;
    await lane.run(async () => {
      inner = lane.run(async () => void seen.push('inner'));
      seen.push('outer');
    });
    await inner;
    expect(seen).toEqual(['outer', 'inner']);
  });
});
