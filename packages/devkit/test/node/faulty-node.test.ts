import { FakeVoice, FaultyNode, type FaultyNodeOptions, ManualClock } from '@reprise/devkit';
import type { Message } from '@reprise/protocol';
import { describe, expect, it } from 'vitest';
import { Rest } from '../../../node/test/support/rest.ts';
import { pause, Socket } from '../../../node/test/support/socket.ts';
import { Bot, GUILD, VOICE } from '../support/bot.ts';

const SONG = { track: { identifier: 'demo:track:ode-to-joy' } };
const LOAD = 'demosearch:beethoven';

interface Scene extends AsyncDisposable {
  readonly clock: ManualClock;
  readonly node: FaultyNode;
  readonly voice: FakeVoice;
  readonly rest: Rest;
  readonly bot: Bot;
}

/** A faulty node that works so far, and a bot that plays on it. */
async function scene(options: FaultyNodeOptions['node'] = {}): Promise<Scene> {
  const clock = new ManualClock();
  const voice = new FakeVoice({ clock });
  const node = await FaultyNode.start({
    clock,
    node: { voice, playerUpdateIntervalMs: 1_000, statsIntervalMs: 60_000, ...options },
  });
  const bot = await Bot.open(node.url);
  await bot.patch(GUILD, { voice: VOICE, ...SONG });
  await bot.heard();
  return {
    clock,
    node,
    voice,
    bot,
    rest: new Rest(node.url),
    [Symbol.asyncDispose]: async () => {
      await bot[Symbol.asyncDispose]();
      await node.close();
    },
  };
}

function guildsOf(messages: readonly Message[]): readonly string[] {
  return messages.flatMap((message) => (message.op === 'playerUpdate' ? [message.guildId] : []));
}

describe('a faulty node without faults', () => {
  it('is the node behind it', async () => {
    await using all = await scene();

    expect((await all.rest.get('/version')).text).toBe('4.2.2');
    expect((await all.rest.get('/v4/info')).json).toMatchObject({ sourceManagers: ['demo'] });
    const found = await all.rest.load(LOAD);
    expect(found.json).toMatchObject({ loadType: 'search' });
    expect(found.headers.get('lavalink-api-version')).toBe('4');
    expect((await all.rest.get('/nowhere')).status).toBe(404);
    all.clock.advance(1_000);
    expect(guildsOf(await all.bot.heard())).toEqual([GUILD]);
    expect((await all.rest.delete(all.bot.path(GUILD))).status).toBe(204);
    expect(await all.bot.events()).toEqual(['TrackEndEvent stopped', 'WebSocketClosedEvent']);
  });

  it('serves media, whose links lead through it', async () => {
    await using all = await scene();
    const { data } = (await all.rest.load('demo:track:ode-to-joy')).json as { data: { info: { uri: string } } };
    const media = await fetch(data.info.uri, { headers: { range: 'bytes=0-3' } });

    expect(data.info.uri).toContain(all.node.url);
    expect([media.status, await media.text()]).toEqual([206, 'RIFF']);
  });

  it('asks for the password that the node asks for', async () => {
    await using node = await FaultyNode.start({ node: { password: 'secret' } });

    expect((await new Rest(node.url).get('/version')).status).toBe(401);
    await expect(Socket.open(node.url)).rejects.toThrow('401');
    const socket = await Socket.open(node.url, { Authorization: 'secret' });
    await socket.sessionId();
    await socket.close();
  });

  it('lets a session resume', async () => {
    await using all = await scene();
    await all.rest.patch(all.bot.session, { resuming: true, timeout: 60 });
    await all.bot.socket.close('cut');
    await expect.poll(async () => (await all.rest.get(all.bot.path(GUILD))).status).toBe(404);
    const back = await Socket.open(all.node.url, { 'Session-Id': all.bot.sessionId });

    expect(back.upgradeHeaders['session-resumed']).toBe('true');
    expect(await back.find(({ op }) => op === 'ready')).toMatchObject({ resumed: true });
    await back.close();
  });

  it('keeps what it was asked for', async () => {
    await using all = await scene();
    all.node.clearRequests();
    all.clock.advance(500);
    await all.bot.patch(GUILD, { volume: 50 });
    await all.rest.load(LOAD);
    const socket = await Socket.open(all.node.url, { 'Session-Id': 'old' });
    await socket.close();

    expect(all.node.requests).toMatchObject([
      { at: all.clock.now(), method: 'PATCH', path: all.bot.path(GUILD), body: { volume: 50 } },
      { method: 'GET', path: '/v4/loadtracks', body: undefined },
      { method: 'GET', path: '/v4/websocket', headers: { 'session-id': 'old' } },
    ]);
    expect(all.node.requests[1]?.query.get('identifier')).toBe(LOAD);
  });

  it('closes its clients as the node does', async () => {
    const all = await scene();
    const { socket } = all.bot;
    await all.node.close();

    await expect.poll(() => socket.closed).toBeDefined();
    expect(all.voice.connections).toEqual([]);
  });
});

