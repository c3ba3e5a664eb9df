// HyperCache without a pool: two tiers for anything that has an `encoded` id and a `title`.
import { HyperCache } from '@reprise/cache';

const cache = new HyperCache({ queryCapacity: 200, trackCapacity: 2_000, normalize: (query) => query.toLowerCase() });

cache.putQuery('Ode to Joy', [{ encoded: 'QAAA1', title: 'Ode to Joy', uri: 'https://example.org/ode' }]);
console.log(cache.getQuery('ODE TO JOY')); // the same entry, under another spelling
console.log(cache.getTrackByUri('https://example.org/ode')?.title);

const saved = cache.snapshot(); // bytes for a file: entries, order and counts
const restored = HyperCache.restore(saved);
console.log(restored.stats().l2Tracks);
