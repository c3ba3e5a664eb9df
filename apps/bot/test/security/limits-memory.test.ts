import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { ManualClock } from '@reprise/devkit';
import { describe, expect, it } from 'vitest';
import { PolicyLimits } from '../../src/commands/policy-limits.ts';
import { RequestLimit } from '../../src/http/request-limit.ts';

const USERS = 1_000_000;
/** Users that pass before the memory is looked at for the first time: buckets are full by then. */
const WARM_UP = 200_000;

setFlagsFromString('--expose-gc');
const collect: () => void = runInNewContext('gc');

function heapMiB(): number {
  collect();
  collect();
  return process.memoryUsage().heapUsed / 1_048_576;
}

describe('a million users', () => {
  it('of commands cost no more memory than the first 200,000', () => {
    const clock = new ManualClock();
    const limits = new PolicyLimits(clock);
    const names = ['play', 'skip', 'queue', 'cache stats', 'pause'] as const;
    let refused = 0;
    const use = (user: number): void => {
      const name = names[user % names.length] ?? 'play';
      const ids = { userId: `${100_000_000_000_000_000n + BigInt(user)}`, guildId: `${user % 50_000}` };
      if (limits.waitMs({ ...ids, name }) > 0) refused += 1;
      // 20,000 users a second, which no bot has.
      if (user % 1_000 === 0) clock.advance(50);
    };
    for (let user = 0; user < WARM_UP; user += 1) use(user);
    const before = heapMiB();
    for (let user = WARM_UP; user < USERS; user += 1) use(user);
    const after = heapMiB();
    console.log(`PolicyLimits: ${before.toFixed(1)} MiB after 200,000 users, ${after.toFixed(1)} MiB after 1,000,000.`);
    expect(after - before).toBeLessThan(2);
    // One after the other nobody is too fast, and nobody pays for the others.
    expect(refused).toBe(0);
    expect(limits.waitMs({ userId: '1', guildId: '2', name: 'play' })).toBe(0);
    expect(limits.waitMs({ userId: '1', guildId: '2', name: 'play' })).toBeGreaterThan(0);
  }, 60_000);

  it('of whom 200,000 look at the page cost no more memory than the first 40,000', () => {
    const clock = new ManualClock();
    const limit = new RequestLimit(clock);
    const ask = (user: number): void =>
      void limit.take(`2001:db8:${(user >> 16).toString(16)}:${(user & 65_535).toString(16)}::1`);
    for (let user = 0; user < 40_000; user += 1) ask(user);
    const before = heapMiB();
    for (let user = 40_000; user < 200_000; user += 1) ask(user);
    const after = heapMiB();
    console.log(
      `RequestLimit: ${before.toFixed(1)} MiB after 40,000 addresses, ${after.toFixed(1)} MiB after 200,000.`,
    );
    expect(after - before).toBeLessThan(2);
    expect(limit.size).toBe(10_000);
  });
});
