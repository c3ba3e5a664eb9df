import { inspect } from 'node:util';
import { ManualClock } from '@reprise/devkit';
import { AudioNode } from '@reprise/node';
import { InvalidNodeException, NodePool, PluginMissingError } from 'reprise';
import { describe, expect, it, vi } from 'vitest';
import { CLIENT, connectedPool, next, nodeAt } from '../support/pools.ts';
import { json, READY, type Script, ScriptedServer } from '../support/scripted-server.ts';

const NO_WAIT = () => ({ delayMs: () => 0 });

describe('Node', () => {
  it('connects with the headers the protocol wants and knows what the node can do', async () => {
    await using server = await ScriptedServer.start({ sourceManagers: ['youtube'] });
    await using pool = await connectedPool([nodeAt(server.url, { region: 'eu' })]);
    const node = pool.getNode('A');
    expect(node).toMatchObject({ state: 'ready', sessionId: 'abcdefgh', region: 'eu', uri: server.url });
    expect(node.info?.sourceManagers).toEqual(['youtube']);
    expect(server.upgrades[0]).toMatchObject({
      authorization: 'secret',
      'user-id': CLIENT.userId,
      'client-name': expect.stringMatching(/^reprise\/\d/),
    });
  });

  it.each([
    ['the password is wrong (401)', { status: 401 }, /refuses the password/],
    ['the password is wrong (403)', { status: 403 }, /refuses the password/],
    ['it speaks another version', { status: 400, headers: { 'Lavalink-Api-Version': '3' } }, /version 3 .* version 4/],
  ])('is refused once and for all, and says so in one line, when %s', async (_name, refuse, line) => {
    await using server = await ScriptedServer.start({ refuse });
    const lines: string[] = [];
    await using pool = await connectedPool([nodeAt(server.url)], {
      backoff: NO_WAIT,
      logger: { warn: (text) => lines.push(text) },
    });
    expect(pool.getNode('A').state).toBe('misconfigured');
    // A second pool, whose node is tried again and again without a wait: time enough for the first to do so too.
    await using other = await connectedPool([nodeAt('http://127.0.0.1:9')], { backoff: NO_WAIT, connectTimeoutMs: 1 });
    for (let i = 0; i < 5; i++) await next(other, 'nodeDown');
    expect(server.upgrades).toHaveLength(1);
    expect(lines).toEqual([expect.stringMatching(line)]);
    expect(lines[0]).not.toContain('secret');
  });

  it('is refused when an old server knows no such route, but tries again when a proxy says 404', async () => {
    await using old = await ScriptedServer.start({
      refuse: { status: 404 },
      answer: (_request, response) => response.writeHead(200, { 'content-type': 'text/plain' }).end('3.7.11'),
    });
    await using pool = await connectedPool([nodeAt(old.url)]);
    expect(pool.getNode('A').state).toBe('misconfigured');

    await using proxy = await ScriptedServer.start({
      refuse: { status: 404 },
      answer: (_request, response) => response.writeHead(404).end('no such site'),
    });
    await using other = await connectedPool([nodeAt(proxy.url)], { connectTimeoutMs: 100 });
    expect(['down', 'connecting']).toContain(other.getNode('A').state);
  });

  it('is refused, and hangs up, when only its REST side refuses the password', async () => {
    await using server = await ScriptedServer.start({ infoStatus: 403 });
    await using pool = await connectedPool([nodeAt(server.url)]);
    expect(pool.getNode('A')).toMatchObject({ state: 'misconfigured', why: 'it refuses the password (403)' });
    const [socket] = server.sockets;
    if (socket === undefined) throw new Error('no socket');
    await new Promise<void>((resolve) => (socket.readyState === 3 ? resolve() : socket.once('close', () => resolve())));
  });

  it('stays closed when it is closed while it asks an old server for its version', async () => {
    const asked = Promise.withResolvers<void>();
    await using server = await ScriptedServer.start({ refuse: { status: 404 }, answer: () => asked.resolve() });
    const pool = new NodePool();
    const connecting = pool.connect({ client: CLIENT, nodes: [nodeAt(server.url)], logger: null, backoff: NO_WAIT });
    const refused = expect(connecting).rejects.toMatchObject({ code: 'POOL_NOT_CONNECTED' });
    await asked.promise;
    const node = pool.getNode('A');
    await pool.close();
    await refused;
    await using other = await connectedPool([nodeAt('http://127.0.0.1:9')], { backoff: NO_WAIT, connectTimeoutMs: 1 });
    for (let i = 0; i < 5; i++) await next(other, 'nodeDown');
    expect([node.state, server.upgrades.length]).toEqual(['idle', 1]);
  });

  it('goes on with its life when a listener throws, whose error nobody swallows', async () => {
    await using server = await ScriptedServer.start();
    const uncaught: unknown[] = [];
    const others = process.listeners('uncaughtException');
    process.removeAllListeners('uncaughtException').on('uncaughtException', (error) => uncaught.push(error));
    await using pool = await connectedPool([nodeAt(server.url)]);
    const back = next(pool, 'nodeReady');
    for (const event of ['nodeStateChange', 'nodeReady'] as const) {
      pool.once(event, () => {
        throw new Error(`a bug of the user in ${event}`);
      });
    }
    for (const socket of server.sockets) socket.terminate();
    await back;
    expect(pool.getNode('A').state).toBe('ready');
    await vi.waitFor(() => expect(uncaught).toHaveLength(2));
    process.removeAllListeners('uncaughtException');
    for (const listener of others) process.on('uncaughtException', listener);
    expect(uncaught.map(String)).toEqual([
      'Error: a bug of the user in nodeStateChange',
      'Error: a bug of the user in nodeReady',
    ]);
  });

  it('is not ready by what a lost connection still answers', async () => {
    const infos: (() => void)[] = [];
    await using server = await ScriptedServer.start({ holdInfo: (answer) => infos.push(answer), frames: [READY] });
    await using pool = await connectedPool([nodeAt(server.url)], { connectTimeoutMs: 1 });
    await vi.waitFor(() => expect(infos).toHaveLength(1));
    const down = next(pool, 'nodeDown');
    for (const socket of server.sockets) socket.terminate();
    await down;
    infos[0]?.();
    await vi.waitFor(() => expect(infos).toHaveLength(2));
    expect(pool.getNode('A')).toMatchObject({ state: 'connecting', sessionId: undefined });
  });

  it('says once an outage in the log that it is away, and why in the error', async () => {
    const gone = await ScriptedServer.start();
    const { url } = gone;
    await gone[Symbol.asyncDispose]();
    const lines: string[] = [];
    await using pool = await connectedPool([nodeAt(url)], {
      connectTimeoutMs: 1,
      backoff: NO_WAIT,
      logger: { warn: (text) => lines.push(text) },
    });
    for (let i = 0; i < 4; i++) await next(pool, 'nodeDown');
    expect(lines).toEqual([expect.stringMatching(/^Node A is away: .*ECONNREFUSED/)]);
    expect(() => pool.getNode()).toThrow(/A is (down: .*ECONNREFUSED|connecting)/);
  });

  it('comes back by itself when the node appears late, under the address it was given', async () => {
    const early = await ScriptedServer.start();
    const { port, url } = early;
    await early[Symbol.asyncDispose]();
    await using pool = await connectedPool([nodeAt(url)], { connectTimeoutMs: 50 });
    expect(() => pool.getNode()).toThrow(InvalidNodeException);

    const ready = next(pool, 'nodeReady');
    await using _late = await ScriptedServer.start({ port });
    const [node] = await ready;
    expect(pool.getNode()).toBe(node);
  });

  it('comes back by itself when its connection is cut, and forgets the load it had', async () => {
    await using server = await ScriptedServer.start();
    await using pool = await connectedPool([nodeAt(server.url)]);
    pool.getNode().load.place(1);
    const changes: string[] = [];
    pool.on('nodeStateChange', (node, from, why) => changes.push(`${from} ${node.state}: ${why}`));
    for (const socket of server.sockets) socket.terminate();
    const [node, resumed] = await next(pool, 'nodeReady');
    expect([node.state, node.load.placed, resumed]).toEqual(['ready', 0, false]);
    expect(changes[0]).toMatch(/^ready connecting: it closed the WebSocket \(1006/);
    expect(server.upgrades.map((headers) => headers['session-id'])).toEqual([undefined, 'abcdefgh']);
  });

  it('notices a node that dies without a word by the pong that does not come', async () => {
    await using server = await ScriptedServer.start({ deaf: true });
    await using pool = await connectedPool([nodeAt(server.url, { pingIntervalMs: 30, pongTimeoutMs: 30 })]);
    const [, , why] = await next(pool, 'nodeStateChange', (node) => node.state === 'connecting');
    expect(why).toMatch(/no sign of life for 30 ms/);
  });

  it('leaves frames that are no messages aside and counts them', async () => {
    const odd = [
      'not JSON',
      '[]',
      'null',
      '{"op":"dance"}',
      '{"op":"ready"}',
      '{"op":"event","type":7}',
      '{"op":"stats"}',
    ];
    await using server = await ScriptedServer.start({ frames: [...odd, READY] });
    await using pool = await connectedPool([nodeAt(server.url)]);
    expect(pool.getNode('A')).toMatchObject({ state: 'ready', droppedMessages: odd.length });
  });

  it('gives events on, those of unknown plugins too', async () => {
    await using server = await ScriptedServer.start();
    await using pool = await connectedPool([nodeAt(server.url)]);
    const message = next(pool, 'nodeMessage', (_node, { op }) => op === 'event');
    for (const socket of server.sockets)
      socket.send('{"op":"event","type":"FireworksEvent","guildId":"1","colour":"red"}');
    expect((await message)[1]).toMatchObject({ type: 'FireworksEvent', colour: 'red' });
  });

  it('drops a connection whose frame is larger than any real one', async () => {
    await using server = await ScriptedServer.start();
    await using pool = await connectedPool([nodeAt(server.url)]);
    const lost = next(pool, 'nodeStateChange');
    for (const socket of server.sockets) socket.send(`"${'x'.repeat(2 * 1024 * 1024)}"`);
    expect((await lost)[2]).toMatch(/Max payload size exceeded/i);
  });

  it('is degraded after five failed calls in a row, is asked last, and ready when a probe succeeds', async () => {
    let isBroken = true;
    const clock = new ManualClock();
    await using server = await ScriptedServer.start({
      answer: (_request, response) =>
        isBroken ? json(response, {}, 503) : json(response, { loadType: 'empty', data: null }),
    });
    await using good = await ScriptedServer.start();
    const late = { pingIntervalMs: 60_000 };
    const nodes = [nodeAt(server.url, late), nodeAt(good.url, { identifier: 'B', ...late })];
    await using pool = await connectedPool(nodes, { clock });
    const node = pool.getNode('A');
    for (let i = 0; i < 5; i++) await node.loadTracks('x', { attempts: 1 }).catch(() => undefined);
    expect(node.state).toBe('degraded');
    pool.getNode('B').load.place(50);
    expect(pool.getNode().identifier).toBe('B');

    isBroken = false;
    await node.loadTracks('x');
    expect(node.state).toBe('degraded');
    const back = next(pool, 'nodeStateChange');
    clock.advance(30_000);
    await back;
    expect(node.state).toBe('ready');
  });

  it.each<[string, Script['answer']]>([
    ['500 to a search', (_request, response) => json(response, {}, 500)],
    ['something that is no load result', (_request, response) => json(response, { loadType: 'dance' })],
  ])('is degraded too when it answers %s', async (_name, answer) => {
    await using server = await ScriptedServer.start({ ...(answer && { answer }) });
    await using pool = await connectedPool([nodeAt(server.url)]);
    const node = pool.getNode('A');
    for (let i = 0; i < 5; i++) await node.loadTracks('x', { attempts: 1 }).catch(() => undefined);
    expect(node.state).toBe('degraded');
  });

  it('is not blamed for what the caller does wrong', async () => {
    await using server = await ScriptedServer.start();
    await using pool = await connectedPool([nodeAt(server.url)]);
    const node = pool.getNode('A');
    for (let i = 0; i < 6; i++) {
      await expect(node.request('GET', '/v4/foo bar')).rejects.toBeInstanceOf(RangeError);
      await expect(node.request('GET', '/v4/foo', { timeoutMs: Number.NaN })).rejects.toBeInstanceOf(TypeError);
    }
    expect(node.state).toBe('ready');
  });

  it('has all of the REST calls of a real node', async () => {
    await using audio = new AudioNode({ port: 0, password: 'secret' });
    await audio.start();
    await using pool = await connectedPool([nodeAt(audio.url)]);
    const node = pool.getNode();
    const loaded = await node.loadTracks('demo:track:ode-to-joy');
    if (loaded.loadType !== 'track') throw new Error(`loadType is ${loaded.loadType}`);
    const { encoded, info } = loaded.data;
    expect((await node.decodeTrack(encoded)).info).toEqual(info);
    expect((await node.decodeTracks([encoded, encoded])).map((track) => track.info.title)).toEqual([
      info.title,
      info.title,
    ]);
    expect((await node.fetchInfo()).sourceManagers).toContain('demo');
    expect((await node.fetchStats()).players).toBe(0);
    expect(await node.fetchVersion()).toMatch(/^\d+\.\d+\.\d+/);
    expect(await node.fetchRoutePlannerStatus()).toBeUndefined();
    await expect(node.freeAddress('1.2.3.4')).rejects.toMatchObject({ status: 500 });
    await expect(node.freeAllAddresses()).rejects.toMatchObject({ status: 500 });
    expect(await node.request('GET', `/v4/sessions/${node.sessionId}/players`)).toEqual([]);
  });

  it('asks routes of plugins only where the plugin is', async () => {
    const lyrics = { sourceName: 'x', provider: 'y', text: 'la', lines: null, plugin: {} };
    await using server = await ScriptedServer.start({
      plugins: [{ name: 'lavalyrics-plugin', version: '1' }],
      answer: ({ url }, response) => (url.includes('none') ? response.writeHead(204).end() : json(response, lyrics)),
    });
    await using pool = await connectedPool([nodeAt(server.url)]);
    const { plugins } = pool.getNode();
    expect(await plugins.fetchLyrics('a+b')).toEqual(lyrics);
    expect(server.requests.at(-1)?.url).toBe('/v4/lyrics?track=a%2Bb&skipTrackSource=false');
    expect(await plugins.fetchLyrics('none')).toBeUndefined();
    const before = server.requests.length;
    await expect(plugins.setSponsorBlock('1', ['sponsor'])).rejects.toBeInstanceOf(PluginMissingError);
    await expect(plugins.search('x', ['track'])).rejects.toThrow(/has no lavasearch-plugin/);
    expect(server.requests).toHaveLength(before);
  });

  it.each([
    ['no http', { uri: 'ftp://x' }, /uri must be http/],
    ['a password in the uri', { uri: 'http://u:p@x' }, /uri must have no user/],
    ['a line break in the password', { password: 'a\r\nX: y' }, /password has a character/],
    ['a name that is no option', { host: 'x' }, /there is no option "host"/],
    ['a negative time', { pingIntervalMs: -1 }, /pingIntervalMs must be/],
  ])('refuses a config with %s', async (_name, config, message) => {
    const node = { ...nodeAt('http://127.0.0.1:1'), ...config };
    await expect(new NodePool().connect({ client: CLIENT, nodes: [node] })).rejects.toThrow(message);
  });

  it.each<[string, unknown]>([
    ['a uri without its scheme', { nodes: [{ ...nodeAt('x'), uri: 'user:hunter2@host:2333' }] }],
    ['a list for a node', { nodes: [[{ password: 'hunter2' }]] }],
    ['null for a node', { nodes: [null] }],
    ['a token for a client', { client: 'hunter2', nodes: [nodeAt('http://x')] }],
    ['a password that no header can carry', { nodes: [nodeAt('http://x', { password: 'hunter2\n' })] }],
  ])('never shows a secret when it is given %s', async (_name, options) => {
    const connect = new NodePool().connect({ client: CLIENT, ...(options as { nodes: [] }) });
    const error = await connect.catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(Error);
    expect(String(error)).toMatch(/Pool\.connect/);
    expect(inspect(error, { depth: 9 })).not.toContain('hunter2');
  });
});