describe('a faulty node that dies', () => {
  it('resets its clients and forgets everything, and comes back on the same port', async () => {
    await using all = await scene();
    const { url } = all.node;
    await all.rest.patch(all.bot.session, { resuming: true });
    await all.node.die();

    await expect.poll(() => all.bot.socket.closed).toEqual({ code: 1006 });
    expect(all.node.isAlive).toBe(false);
    expect(all.voice.connections).toEqual([]);
    const before = all.node.network.attempts.length;
    await expect(all.rest.get('/version')).rejects.toThrow();
    expect(all.node.network.attempts.slice(before).map(({ fate }) => fate)).toContain('reset');

    await all.node.revive();
    expect(all.node.url).toBe(url);
    const back = await Socket.open(url, { 'Session-Id': all.bot.sessionId });
    expect(await back.find(({ op }) => op === 'ready')).toMatchObject({ resumed: false });
    await back.close();
  });

  it('is not there at all, when told so', async () => {
    await using all = await scene();
    await all.node.die('closed');

    const error = await Socket.open(all.node.url).catch((error: unknown) => error);
    expect(error).toMatchObject({ code: 'ECONNREFUSED' });
    await all.node.revive();
    expect((await all.rest.get('/version')).status).toBe(200);
  });

  it('may be killed, frozen and revived again and again, in any state', async () => {
    await using all = await scene();
    await Promise.all([
      all.node.die(),
      all.node.die(),
      all.node.freeze(),
      all.node.thaw(),
      all.node.loseSessions(),
      all.node.revive(),
      all.node.revive(),
      all.node.loseSessions(),
      all.node.die('closed'),
      all.node.heal(),
    ]);

    expect((await all.rest.get('/version')).status).toBe(200);
  });

  it('loses its sessions without being away', async () => {
    await using all = await scene();
    await all.rest.patch(all.bot.session, { resuming: true });
    await all.node.loseSessions();

    await expect.poll(() => all.bot.socket.closed).toBeDefined();
    expect((await all.rest.get(`${all.bot.session}/players`)).status).toBe(404);
    expect(all.voice.connections).toEqual([]);
  });
});

describe('a faulty node that freezes', () => {
  it('answers nothing, no ping either, accepts connections, and goes on where it was', async () => {
    await using all = await scene();
    await all.node.freeze();
    let pongs = 0;
    all.bot.socket.ws.on('pong', () => {
      pongs += 1;
    });
    all.bot.socket.ws.ping();
    const asked = all.rest.get('/version');
    const joined = Socket.open(all.node.url);
    all.clock.advance(3_000);
    await pause(30);
    expect([pongs, all.bot.socket.messages.length, all.bot.socket.closed]).toEqual([0, 0, undefined]);

    await all.node.thaw();
    expect((await asked).status).toBe(200);
    await (await joined).close();
    await expect.poll(() => pongs).toBe(1);
    expect(guildsOf(await all.bot.heard())).toHaveLength(3);
  });
});

