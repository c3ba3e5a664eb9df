import { AudioNode } from '@reprise/node';
import { LavalinkLoadException, LoadTimeoutError, type Playable, Playlist } from 'reprise';
import { describe, expect, it, vi } from 'vitest';
import { connectedPool, next, nodeAt } from '../support/pools.ts';
import { json, type Script, ScriptedServer, searchResult, track } from '../support/scripted-server.ts';

const CACHED = { cacheConfig: { capacity: 100, trackCapacity: 1_000 }, defaultSearchSource: 'mysearch' } as const;
const OPTIONS = { ...CACHED, searchPrefixes: { mysearch: 'scripted' } } as const;

const finds: Script = {
  answer: ({ url }, response) => json(response, searchResult(20, new URL(url, 'http://x').search)),
};
const empty: Script = {};
const failed = { loadType: 'error', data: { message: 'Video is private', severity: 'common', cause: 'x' } };
const fails: Script = { answer: (_request, response) => json(response, failed) };

/** Starts a server for each script and a pool on all of them, named A, B, C …. */
async function poolOn(scripts: readonly Script[], options: Parameters<typeof connectedPool>[1] = OPTIONS) {
  const servers = await Promise.all(scripts.map((script) => ScriptedServer.start(script)));
  const nodes = servers.map(({ url }, i) => nodeAt(url, { identifier: 'ABC'[i] ?? '' }));
  const pool = await connectedPool(nodes, options);
  return {
    pool,
    servers,
    loads: () => servers.map((server) => server.loads.length),
    async [Symbol.asyncDispose]() {
      await pool.close();
      for (const server of servers) await server[Symbol.asyncDispose]();
    },
  };
}

