// A process as one of several that share a store.
import { LmdbStore, SmartCache, type Store, ValkeyStore } from '@reprise/cache';
import { serve } from './rpc.ts';
import { askAll } from './stampede/ask-all.ts';
import type { ShardCommands, SharedStore } from './stampede/shard.ts';
import type { Song } from './stores/song.ts';

let songs = new SmartCache<Song>();

serve<ShardCommands>({
  async open(shared) {
    const store = storeOf(shared);
    await store.get('anything');
    songs = new SmartCache<Song>({ store });
    await songs.ready();
  },
  askAll: (askers) => askAll(songs, askers),
  close: () => songs.close(),
});

function storeOf(shared: SharedStore): Store {
  if (shared.kind === 'valkey') return new ValkeyStore({ url: shared.url });
  return new LmdbStore({ path: shared.path, isShared: true });
}
