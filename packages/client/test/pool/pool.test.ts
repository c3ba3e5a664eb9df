import { AudioNode } from '@reprise/node';
import { NodePool, Playable, Pool, PoolConnectedError, PoolNotConnectedError } from 'reprise';
import { afterEach, describe, expect, it } from 'vitest';
import { CLIENT, connectedPool, nodeAt } from '../support/pools.ts';
import { ScriptedServer } from '../support/scripted-server.ts';

afterEach(() => Pool.close());

describe('Pool', () => {
  it('is the one of the process, with every method that the documents name', async () => {
    await using audio = new AudioNode({ port: 0, password: 'secret' });
    await audio.start();
    const nodes = await Pool.connect({
      client: { user: { id: CLIENT.userId } },
      nodes: new Set([nodeAt(audio.url, { identifier: 'EU', region: 'eu' })]),
      cacheConfig: { capacity: 50, trackCapacity: 500, decayFactor: 0.5, decayThreshold: 1_000 },
      regions: null,
      defaultSearchSource: 'demosearch',
    });
    expect([...nodes.keys()]).toEqual(['EU']);
    expect(Pool.getNode()).toBe(Pool.getNode('EU'));
    expect(Pool.getNode({ region: 'eu' })).toBe(Pool.getNode({ region: 'us' }));
    expect(Pool.regionFromEndpoint('us-east1-b.discord.media:443')).toBe('us');

    const found = await Pool.fetchTracks('beethoven');
    expect([...found].length).toBeGreaterThan(1);
    const stats = Pool.getCacheStats();
    expect([stats.l1Queries, stats.l2Tracks]).toEqual([1, [...found].length]);
    const titles = [...found].map(({ title }) => title);
    expect([...Pool.getCacheEntries().values()]).toEqual([titles]);
    expect(titles).toContain(Pool.getRandomCachedTrack()?.title);
    const { l1, l2 } = Pool.exportCacheData();
    expect(Object.values(l1)).toEqual([[...found].map(({ encoded }) => encoded)]);
    expect(Object.values(l2).sort()).toEqual([...titles].sort());
    Pool.resizeCache({ capacity: 10, trackCapacity: 100 });
    expect(() => Pool.resizeCache({ trackCapcity: 5 } as object)).toThrow('trackCapcity');
    expect((await Pool.load('beethoven')).servedFrom).toBe('l1');

    const byTrack = await Playable.search('beethoven', { source: 'demosearch' });
    expect([...byTrack].map(({ title }) => title)).toEqual(titles);
  });

  it('gives a copy of its nodes, which nobody can change it by', async () => {
    await using server = await ScriptedServer.start();
    await using pool = await connectedPool([nodeAt(server.url)]);
    pool.nodes().clear();
    expect(pool.nodes().size).toBe(1);
  });

  it('is not held up by a dead node, and has it in its list', async () => {
    await using server = await ScriptedServer.start();
    await using dead = await ScriptedServer.start();
    const config = nodeAt(dead.url, { identifier: 'dead' });
    await dead[Symbol.asyncDispose]();
    const startedAt = performance.now();
    await using pool = await connectedPool([config, nodeAt(server.url)], { connectTimeoutMs: 5_000 });
    expect(performance.now() - startedAt).toBeLessThan(1_000);
    expect(pool.getNode().identifier).toBe('A');
    expect(['down', 'connecting']).toContain(pool.getNode('dead').state);
  });

  it('waits for nodes no longer than connectTimeoutMs', async () => {
    await using hanging = await ScriptedServer.start({ frames: [] });
    const startedAt = performance.now();
    await using pool = await connectedPool([nodeAt(hanging.url)], { connectTimeoutMs: 100 });
    expect(performance.now() - startedAt).toBeLessThan(1_000);
    expect(pool.getNode('A').state).toBe('connecting');
  });

  it('says for every node what it is when none can be asked', async () => {
    await using server = await ScriptedServer.start({ refuse: { status: 401 } });
    await using pool = await connectedPool([nodeAt(server.url)]);
    expect(() => pool.getNode()).toThrow('A is misconfigured: it refuses the password (401)');
    expect(() => pool.getNode('X')).toThrow('There is no node "X"; there are "A"');
    await expect(pool.fetchTracks('song')).rejects.toMatchObject({ code: 'NODE_INVALID' });
  });

  it('rejects every call before connect and after close, until it is connected again', async () => {
    await using server = await ScriptedServer.start();
    const pool = new NodePool();
    const calls: (() => unknown)[] = [
      () => pool.getNode(),
      () => pool.nodes(),
      () => pool.fetchTracks('song'),
      () => pool.load('song'),
      () => pool.forget('song'),
      () => pool.cache,
      () => pool.getCacheStats(),
      () => pool.getCacheEntries(),
      () => pool.getRandomCachedTrack(),
      () => pool.exportCacheData(),
      () => pool.resizeCache({ capacity: 1 }),
    ];
    const refused = async (): Promise<void> => {
      for (const call of calls) await expect((async () => call())()).rejects.toBeInstanceOf(PoolNotConnectedError);
    };
    await refused();
    await pool.connect({ client: CLIENT, nodes: [nodeAt(server.url)] });
    await expect(pool.connect({ client: CLIENT, nodes: [nodeAt(server.url)] })).rejects.toBeInstanceOf(
      PoolConnectedError,
    );
    await pool.close();
    await refused();
    await pool.connect({ client: CLIENT, nodes: [nodeAt(server.url)] });
    expect(pool.getNode().state).toBe('ready');
    await pool.close();
    await pool.close();
  });

  it('leaves no connection behind', async () => {
    await using server = await ScriptedServer.start();
    {
      await using pool = await connectedPool([nodeAt(server.url)]);
      await pool.fetchTracks('song');
    }
    const [socket] = server.sockets;
    await new Promise<void>((resolve) =>
      socket?.readyState === 3 ? resolve() : socket?.once('close', () => resolve()),
    );
    expect(server.upgrades).toHaveLength(1);
  });

  it.each([
    [
      'nobody logged in',
      { client: { user: null } },
      /client must be a client of discord.js, Eris or Oceanic that is logged in/,
    ],
    [
      'an id that is no number',
      { client: { userId: 'abc' } },
      /client must be a client of discord.js, Eris or Oceanic that is logged in/,
    ],
    ['no nodes', { nodes: [] }, /at least one node/],
    ['a node twice', { nodes: [nodeAt('http://x:1'), nodeAt('http://y:1')] }, /A stands twice/],
    ['a misspelt option', { cache_config: {} }, /there is no option "cache_config"/],
    ['a misspelt cache option', { cacheConfig: { size: 1 } }, /there is no option "size"/],
    ['a wrong cache size', { cacheConfig: { trackCapacity: -1 } }, /trackCapacity must be .* but is -1/],
    ['a prefix with its colon', { defaultSearchSource: 'ytsearch:' }, /prefix without its colon/],
    ['regions that are no lists', { regions: { EU: 'fra' } }, /regions.EU must be a list/],
    ['codes that no endpoint has', { regions: { eu: ['FRA'] } }, /regions.eu must be a list of lower-case codes/],
    ['a further prefix with its colon', { searchPrefixes: { 'mine:': 'x' } }, /searchPrefixes must be a prefix/],
    ['a logger that cannot warn', { logger: {} }, /logger.warn must be a function/],
    ['a wrong picker', { nodePicker: {} }, /nodePicker.pick must be a function/],
  ])('refuses %s, names it, and starts nothing', async (_name, options, message) => {
    const pool = new NodePool();
    const all = { client: CLIENT, nodes: [nodeAt('http://127.0.0.1:1')], ...options } as Parameters<
      NodePool['connect']
    >[0];
    await expect(pool.connect(all)).rejects.toThrow(message);
    expect(() => pool.nodes()).toThrow(PoolNotConnectedError);
  });
});
