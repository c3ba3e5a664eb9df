import { LfuDecayCache } from '@reprise/cache';
import { expect, it } from 'vitest';
import { zipfTrace } from '../src/random.ts';
import { DictionaryLfu } from '../src/reference/dictionary-lfu.ts';

it('the dictionary scan and LfuDecayCache in its plain form evict the same keys', () => {
  const plain = { capacity: 100, window: 0, ghost: 0, decayThreshold: 300, tieBreak: 'insertion' } as const;
  const ours = new LfuDecayCache<number, number>(plain);
  const scan = new DictionaryLfu<number, number>(100, 300);
  for (const key of zipfTrace(20_000, 1_000, 0.8)) {
    expect(ours.has(key)).toBe(scan.has(key));
    for (const cache of [ours, scan]) if (cache.get(key) === undefined) cache.set(key, key);
  }
});