describe('a search', () => {
  it('goes the whole way to a real node once, and never leaves the process the second time', async () => {
    await using audio = new AudioNode({ port: 0, password: 'secret' });
    await audio.start();
    await using pool = await connectedPool([nodeAt(audio.url)], { cacheConfig: {}, defaultSearchSource: 'demosearch' });
    const first = await pool.load('ode to joy');
    const second = await pool.load('Ode to  Joy');
    expect([first.servedFrom, first.node, second.servedFrom, second.node]).toEqual(['node', 'A', 'l1', undefined]);
    const titles = [first, second].map(({ result }) => [...result].map(({ title }) => title));
    expect(titles[0]?.[0]).toMatch(/ode to joy/i);
    expect(titles[1]).toEqual(titles[0]);

    await audio.close();
    expect((await pool.load('demosearch:ode to joy')).servedFrom).toBe('l1');
  });

  it('of a playlist gives the playlist it was, from the node and from the cache', async () => {
    await using audio = new AudioNode({ port: 0, password: 'secret' });
    await audio.start();
    await using pool = await connectedPool([nodeAt(audio.url)], { cacheConfig: {} });
    const lists = [
      await pool.fetchTracks('demo:playlist:beethoven'),
      await pool.fetchTracks('demo:playlist:beethoven'),
    ];
    expect((await pool.load('demo:playlist:beethoven')).servedFrom).toBe('l1');
    for (const list of lists) expect(list).toBeInstanceOf(Playlist);
    expect(JSON.stringify(lists[1])).toBe(JSON.stringify(lists[0]));
  });

  it('of a link is answered from a track that a search has brought in', async () => {
    const uri = 'https://www.youtube.com/watch?v=dQw4w9WgXcQ';
    const result = { loadType: 'search', data: [track('Never Gonna', uri)] };
    await using one = await poolOn([{ answer: (_request, response) => json(response, result) }]);
    await one.pool.load('never gonna');
    const answer = await one.pool.load('https://youtu.be/dQw4w9WgXcQ?si=shared&t=42');
    expect(answer.servedFrom).toBe('l2');
    expect([...answer.result].map(({ title }) => title)).toEqual(['Never Gonna']);
    expect(one.loads()).toEqual([1]);
  });

  it('that finds nothing is remembered, and answered without a node', async () => {
    await using one = await poolOn([empty]);
    const answers = [await one.pool.load('nothing'), await one.pool.load('NOTHING')];
    expect(answers.map(({ servedFrom, result }) => [servedFrom, result])).toEqual([
      ['node', []],
      ['negative', []],
    ]);
    expect(one.loads()).toEqual([1]);
  });

  it('asked 10,000 times at once makes one request', async () => {
    await using one = await poolOn([finds]);
    const answers = await Promise.all(
      Array.from({ length: 10_000 }, (_, i) => one.pool.load(i % 2 === 0 ? 'same song' : 'mysearch:SAME song')),
    );
    expect(one.loads()).toEqual([1]);
    expect(answers.filter(({ joined }) => joined)).toHaveLength(9_999);
    expect(one.pool.getCacheStats()).toMatchObject({ joined: 9_999, l1Queries: 1, l2Tracks: 20 });
  });

  it('gives every caller notes of its own', async () => {
    await using one = await poolOn([finds]);
    const [a, b] = await Promise.all([one.pool.fetchTracks('song'), one.pool.fetchTracks('song')]);
    const [mine] = a as Playable[];
    if (mine === undefined) throw new Error('nothing found');
    mine.extras = { requester: 'guild A' };
    const cached = await one.pool.fetchTracks('song');
    for (const other of [b, cached]) expect((other as Playable[])[0]?.userData).toEqual({});
    expect(() => Object.assign(mine.info, { title: 'changed' })).toThrow(TypeError);
  });

  it('given up by one caller still serves the other', async () => {
    await using one = await poolOn([finds]);
    const controller = new AbortController();
    const left = one.pool.load('song', { signal: controller.signal });
    const stayed = one.pool.load('song');
    controller.abort(new Error('the user left'));
    await expect(left).rejects.toThrow('the user left');
    expect((await stayed).result).toHaveLength(20);
    await expect(one.pool.load('song', { signal: AbortSignal.abort(new Error('before')) })).rejects.toThrow('before');
  });

  it('reaches the node as typed; only the key is folded', async () => {
    await using one = await poolOn([finds]);
    await one.pool.load('Re:Zero  Opening');
    expect(one.servers[0]?.loads).toEqual(['mysearch:Re:Zero  Opening']);
    expect((await one.pool.load('re:zero opening')).servedFrom).toBe('l1');
  });

  it('with and without a default source that nobody knows is one entry, and any node may answer', async () => {
    await using one = await poolOn([finds], { cacheConfig: {}, defaultSearchSource: 'plugsearch' });
    await one.pool.load('song');
    expect((await one.pool.load('plugsearch:Song')).servedFrom).toBe('l1');
    expect(one.servers[0]?.loads).toEqual(['plugsearch:song']);
  });

  it('is described by the key of all its spellings, which loads the same', async () => {
    await using set = await poolOn([finds]);
    const { pool } = set;
    const described = pool.describeQuery('  Ode to  JOY ');
    expect(described).toEqual({
      key: 'mysearch:ode to joy',
      identifier: 'mysearch:  Ode to  JOY ',
      source: 'scripted',
    });
    expect(pool.describeQuery(described.key).key).toBe(described.key);
    expect(pool.describeQuery('https://youtu.be/dQw4w9WgXcQ?si=x&t=4')).toMatchObject({
      key: 'https://www.youtube.com/watch?v=dQw4w9WgXcQ',
      source: 'youtube',
    });
    expect(pool.describeQuery('joy', { source: 'scsearch' })).toMatchObject({
      key: 'scsearch:joy',
      source: 'soundcloud',
    });
    await pool.load('Ode to Joy');
    expect((await pool.load(described.key)).servedFrom).toBe('l1');
    expect(() => pool.describeQuery(' ')).toThrow(RangeError);
  });

  it('goes to the source that the caller names, unless the query names one itself', async () => {
    await using one = await poolOn([finds]);
    await one.pool.load('song', { source: 'scsearch' });
    await one.pool.load('mysearch:song', { source: 'scsearch' });
    await one.pool.load('https://example.org/a', { source: 'scsearch' });
    expect(one.servers[0]?.loads).toEqual(['scsearch:song', 'mysearch:song', 'https://example.org/a']);
    expect((await one.pool.load('SONG', { source: 'scsearch' })).servedFrom).toBe('l1');
    await expect(one.pool.load('song', { source: 'nosearch' })).rejects.toThrow("'nosearch'");
    expect((await one.pool.load('song')).servedFrom).toBe('l1');
  });

  it.each(['', '   ', 'x'.repeat(5_000)])('of %j is refused', async (query) => {
    await using one = await poolOn([finds]);
    await expect(one.pool.fetchTracks(query)).rejects.toBeInstanceOf(RangeError);
    expect(one.loads()).toEqual([0]);
  });

  it('ends with a typed error when no node answers in time', async () => {
    await using one = await poolOn([{ answer: () => undefined }], { ...OPTIONS, loadTimeoutMs: 50 });
    const error = await one.pool.load('song').catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(LoadTimeoutError);
    expect(error).toMatchObject({ code: 'LOAD_TIMEOUT', timeoutMs: 50 });
  });
});

