import { connect } from 'node:net';
import { ManualClock } from '@reprise/devkit';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { HttpSideError } from '../../src/http/http-errors.ts';
import type { HttpSideOptions } from '../../src/http/http-options.ts';
import { HttpSide } from '../../src/http/http-side.ts';
import { askRaw, type HttpStage, httpStage } from './http-stage.ts';

const GUILD = '817327181659111454';
const PASSWORD = 'correct horse battery';

/** What every refusal looks like. */
const refusal = z.strictObject({ error: z.strictObject({ code: z.string(), message: z.string() }) });

async function errorOf(response: Response): Promise<[status: number, code: string]> {
  const body = refusal.parse(await response.json());
  expect(body.error.message).toMatch(/\.$|: /);
  return [response.status, body.error.code];
}

/** What it takes to make one that is never started. */
const UNUSED: HttpSideOptions = {
  port: 0,
  cluster: {
    reports: async () => [],
    metrics: async () => [],
    warm: () => Promise.reject(new Error('unused')),
    clean: () => Promise.reject(new Error('unused')),
    drain: async () => 0,
    forgetUser: async () => undefined,
  },
  health: () => ({ isLive: true, isReady: true, why: [] }),
};

describe('where it listens', () => {
  it.each([
    ['0.0.0.0', undefined],
    ['::', undefined],
    ['192.168.1.4', undefined],
    ['bot.example', undefined],
    ['localhost.example', undefined],
    ['0.0.0.0', 'short'],
  ])('%s is refused with the password %s, before anything listens', (host, password) => {
    const make = () => new HttpSide({ ...UNUSED, host, ...(password === undefined ? {} : { password }) });
    expect(make).toThrow(HttpSideError);
    expect(make).toThrow(expect.objectContaining({ code: 'HTTP_PASSWORD_REQUIRED' }));
    if (password !== undefined) expect(make).not.toThrow(password);
  });

  it.each(['127.0.0.1', '127.8.8.8', '::1', 'localhost', 'LOCALHOST'])('%s needs no password', (host) => {
    expect(() => new HttpSide({ ...UNUSED, host })).not.toThrow();
  });

  it('names a wrong option, but never shows a password', () => {
    expect(() => new HttpSide({ ...UNUSED, port: 70_000 })).toThrow(/HttpSide: port .*65535/);
    expect(() => new HttpSide({ ...UNUSED, password: '' })).toThrow(/HttpSide: password/);
    expect(() => new HttpSide(Object.assign({}, UNUSED, { pasword: PASSWORD }))).toThrow(/"pasword"/);
    expect(() => new HttpSide(Object.assign({}, UNUSED, { pasword: PASSWORD }))).not.toThrow(PASSWORD);
  });

  it('is found on loopback too when it listens everywhere, where it has no name of its own', async () => {
    await using stage = await httpStage({ http: { host: '0.0.0.0', password: PASSWORD } });
    expect(stage.side.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect((await stage.ask('/healthz')).status).toBe(200);
    expect((await stage.ask('/')).status).toBe(401);
    expect(await askRaw(`${stage.side.url}/healthz`, { host: '0.0.0.0' })).toBe(421);
  });

  it('says that a port is taken', async () => {
    await using stage = await httpStage();
    const second = new HttpSide({ ...UNUSED, port: Number(new URL(stage.side.url).port) });
    await expect(second.start()).rejects.toMatchObject({ code: 'HTTP_PORT_TAKEN' });
    await expect(stage.side.start()).rejects.toMatchObject({ code: 'HTTP_STATE' });
    expect(() => second.url).toThrow(expect.objectContaining({ code: 'HTTP_STATE' }));
  });

  it('ends within a second though somebody holds a connection and another one waits for an answer', async () => {
    const stage = await httpStage({ cluster: { metrics: () => new Promise(() => undefined) } });
    const held = connect(Number(new URL(stage.side.url).port), '127.0.0.1');
    held.on('error', () => undefined).write('GET /healthz HTTP/1.1\r\nHost: localhost\r\n');
    const waiting = stage.ask('/metrics').catch(() => 'ended');
    await new Promise((resolve) => setTimeout(resolve, 50));
    const startedAt = performance.now();
    await stage.side.close();
    expect(performance.now() - startedAt).toBeLessThan(1_000);
    expect(await waiting).toBe('ended');
    held.destroy();
    await stage[Symbol.asyncDispose]();
  });

  it('hangs up on who takes too long to say what is wanted', async () => {
    await using stage = await httpStage({ http: { requestTimeoutMs: 300 } });
    const slow = connect(Number(new URL(stage.side.url).port), '127.0.0.1');
    slow.write('POST /api/cache/warm HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n');
    const heard: string = await new Promise((resolve) => {
      let all = '';
      slow.on('data', (chunk) => {
        all += String(chunk);
      });
      slow.once('close', () => resolve(all));
    });
    expect(heard).toMatch(/^HTTP\/1.1 408 /);
  });
});

describe('what machines ask', () => {
  it('is alive, and ready while a node is', async () => {
    await using stage = await httpStage();
    expect((await stage.ask('/healthz')).status).toBe(200);
    expect(await (await stage.ask('/readyz')).json()).toEqual({ isReady: true, why: [] });
    await stage.play(GUILD, 'bolero');
    const first = stage.pool.getPlayer(GUILD)?.node?.identifier === 'A' ? 'A' : 'B';
    await stage.lose(first);
    await stage.lose(first === 'A' ? 'B' : 'A');
    const notReady = await stage.ask('/readyz');
    expect(notReady.status).toBe(503);
    expect(await notReady.json()).toEqual({ isReady: false, why: ['No audio node can be reached.'] });
    expect((await stage.ask('/healthz')).status).toBe(200);
  });

  it('gets metrics as Prometheus reads them', async () => {
    await using stage = await httpStage();
    const response = await stage.ask('/metrics');
    expect(response.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
    expect(await response.text()).toContain('\nreprise_node_state{node="A",state="ready"} 1\n');
  });

  it('gets nodes, players, the cache and the status as JSON', async () => {
    await using stage = await httpStage();
    await stage.play(GUILD, 'bolero');
    await stage.songs.processSong('bolero');
    expect(await (await stage.ask('/api/nodes')).json()).toMatchObject({
      nodes: [{ identifier: 'A', state: 'ready', readyIn: 1 }, { identifier: 'B' }],
    });
    expect(await (await stage.ask('/api/players')).json()).toMatchObject({
      total: 1,
      players: [{ guildId: GUILD, title: 'bolero', durationMs: 60_000 }],
    });
    expect(await (await stage.ask('/api/players?offset=1&limit=5')).json()).toEqual({ total: 1, players: [] });
    expect(await errorOf(await stage.ask('/api/players?limit=0'))).toEqual([400, 'QUERY_INVALID']);
    expect(await (await stage.ask('/api/cache')).json()).toMatchObject({
      latencyOf: 'the process',
      cache: { hits: 1, misses: 1 },
      store: 'memory',
    });
    expect(await (await stage.ask('/api/status')).json()).toMatchObject({
      phase: 'ready',
      isReady: true,
      counts: { nodes: 2, nodesReady: 2, players: 1 },
    });
  });

  it('is told when no process answers', async () => {
    await using stage = await httpStage({ report: () => [] });
    expect(await errorOf(await stage.ask('/api/cache'))).toEqual([503, 'NO_ANSWER']);
    expect((await stage.ask('/healthz')).status).toBe(200);
  });

  it('learns how a path can be asked, and that there is no other', async () => {
    await using stage = await httpStage();
    const head = await stage.ask('/metrics', { method: 'HEAD' });
    expect([head.status, await head.text()]).toEqual([200, '']);
    const options = await stage.ask('/metrics', { method: 'OPTIONS' });
    expect([options.status, options.headers.get('allow')]).toEqual([204, 'GET, HEAD, OPTIONS']);
    const get = await stage.ask('/api/cache/warm');
    expect(get.headers.get('allow')).toBe('POST, OPTIONS');
    expect(await errorOf(get)).toEqual([405, 'METHOD_NOT_ALLOWED']);
    expect(await errorOf(await stage.post('/metrics', {}))).toEqual([405, 'METHOD_NOT_ALLOWED']);
    expect(await errorOf(await stage.ask('/api'))).toEqual([404, 'NOT_FOUND']);
    expect(await errorOf(await stage.ask('/../../etc/passwd'))).toEqual([404, 'NOT_FOUND']);
    expect(await errorOf(await stage.post('/nothing', {}))).toEqual([404, 'NOT_FOUND']);
    const raw = async (method: string) => askRaw(`${stage.side.url}/metrics`, {}, method);
    expect([await raw('DELETE'), await raw('TRACE'), await raw('PURGE')]).toEqual([401, expect.any(Number), 401]);
    expect(stage.logged).toEqual([]);
  });
});

describe('what programs have done', () => {
  it('moves all players off a node', async () => {
    await using stage = await httpStage();
    await stage.play(GUILD, 'bolero');
    const node = stage.pool.getPlayer(GUILD)?.node?.identifier;
    const response = await stage.post(`/api/nodes/${node}/drain`, {});
    expect([response.status, await response.json()]).toEqual([200, { moved: 1 }]);
    expect(stage.pool.getPlayer(GUILD)?.node?.identifier).not.toBe(node);
    expect(await errorOf(await stage.post('/api/nodes/C%2F%00/drain', {}))).toEqual([404, 'NODE_INVALID']);
  });

  it('says so when there is nowhere to move them', async () => {
    await using stage = await httpStage();
    await stage.play(GUILD, 'bolero');
    const node = stage.pool.getPlayer(GUILD)?.node?.identifier === 'A' ? 'A' : 'B';
    await stage.pool.drainNode(node === 'A' ? 'B' : 'A');
    await stage.pool
      .nodes()
      .get(node === 'A' ? 'B' : 'A')
      ?.close();
    expect(await errorOf(await stage.post(`/api/nodes/${node}/drain`, {}))).toEqual([409, 'NODE_INVALID']);
  });

  it('cleans the cache, or says what it would', async () => {
    await using stage = await httpStage();
    await stage.songs.processSong('bolero');
    const { entries } = await stage.songs.cache.stats();
    const dry = await stage.post('/api/cache/clean', { mode: 'all', dryRun: true });
    expect(await dry.json()).toMatchObject({ entries, remaining: entries, isDryRun: true });
    const wet = await stage.post('/api/cache/clean', { mode: 'all', dryRun: false });
    expect(await wet.json()).toMatchObject({ entries, remaining: 0, isDryRun: false });
    await stage.post('/api/cache/clean', { mode: 'failed', failureClass: 'gone', dryRun: true });
    expect(stage.cleaned.map(({ request }) => request)).toEqual([
      { mode: 'all' },
      { mode: 'all' },
      { mode: 'failed', failureClass: 'gone' },
    ]);
  });

  it('warms the cache, once at a time', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const summary = { at: 1, warmed: 2, skipped: 0, failed: 0, left: 0 };
    await using stage = await httpStage({ cluster: { warm: () => promise.then(() => summary) } });
    const first = stage.post('/api/cache/warm', { limit: 5 });
    await expect
      .poll(async () => (await stage.post('/api/cache/warm', { limit: 5 })).status, { interval: 200 })
      .toBe(409);
    resolve();
    expect(await (await first).json()).toEqual(summary);
    expect((await stage.post('/api/cache/warm', { limit: 5 })).status).toBe(200);
  });

  it.each([
    ['warm', { limit: 0 }],
    ['warm', { limit: '5' }],
    ['warm', { limit: 5, force: true }],
    ['warm', []],
    ['warm', null],
    ['clean', { mode: 'all' }],
    ['clean', { mode: 'everything', dryRun: true }],
    ['clean', { mode: 'unused', days: -1, dryRun: true }],
    ['clean', { mode: 'guild', guildId: '../../etc', dryRun: true }],
    ['clean', { mode: 'failed', failureClass: '__proto__', dryRun: true }],
    ['clean', { mode: 'expired', dryRun: 'yes' }],
  ])('%s refuses %j, and does nothing', async (what, body) => {
    await using stage = await httpStage({ cluster: { warm: () => Promise.reject(new Error('It was warmed.')) } });
    expect(await errorOf(await stage.post(`/api/cache/${what}`, body))).toEqual([400, 'BODY_INVALID']);
    expect(stage.cleaned).toEqual([]);
  });

  it('is refused as anything but JSON, or as more than 16 KiB, whether its length is told or not', async () => {
    await using stage = await httpStage();
    const authorization = `Bearer ${stage.side.writeToken}`;
    const send = (body: string | ReadableStream, type: string) =>
      stage.ask('/api/cache/warm', {
        method: 'POST',
        body,
        headers: { authorization, 'content-type': type },
        duplex: 'half',
      });
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/jsonp', '']) {
      expect(await errorOf(await send('{"limit":1}', type))).toEqual([415, 'NOT_JSON']);
    }
    expect(await errorOf(await send('{', 'application/json'))).toEqual([400, 'BODY_INVALID']);
    const large = JSON.stringify({ limit: 1, padding: 'x'.repeat(17_000) });
    expect(await errorOf(await send(large, 'application/json'))).toEqual([413, 'BODY_TOO_LARGE']);
    const untold = new Blob([large]).stream();
    expect(await errorOf(await send(untold, 'application/json; charset=utf-8'))).toEqual([413, 'BODY_TOO_LARGE']);
  });

  it('whose sender hangs up in the middle is not done, and no fault of ours', async () => {
    await using stage = await httpStage();
    const socket = connect(Number(new URL(stage.side.url).port), '127.0.0.1');
    const head = ['Host: localhost', 'Content-Type: application/json', 'Content-Length: 100'];
    head.push(`Authorization: Bearer ${stage.side.writeToken}`);
    socket.write(`POST /api/cache/clean HTTP/1.1\r\n${head.join('\r\n')}\r\n\r\n{"mode":"all","dryRun":false}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
    socket.resetAndDestroy();
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect([stage.cleaned, stage.logged]).toEqual([[], []]);
    expect((await stage.ask('/healthz')).status).toBe(200);
  });

  it('that breaks is told once to the log, and not to who asked', async () => {
    const secret = 'canary-secret';
    await using stage = await httpStage({ cluster: { metrics: () => Promise.reject(new Error(secret)) } });
    const response = await stage.ask('/metrics');
    expect(response.headers.get('content-security-policy')).toMatch(/^default-src 'none'/);
    const body = await response.clone().text();
    expect(await errorOf(response)).toEqual([500, 'INTERNAL']);
    expect(body).not.toContain(secret);
    expect(stage.logged).toEqual([{ err: expect.objectContaining({ message: secret }) }]);
  });
});

describe('who may', () => {
  it('read, on loopback without a password, is everybody; write only who has the token of this start', async () => {
    await using stage = await httpStage();
    expect(Buffer.from(stage.side.writeToken ?? '', 'base64url')).toHaveLength(32);
    expect((await stage.ask('/api/nodes')).status).toBe(200);
    for (const authorization of [
      '',
      'Bearer',
      'Bearer x',
      `Digest ${stage.side.writeToken}`,
      `Bearer ${stage.side.writeToken}x`,
    ]) {
      expect(await errorOf(await stage.post('/api/nodes/A/drain', {}, { authorization }))).toEqual([
        401,
        'UNAUTHORIZED',
      ]);
    }
    expect((await stage.post('/api/nodes/A/drain', {})).status).toBe(200);
    expect(new HttpSide(UNUSED).writeToken).not.toBe(new HttpSide(UNUSED).writeToken);
  });

  it('do anything with a password is who knows it, by Bearer or Basic with any name; probes stay open', async () => {
    await using stage = await httpStage({ http: { password: PASSWORD } });
    expect(stage.side.writeToken).toBeUndefined();
    const basic = (pair: string) => `Basic ${Buffer.from(pair).toString('base64')}`;
    const wrong = ['', 'Bearer wrong', `Bearer ${PASSWORD}x`, basic(`${PASSWORD}:`), basic(PASSWORD), 'Basic %%%'];
    for (const authorization of wrong) {
      const response = await stage.ask('/', { headers: { authorization } });
      expect(response.headers.get('www-authenticate')).toMatch(/^Basic realm=/);
      expect(await errorOf(response)).toEqual([401, 'UNAUTHORIZED']);
    }
    for (const path of ['/healthz', '/readyz']) expect((await stage.ask(path)).status).toBe(200);
  });

  it('gets in with the right one everywhere', async () => {
    await using stage = await httpStage({ http: { password: 'hörse: battery' } });
    const basic = `Basic ${Buffer.from('prometheus:hörse: battery').toString('base64')}`;
    for (const path of ['/', '/style.css', '/metrics', '/api/nodes']) {
      expect((await stage.ask(path, { headers: { authorization: basic } })).status).toBe(200);
      expect((await stage.ask(path)).status).toBe(401);
    }
    expect((await stage.post('/api/nodes/A/drain', {}, { authorization: basic })).status).toBe(200);
  });

  it('gets in by Bearer with a password that has blanks', async () => {
    await using stage = await httpStage({ http: { password: 'correct horse battery' } });
    const statusOf = async (authorization: string) => (await stage.ask('/', { headers: { authorization } })).status;
    expect(await statusOf('Bearer correct horse battery')).toBe(200);
    expect(await statusOf('Bearer correct horse')).toBe(401);
  });

  it('is told by the address it asks: other names than ours get nothing', async () => {
    await using stage = await httpStage({ http: { allowedHosts: ['Bot.Example'] } });
    const { url } = stage.side;
    for (const host of ['localhost', 'LOCALHOST:1', '127.0.0.1:99', '[::1]:3000', 'bot.example', 'bot.example:443']) {
      expect([host, await askRaw(`${url}/healthz`, { host })]).toEqual([host, 200]);
    }
  });

  it.each([
    'evil.example',
    'localhost.evil.example',
    'localhost:80:80',
    'bot.example.',
    '127.0.0.1.nip.io',
    '0',
    '[::1',
  ])('is not served by the name %s', async (host) => {
    await using stage = await httpStage({ http: { allowedHosts: ['bot.example'] } });
    expect([400, 421]).toContain(await askRaw(`${stage.side.url}/healthz`, { host }));
    expect(await askRaw(`${stage.side.url}/healthz`, { host: 'evil.example' })).toBe(421);
  });

  it.each<[string, Record<string, string>]>([
    ['another origin', { origin: 'http://evil.example' }],
    ['another port', { origin: 'http://127.0.0.1:1' }],
    ['a file', { origin: 'null' }],
    ['what is no origin', { origin: ' ' }],
    ['another site', { 'sec-fetch-site': 'cross-site' }],
    ['a sister site', { 'sec-fetch-site': 'same-site' }],
  ])('does not write for a page of %s, whatever it knows', async (_name, headers) => {
    await using stage = await httpStage();
    const known = { authorization: `Bearer ${stage.side.writeToken}`, 'content-type': 'application/json' };
    const status = await askRaw(`${stage.side.url}/api/nodes/A/drain`, { ...known, ...headers }, 'POST');
    expect(status).toBe(403);
    expect(await askRaw(`${stage.side.url}/api/nodes/A/drain`, headers, 'OPTIONS')).toBe(403);
  });

  it('writes from a page of our own, and reads from a link elsewhere', async () => {
    await using stage = await httpStage();
    const { url, writeToken } = stage.side;
    const known = { authorization: `Bearer ${writeToken}`, 'content-type': 'application/json' };
    const own = { ...known, origin: url, 'sec-fetch-site': 'same-origin' };
    expect(await askRaw(`${url}/api/nodes/A/drain`, own, 'POST')).toBe(200);
    expect(await askRaw(`${url}/`, { 'sec-fetch-site': 'cross-site' })).toBe(200);
  });

  it('asks more than ten times a second has to wait, and is told for how long', async () => {
    const clock = new ManualClock();
    await using stage = await httpStage({ http: { clock } });
    const many = async (stage: HttpStage) => Promise.all(Array.from({ length: 12 }, () => stage.ask('/api/status')));
    const answers = await many(stage);
    const turnedAway = answers.filter(({ status }) => status === 429);
    expect(turnedAway).toHaveLength(2);
    expect(turnedAway[0]?.headers.get('retry-after')).toBe('1');
    clock.advance(1_000);
    expect((await many(stage)).filter(({ status }) => status === 200)).toHaveLength(10);
  });

  it('is told however often it asks whether the bot is up', async () => {
    const clock = new ManualClock();
    await using stage = await httpStage({ http: { clock } });
    const answers = await Promise.all(Array.from({ length: 30 }, () => stage.ask('/healthz')));
    expect(answers.every(({ status }) => status === 200)).toBe(true);
  });

  it('gets headers that let a browser load and run nothing but our stylesheet', async () => {
    await using stage = await httpStage();
    for (const path of ['/', '/api/nodes', '/nowhere']) {
      const { headers } = await stage.ask(path);
      const csp = headers.get('content-security-policy');
      expect(csp).toBe(
        "default-src 'none'; style-src 'self'; form-action 'none'; frame-ancestors 'none'; base-uri 'none'",
      );
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('x-frame-options')).toBe('DENY');
      expect(headers.get('referrer-policy')).toBe('no-referrer');
      expect(headers.get('cache-control')).toBe('no-store');
      expect(headers.get('access-control-allow-origin')).toBeNull();
    }
  });
});
