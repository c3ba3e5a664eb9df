import { expectTypeOf, test } from 'vitest';
import {
  type CacheablePlaylist,
  type CacheableTrack,
  HyperCache,
  LfuDecayCache,
  type SnapshotError,
} from '../src/index.ts';

interface Song extends CacheableTrack {
  readonly author: string;
}

test('HyperCache hands out the tracks it takes', () => {
  const cache = new HyperCache<Song>();
  expectTypeOf(cache.getQuery('q')).toEqualTypeOf<Song[] | CacheablePlaylist<Song> | undefined>();
  expectTypeOf(cache.getTrack('id')).toEqualTypeOf<Song | undefined>();
  expectTypeOf(HyperCache.restore<Song>(new Uint8Array())).toEqualTypeOf<HyperCache<Song>>();
  // @ts-expect-error a track without an author is no Song
  cache.putTrack({ encoded: 'id', title: 'Title' });
  // @ts-expect-error there is no such option
  new HyperCache({ capacity: 5 });
});

test('undefined stands for "not here", so it cannot be stored', () => {
  // @ts-expect-error the value may be undefined
  new LfuDecayCache<string, number | undefined>({ capacity: 1 });
});

test('the code of a SnapshotError is known', () => {
  expectTypeOf<SnapshotError['code']>().toEqualTypeOf<'SNAPSHOT_INVALID'>();
});
