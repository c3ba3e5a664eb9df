import { describe, expect, it } from 'vitest';
import { LfuDecaySettings } from '../../src/policy/lfu-decay-options.ts';
import { LfuDecayPolicy } from '../../src/policy/lfu-decay-policy.ts';

/** Passes through loops for each of 400,000 uses and insertions in a full cache, at music-like popularity. */
function stepsPerOperation(capacity: number, options: object): number {
  const settings = new LfuDecaySettings('test', { capacity, ...options });
  const slots: number[] = [];
  const here = new Set<number>();
  const policy = new LfuDecayPolicy(settings, { evicted: (slot) => here.delete(slot), forgotten: () => {} });
  for (let i = 0; i < capacity; i += 1) {
    const slot = policy.insert();
    slots.push(slot);
    here.add(slot);
  }
  const random = mulberry32(1);
  const before = policy.steps;
  const operations = 400_000;
  for (let i = 0; i < operations; i += 1) {
    const slot = slots[Math.floor(capacity * random() ** 3)] ?? 0;
    if (i % 8 === 0) here.add(policy.insert());
    else if (here.has(slot)) policy.touch(slot);
  }
  return (policy.steps - before) / operations;
}

/** A small random generator with a seed. */
function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

describe('the steps of an operation', () => {
  it.each([
    ['a decay every 1000 hits', { decayThreshold: 1_000 }],
    ['the automatic threshold', {}],
    ['no window and no ghosts', { decayThreshold: 1_000, window: 0, ghost: 0 }],
  ])('do not grow from 1 thousand to 1 million entries with %s', (_name, options) => {
    const [small, large] = [stepsPerOperation(1_000, options), stepsPerOperation(1_000_000, options)];
    expect(small).toBeLessThan(1);
    expect(large).toBeLessThan(1);
  });
});