describe('a search over several nodes', () => {
  it.each<[string, Script]>([
    ['whose source broke', fails],
    ['that answers 500', { answer: (_request, response) => json(response, {}, 500) }],
    ['that answers with a page', { answer: (_request, response) => response.writeHead(200).end('<html>') }],
    ['that answers nonsense', { answer: (_request, response) => json(response, { loadType: 'search', data: [{}] }) }],
    ['that hangs up', { answer: (_request, response) => response.destroy() }],
  ])('goes on from a node %s', async (_name, broken) => {
    await using both = await poolOn([broken, finds]);
    const answer = await both.pool.load('song', { node: 'A' });
    expect([answer.node, both.loads()]).toEqual(['B', [1, 1]]);
  });

  it('fails with the last failure when all fail, tells everyone once, and keeps nothing', async () => {
    await using both = await poolOn([fails, fails]);
    const outcomes = await Promise.allSettled([both.pool.load('song'), both.pool.load('song')]);
    for (const outcome of outcomes) {
      if (outcome.status === 'fulfilled') throw new Error('it loaded');
      expect(outcome.reason).toBeInstanceOf(LavalinkLoadException);
      expect(outcome.reason).toMatchObject({ code: 'LOAD_FAILED', severity: 'common', cause: 'x' });
      expect(outcome.reason.message).toContain('Video is private');
    }
    expect(both.loads()).toEqual([1, 1]);
    await expect(both.pool.load('song')).rejects.toBeInstanceOf(LavalinkLoadException);
    expect(both.loads()).toEqual([2, 2]);
  });

  it('takes "nothing found" from a node that has the source for the last word', async () => {
    await using both = await poolOn([empty, finds]);
    expect((await both.pool.load('song', { node: 'A' })).result).toEqual([]);
    expect(both.loads()).toEqual([1, 0]);
  });

  it('asks the node that has the source, and does not believe one that lacks it', async () => {
    await using both = await poolOn([{ sourceManagers: ['other'] }, finds]);
    expect((await both.pool.load('first')).node).toBe('B');
    expect((await both.pool.load('second', { node: 'A' })).node).toBe('B');
    expect(both.loads()).toEqual([1, 2]);
  });

  it('asks nodes without the source when no other is left, and keeps nothing of their "nothing found"', async () => {
    await using both = await poolOn([{ sourceManagers: ['other'] }, { sourceManagers: [] }]);
    expect((await both.pool.load('song')).result).toEqual([]);
    expect((await both.pool.load('song')).servedFrom).toBe('node');
    expect(both.loads()).toEqual([2, 2]);
  });

  it('keeps what a node finds that does not name the source', async () => {
    await using one = await poolOn([{ ...finds, sourceManagers: ['other'] }]);
    expect([(await one.pool.load('song')).servedFrom, (await one.pool.load('song')).servedFrom]).toEqual([
      'node',
      'l1',
    ]);
  });

  it('prefers the error of a node that has the source to the "nothing found" of one that lacks it', async () => {
    await using both = await poolOn([fails, { sourceManagers: ['other'] }]);
    await expect(both.pool.load('song')).rejects.toBeInstanceOf(LavalinkLoadException);
  });

  it('tries the named node first, and nodes of the region before others', async () => {
    const servers = [await ScriptedServer.start(finds), await ScriptedServer.start(finds)];
    const [a, b] = servers;
    if (a === undefined || b === undefined) throw new Error('no servers');
    await using pool = await connectedPool(
      [nodeAt(a.url, { region: 'eu' }), nodeAt(b.url, { identifier: 'B', region: 'us' })],
      OPTIONS,
    );
    expect((await pool.load('one', { region: 'us' })).node).toBe('B');
    expect((await pool.load('two', { region: 'eu' })).node).toBe('A');
    expect((await pool.load('three', { region: 'eu', node: pool.getNode('B') })).node).toBe('B');
    expect((await pool.load('four', { region: 'moon' })).node).toMatch(/[AB]/);
    const wrong = [pool.load('five', { node: 'C' }), pool.load('one', { node: 'C' })];
    const right = pool.load('five');
    for (const load of wrong) await expect(load).rejects.toMatchObject({ code: 'NODE_INVALID' });
    expect((await right).result).toHaveLength(20);
    await using other = await connectedPool([nodeAt(a.url)]);
    await expect(pool.load('six', { node: other.getNode() })).rejects.toThrow('belongs to another pool');
    const skips = ['A', 'B'].map((node) => pool.load('seven', { node, cache: 'skip' }));
    expect((await Promise.all(skips)).map(({ node }) => node)).toEqual(['A', 'B']);
    for (const server of servers) await server[Symbol.asyncDispose]();
  });

  it('spreads a burst over equal nodes', async () => {
    await using three = await poolOn([finds, finds, finds]);
    await Promise.all(Array.from({ length: 90 }, (_, i) => three.pool.load(`song ${i}`)));
    expect(three.loads()).toEqual([30, 30, 30]);
  });

  it('leaves time for the last node when the others hang, and repeats on the only one that can answer', async () => {
    const hangs: Script = { answer: () => undefined };
    await using three = await poolOn([hangs, hangs, finds], { ...OPTIONS, loadTimeoutMs: 900 });
    expect((await three.pool.load('song', { node: 'A' })).result).toHaveLength(20);

    let calls = 0;
    const broken: Script = {
      answer: (_request, response) => (++calls === 1 ? response.destroy() : json(response, searchResult(1))),
    };
    await using two = await poolOn([broken, { sourceManagers: ['other'] }]);
    expect((await two.pool.load('song')).node).toBe('A');
    expect(two.loads()).toEqual([2, 0]);
  });

  it('ends at once, and with the right error, when the pool is closed', async () => {
    await using one = await poolOn([{ answer: () => undefined }]);
    const load = one.pool.load('song');
    const down = one.pool.close();
    await expect(load).rejects.toMatchObject({ code: 'POOL_NOT_CONNECTED' });
    await down;
  });

  it('tells the node how soon it is wanted, and does not wait for one that may wait', async () => {
    await using set = await poolOn([finds]);
    const { pool, servers } = set;
    const warmed = pool.load('x', { priority: 'warm' });
    const [, now] = await Promise.all([warmed, pool.load('x')]);
    expect(now.joined).toBe(false);
    const said = servers[0]?.requests.filter(({ url }) => url.includes('loadtracks')) ?? [];
    expect(said.map(({ headers }) => headers['reprise-priority']).sort()).toEqual(['warm', undefined]);
    // @ts-expect-error: a priority that does not exist
    await expect(pool.load('x', { priority: 'soon' })).rejects.toThrow('Pool.load: priority must be one of play');
  });

  it('refuses a misspelt option or mode', async () => {
    await using one = await poolOn([finds]);
    await expect(one.pool.load('song', { nod: 'A' } as object)).rejects.toThrow('there is no option "nod"');
    await expect(one.pool.load('song', { cache: 'none' } as object)).rejects.toThrow(
      'must be one of use, reload, skip',
    );
  });

  it('takes a track with whatever a plugin nests, and fills in what an old server leaves out', async () => {
    const nested = `${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}`;
    const info = '{"identifier":"a","author":"b","length":1,"isStream":false,"title":"song","sourceName":"old"}';
    const body = `{"loadType":"track","data":{"encoded":"QAAA","info":${info},"pluginInfo":${nested}}}`;
    await using one = await poolOn([
      { answer: (_request, response) => response.writeHead(200, { 'content-type': 'application/json' }).end(body) },
    ]);
    const [playable] = await one.pool.fetchTracks('song');
    expect(playable).toMatchObject({ uri: null, isrc: null, artwork: null, position: 0, isSeekable: false });
  });

  it('goes on when the node it asks dies in the middle of it', async () => {
    await using both = await poolOn([{ answer: () => undefined }, finds]);
    const answer = both.pool.load('song', { node: 'A' });
    const down = next(both.pool, 'nodeDown');
    await both.servers[0]?.[Symbol.asyncDispose]();
    expect((await answer).node).toBe('B');
    await down;
  });
});