describe('a faulty node that answers wrongly', () => {
  it.for([[401], [403], [404], [429], [500], [503]])('says %i', async ([status = 0]) => {
    await using all = await scene();
    const stop = all.node.answer({ kind: 'status', status, retryAfterS: 7 });
    const answer = await all.rest.load(LOAD);

    expect([answer.status, answer.headers.get('retry-after')]).toEqual([status, '7']);
    if (status < 404) expect(answer.text).toBe('');
    else expect(answer.json).toMatchObject({ status, path: '/v4/loadtracks' });
    await expect(Socket.open(all.node.url)).rejects.toThrow(`${status}`);
    stop();
    expect((await all.rest.load(LOAD)).status).toBe(200);
  });

  it('says it only to those meant, and so many times', async () => {
    await using all = await scene();
    all.node.answer({ kind: 'status', status: 500 }, { method: 'PATCH', path: '/v4/sessions/*/players/*', times: 2 });
    const statuses: number[] = [];
    for (let i = 0; i < 3; i += 1) statuses.push((await all.bot.patch(GUILD, { volume: i })).status);

    expect(statuses).toEqual([500, 500, 200]);
    all.node.answer({ kind: 'status', status: 500 }, { path: '/v4/sessions/*' });
    expect((await all.rest.get(all.bot.path(GUILD))).status).toBe(200);
    expect((await all.rest.patch(all.bot.session, {})).status).toBe(500);
    expect(() => all.node.answer({ kind: 'never' }, { path: 'v4' })).toThrow('slash');
  });

  it('shows the page of a proxy', async () => {
    await using all = await scene();
    all.node.answer({ kind: 'html' });
    const answer = await all.rest.load(LOAD);

    expect([answer.status, answer.headers.get('content-type')]).toEqual([502, 'text/html']);
    expect(answer.text).toMatch(/^<!DOCTYPE html>/);
  });

  it('gives half of the right answer', async () => {
    await using all = await scene();
    const whole = await all.rest.load(LOAD);
    all.node.answer({ kind: 'halfJson' });
    const half = await all.rest.load(LOAD);

    expect(half.status).toBe(200);
    expect(half.text).toBe(whole.text.slice(0, half.text.length));
    expect(() => half.json).toThrow(SyntaxError);
  });

  it('breaks off in the middle of the right answer', async () => {
    await using all = await scene();
    all.node.answer({ kind: 'cutBody' });

    await expect(all.rest.load(LOAD)).rejects.toThrow();
  });

  it('answers rightly, but late', async () => {
    await using all = await scene();
    all.node.answer({ kind: 'slow', ms: 3_000 });
    let answered = 0;
    const count = (): void => {
      answered += 1;
    };
    const load = all.rest.load(LOAD);
    const joined = Socket.open(all.node.url);
    void load.then(count);
    void joined.then(count);
    await pause(30);
    all.clock.advance(2_999);
    await pause(30);
    expect(answered).toBe(0);

    all.clock.advance(1);
    expect((await load).status).toBe(200);
    await (await joined).close();
  });

  it('never answers', async () => {
    await using all = await scene();
    all.node.answer({ kind: 'never' }, { path: '/version' });
    const answer = await Promise.race([all.rest.get('/version').catch(() => undefined), pause(50)]);

    expect(answer).toBeUndefined();
    expect((await all.rest.get('/v4/info')).status).toBe(200);
  });
});

