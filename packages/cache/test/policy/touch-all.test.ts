import fc from 'fast-check';
import { expect, it } from 'vitest';
import { LfuDecaySettings } from '../../src/policy/lfu-decay-options.ts';
import { LfuDecayPolicy } from '../../src/policy/lfu-decay-policy.ts';

const options = fc.record({
  capacity: fc.constant(20),
  decayThreshold: fc.integer({ min: 1, max: 40 }),
  window: fc.constantFrom(0, 0.2),
  tieBreak: fc.constantFrom('recency' as const, 'insertion' as const),
});

/** Answers as a two-tier cache has them: some that come again and again, some that share entries with others. */
const answers = fc.array(
  fc.oneof(
    fc.constantFrom([0, 1, 2, 3, 4], [5, 6, 7], [8, 9, 10, 11]),
    fc.uniqueArray(fc.nat(19), { minLength: 1, maxLength: 8 }),
  ),
  { maxLength: 40 },
);

it('using entries together is the same as using them one after the other, decays in between included', () => {
  fc.assert(
    fc.property(options, answers, (chosen, used) => {
      const [together, oneByOne] = [0, 1].map(() => {
        const owner = { evicted: () => {}, forgotten: () => {} };
        const policy = new LfuDecayPolicy(new LfuDecaySettings('test', chosen), owner);
        const slots = Array.from({ length: chosen.capacity }, () => policy.insert());
        return { policy, slots };
      });
      if (together === undefined || oneByOne === undefined) throw new Error('There are two.');
      for (const answer of used) {
        together.policy.touchAll(answer.map((at) => together.slots[at] ?? -1));
        for (const at of answer) oneByOne.policy.touch(oneByOne.slots[at] ?? -1);
        expect(together.policy.ranking()).toEqual(oneByOne.policy.ranking());
        expect(together.policy.decays).toBe(oneByOne.policy.decays);
      }
    }),
  );
});