describe('the cache modes', () => {
  it('reload asks a node and replaces what was cached', async () => {
    let calls = 0;
    await using one = await poolOn([
      { answer: (_request, response) => json(response, searchResult(1, `take ${++calls}`)) },
    ]);
    await one.pool.load('song');
    expect((await one.pool.load('song', { cache: 'reload' })).servedFrom).toBe('node');
    const cached = await one.pool.load('song');
    expect([cached.servedFrom, [...cached.result][0]?.title]).toEqual(['l1', 'take 2 0']);
  });

  it('skip neither reads nor writes, and does not keep others from writing', async () => {
    await using one = await poolOn([finds]);
    await Promise.all([one.pool.load('song', { cache: 'skip' }), one.pool.load('song')]);
    expect(one.loads()).toEqual([2]);
    expect((await one.pool.load('song')).servedFrom).toBe('l1');
    expect((await one.pool.load('song', { cache: 'skip' })).servedFrom).toBe('node');
  });

  it('reload that finds nothing behind a link forgets the track a search had brought in, and so does forget', async () => {
    const uri = 'https://www.youtube.com/watch?v=dQw4w9WgXcQ';
    let isGone = false;
    const answer: Script['answer'] = ({ url }, response) =>
      json(
        response,
        url.includes('http') && isGone
          ? { loadType: 'empty', data: null }
          : { loadType: 'search', data: [track('song', uri)] },
      );
    await using one = await poolOn([{ answer, sourceManagers: ['scripted', 'youtube'] }]);
    await one.pool.load('song');
    expect((await one.pool.load(uri)).servedFrom).toBe('l2');
    expect(one.pool.forget('https://youtu.be/dQw4w9WgXcQ')).toBe(true);
    expect((await one.pool.load(uri)).servedFrom).toBe('node');

    isGone = true;
    expect((await one.pool.load(uri, { cache: 'reload' })).result).toEqual([]);
    one.pool.forget(uri);
    expect((await one.pool.load(uri)).servedFrom).toBe('node');
  });

  it('forget is not undone by what is under way, and a reload does not wait for what was asked before it', async () => {
    const waiting: (() => void)[] = [];
    await using one = await poolOn([
      { answer: (_request, response) => waiting.push(() => json(response, searchResult(1, `take ${waiting.length}`))) },
    ]);
    const before = one.pool.load('song');
    await vi.waitFor(() => expect(waiting).toHaveLength(1));
    one.pool.forget('song');
    const reload = one.pool.load('song', { cache: 'reload' });
    await vi.waitFor(() => expect(waiting).toHaveLength(2));
    waiting[1]?.();
    expect((await reload).joined).toBe(false);
    waiting[0]?.();
    await before;
    expect((await one.pool.load('song')).servedFrom).toBe('l1');
    expect(one.loads()).toEqual([2]);
  });

  it('forget drops a query, or a track with the queries that hold it', async () => {
    await using one = await poolOn([finds]);
    const found = await one.pool.fetchTracks('song');
    expect([one.pool.forget('SONG'), one.pool.forget('song')]).toEqual([true, false]);
    expect((await one.pool.load('song')).servedFrom).toBe('node');
    const bad = [...found][3];
    if (bad === undefined) throw new Error('nothing found');
    expect(one.pool.forget(bad)).toBe(true);
    expect((await one.pool.load('song')).servedFrom).toBe('node');
  });

  it('without cacheConfig caches nothing, but equal queries still share one request', async () => {
    await using one = await poolOn([finds], { defaultSearchSource: 'mysearch', cacheConfig: null });
    await Promise.all([one.pool.load('song'), one.pool.load('song')]);
    expect((await one.pool.load('song')).servedFrom).toBe('node');
    expect(one.loads()).toEqual([2]);
    expect(one.pool.cache).toBeUndefined();
    expect(one.pool.getCacheStats()).toMatchObject({ l1Queries: 0, l2Tracks: 0, joined: 1 });
    expect([one.pool.getCacheEntries().size, one.pool.getRandomCachedTrack(), one.pool.exportCacheData()]).toEqual([
      0,
      undefined,
      { l1: {}, l2: {} },
    ]);
  });
});
