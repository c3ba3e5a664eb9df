import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HyperCache } from '../../src/hyper/hyper-cache.ts';
import { SnapshotError } from '../../src/hyper/snapshot-error.ts';
import { cacheOf, ids, manualClock, playlist, track, tracks } from './fixtures.ts';

function filled(): HyperCache {
  const cache = cacheOf({
    trackCapacity: 40,
    queryCapacity: 30,
    decayFactor: 0.25,
    normalize: (text) => text.toLowerCase(),
  });
  for (let i = 0; i < 20; i += 1) cache.putQuery(`query ${i}`, tracks(`${i}:`, 3));
  for (let use = 0; use < 30; use += 1) cache.getQuery('QUERY 19');
  cache.putQuery('list', playlist(tracks('list', 4), 2));
  cache.putQuery('nothing', []);
  return cache;
}

/** A snapshot with the body changed, and with the header that belongs to the changed body. */
function forged(change: (body: string) => string): Uint8Array {
  const bytes = Buffer.from(filled().snapshot());
  const body = Buffer.from(change(bytes.toString('utf8', 20)));
  const header = bytes.subarray(0, 20);
  header.writeUInt32BE(crc32(body), 12);
  header.writeUInt32BE(body.length, 16);
  return Buffer.concat([header, body]);
}

describe('a snapshot', () => {
  it('brings everything back: answers, playlists, spellings, counts, options', () => {
    const before = filled();
    const after = HyperCache.restore(before.snapshot(), { now: manualClock().now });
    expect(after.exportData()).toEqual(before.exportData());
    expect(after.getQuery('list')).toEqual(playlist(tracks('list', 4), 2));
    expect(ids(after.getQuery('QUERY 19'))).toEqual(['19:0', '19:1', '19:2']);
    expect(after.getQuery('nothing')).toEqual([]);
    expect(after.stats().bytes).toBe(before.stats().bytes);
  });

  it('fits into a smaller cache, with what is worth most', () => {
    const after = HyperCache.restore(filled().snapshot(), {
      trackCapacity: 12,
      queryCapacity: 2,
      now: manualClock().now,
    });
    expect(after.stats().l2Tracks).toBe(12);
    expect(after.hasQuery('query 19')).toBe(true);
    const tight = HyperCache.restore(filled().snapshot(), { maxBytes: 4_000, now: manualClock().now });
    expect(tight.stats().bytes).toBeLessThanOrEqual(4_000);
  });

  it('keeps no more time than was left', () => {
    const clock = manualClock();
    const before = cacheOf({ ttlMs: 10_000, now: clock.now });
    before.putQuery('q', tracks('t', 1));
    const bytes = before.snapshot();
    clock.advance(9_999);
    expect(HyperCache.restore(bytes, { now: clock.now }).hasQuery('q')).toBe(true);
    clock.advance(1);
    expect(HyperCache.restore(bytes, { now: clock.now }).hasQuery('q')).toBe(false);
  });

  it('does not trust the age of anything when the clock was set back', () => {
    const before = cacheOf({ ttlMs: 10_000 });
    before.putQuery('q', tracks('t', 1));
    const yesterday = (): number => manualClock().now() - 86_400_000;
    expect(HyperCache.restore(before.snapshot(), { now: yesterday }).hasQuery('q')).toBe(false);
  });

  it('brings odd keys back', () => {
    const odd = ['__proto__', 'constructor', '\0', '🎵', '', '\ud800', 'x'.repeat(65_536)];
    const before = cacheOf();
    for (const key of odd) before.putQuery(key, [track(key)]);
    const after = HyperCache.restore(before.snapshot(), { now: manualClock().now });
    expect(odd.map((key) => ids(after.getQuery(key)))).toEqual(odd.map((key) => [key]));
  });

  it.each<[string, (bytes: Uint8Array) => Uint8Array]>([
    ['empty', () => new Uint8Array()],
    ['cut short', (bytes) => bytes.subarray(0, bytes.length - 1)],
    ['only a header', (bytes) => bytes.subarray(0, 20)],
    ['too long', (bytes) => Buffer.concat([bytes, Buffer.from([0])])],
    ['of another kind', (bytes) => Buffer.concat([Buffer.from('NOTREPRI'), bytes.subarray(8)])],
    [
      'of another version',
      (bytes) => Buffer.concat([bytes.subarray(0, 8), Buffer.from([0, 0, 0, 9]), bytes.subarray(12)]),
    ],
    ['not JSON', () => forged((body) => body.slice(1))],
    ['a list', () => forged(() => '[]')],
    ['nothing', () => forged(() => 'null')],
    ['with a negative capacity', () => forged((body) => body.replace('"trackCapacity":40', '"trackCapacity":-40'))],
    ['with too many tracks', () => forged((body) => body.replace('"trackCapacity":40', '"trackCapacity":4'))],
    ['with a decay above 1', () => forged((body) => body.replace('"decayFactor":0.25', '"decayFactor":25'))],
    ['with a track that is missing', () => forged((body) => body.replace('"list",[],[', '"list",[],[999,'))],
    ['with a track that is no track', () => forged((body) => body.replace('"title":', '"name":'))],
    ['with a track twice', () => forged((body) => body.replaceAll('"19:1"', '"19:2"'))],
  ])('that is %s is refused as a whole', (_name, damage) => {
    const restore = () => HyperCache.restore(damage(filled().snapshot()));
    expect(restore).toThrow(SnapshotError);
    expect(restore).toThrow(expect.objectContaining({ code: 'SNAPSHOT_INVALID', reason: expect.any(String) }));
  });

  it('with any byte changed is refused', () => {
    const bytes = filled().snapshot();
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const damaged = Uint8Array.from(bytes);
        damaged[at] = (damaged[at] ?? 0) ^ change;
        expect(() => HyperCache.restore(damaged)).toThrow(SnapshotError);
      }),
      { numRuns: 500 },
    );
  });

  it('made of anything that looks like one is restored or refused, never half read', () => {
    fc.assert(
      fc.property(fc.json(), fc.nat(30), (json, at) => {
        const parts = /"[a-zA-Z]+":/g;
        let seen = 0;
        const bytes = forged((body) => body.replace(parts, (name) => (seen++ === at ? `${name}${json},"x":` : name)));
        try {
          HyperCache.restore(bytes).exportData();
        } catch (error) {
          expect(error).toBeInstanceOf(SnapshotError);
        }
      }),
      { numRuns: 500 },
    );
  });
});