describe('a faulty node that sends wrong messages', () => {
  it('floods', async () => {
    await using all = await scene();
    all.node.flood(10);
    all.clock.advance(1_000);
    expect(guildsOf(await all.bot.heard())).toHaveLength(10);

    await all.node.heal();
    all.clock.advance(1_000);
    expect(guildsOf(await all.bot.heard())).toHaveLength(1);
  });

  it('bursts, in order', async () => {
    await using all = await scene();
    all.node.burst(50_000, (number) => ({ op: 'event', type: 'Mine', guildId: GUILD, number }));
    const heard = await all.bot.heard();

    expect(heard).toHaveLength(50_000);
    expect(heard.every((message, i) => 'number' in message && message.number === i)).toBe(true);
  });

  it('sends what no node should, the same for the same seed', async () => {
    await using all = await scene();
    const frames: string[] = [];
    all.bot.socket.ws.removeAllListeners('message');
    all.bot.socket.ws.on('message', (data) => frames.push(data.toString()));
    all.node.sendMalformed(300, 5);
    await all.bot.socket.settled();
    const first = frames.splice(0);
    all.node.sendMalformed(300, 5);
    await all.bot.socket.settled();

    expect(first).toHaveLength(300);
    expect(new Set(first).size).toBeGreaterThan(50);
    expect(frames).toEqual(first);
    all.node.sendRaw('{"op":"mine"}');
    await all.bot.socket.settled();
    expect(frames.at(-1)).toBe('{"op":"mine"}');
  });

  it('lies in its statistics, and keeps them to itself', async () => {
    await using all = await scene();
    all.node.lieInStats({ playingPlayers: 0, cpu: { lavalinkLoad: 9 }, frameStats: { nulled: 5 } });
    all.clock.advance(60_000);
    const lie = { playingPlayers: 0, players: 1, cpu: { lavalinkLoad: 9, cores: expect.any(Number) } };

    const told = (await all.bot.heard()).find(({ op }) => op === 'stats');
    expect(told).toMatchObject({ ...lie, frameStats: { sent: 0, nulled: 5, deficit: 0 } });
    expect((await all.rest.get('/v4/stats')).json).toMatchObject(lie);

    all.node.omitStats();
    all.clock.advance(60_000);
    expect((await all.bot.heard()).map(({ op }) => op)).not.toContain('stats');
    all.node.lieInStats({});
    all.clock.advance(60_000);
    expect((await all.bot.heard()).map(({ op }) => op)).toContain('stats');
  });
});

describe('a faulty node that is another one', () => {
  it('speaks another version', async () => {
    await using all = await scene();
    all.node.speakVersion('3');

    const answer = await all.rest.get('/v4/info');
    expect([answer.status, answer.headers.get('lavalink-api-version')]).toEqual([404, '3']);
    expect((await all.rest.get('/version')).headers.get('lavalink-api-version')).toBe('3');
    await expect(Socket.open(all.node.url)).rejects.toThrow('404');
  });

  it('has lost a source', async () => {
    await using all = await scene();
    const { data } = (await all.rest.load('demo:track:ode-to-joy')).json as { data: { encoded: string } };
    all.node.loseSources('demo');

    expect((await all.rest.get('/v4/info')).json).toMatchObject({ sourceManagers: [] });
    for (const identifier of [LOAD, 'demo:track:ode-to-joy', 'demo:playlist:beethoven'])
      expect((await all.rest.load(identifier)).json).toEqual({ loadType: 'empty', data: null });
    expect((await all.bot.patch(GUILD, { track: { encoded: data.encoded } })).status).toBe(500);
    expect((await all.bot.patch(GUILD, { track: { encoded: null } })).status).toBe(200);

    await all.node.heal();
    expect((await all.bot.patch(GUILD, { track: { encoded: data.encoded } })).status).toBe(200);
  });
});

describe('FaultyNode', () => {
  it('names the option that is wrong', async () => {
    // @ts-expect-error: an option that does not exist
    await expect(FaultyNode.start({ password: 'x' })).rejects.toThrow(/there is no option "password"/);
    await expect(FaultyNode.start({ port: 70_000 })).rejects.toThrow('port');
    await expect(FaultyNode.start({ node: { statsIntervalMs: 0 } })).rejects.toThrow('AudioNode: statsIntervalMs');
  });
});
