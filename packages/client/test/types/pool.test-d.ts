import type { LoadResult, Message } from '@reprise/protocol';
import {
  type LoadAnswer,
  type Node,
  type Playable,
  Playlist,
  Pool,
  type PoolEvents,
  type RepriseError,
  type RepriseErrorCode,
} from 'reprise';
import { describe, expectTypeOf, test } from 'vitest';

describe('the types a bot author meets', () => {
  test('a search gives a list or a playlist, told apart by class', async () => {
    const found = await Pool.fetchTracks('song');
    expectTypeOf(found).toEqualTypeOf<Playable[] | Playlist>();
    if (found instanceof Playlist) expectTypeOf(found.tracks).toEqualTypeOf<readonly Playable[]>();
    else expectTypeOf(found[0]).toEqualTypeOf<Playable | undefined>();
    expectTypeOf([...found]).toEqualTypeOf<Playable[]>();
  });

  test('an answer says where it came from', () => {
    expectTypeOf<LoadAnswer['servedFrom']>().toEqualTypeOf<'l1' | 'l2' | 'negative' | 'node'>();
    expectTypeOf<LoadAnswer['node']>().toEqualTypeOf<string | undefined>();
  });

  test('connect wants a client and nodes, and gives them back by name', () => {
    expectTypeOf(Pool.connect).returns.resolves.toEqualTypeOf<Map<string, Node>>();
    // @ts-expect-error: the client is missing
    void (() => Pool.connect({ nodes: [] }));
    // @ts-expect-error: a node needs a password
    void (() => Pool.connect({ client: { userId: '1' }, nodes: [{ identifier: 'A', uri: 'http://x' }] }));
    // @ts-expect-error: there is no such option
    void (() => Pool.connect({ client: { userId: '1' }, nodes: [], cache_config: {} }));
  });

  test('listeners know their arguments', () => {
    expectTypeOf<PoolEvents['nodeDown']>().toEqualTypeOf<[node: Node, why: string]>();
    Pool.on('nodeMessage', (node, message) => {
      expectTypeOf(node).toEqualTypeOf<Node>();
      expectTypeOf(message).toEqualTypeOf<Message>();
    });
    // @ts-expect-error: there is no such event
    Pool.on('nodeRady', () => undefined);
  });

  test('every error has a code of the union', () => {
    expectTypeOf<RepriseError['code']>().toEqualTypeOf<RepriseErrorCode>();
  });

  test('a load result is narrowed by its type', () => {
    const narrowed = (result: LoadResult): string | null => {
      if (result.loadType === 'track') return result.data.info.title;
      if (result.loadType === 'playlist') return result.data.info.name;
      if (result.loadType === 'search') return result.data[0]?.encoded ?? null;
      return result.loadType === 'error' ? result.data.message : null;
    };
    expectTypeOf(narrowed).returns.toEqualTypeOf<string | null>();
  });

  test('notes can be written, tracks cannot', () => {
    const playable = {} as Playable;
    playable.userData = { requester: 'me' };
    // @ts-expect-error: the track is shared
    playable.info.title = 'changed';
  });
});
