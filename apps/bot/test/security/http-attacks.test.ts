import { connect, type Socket } from 'node:net';
import { FakeDiscord, FaultyNode, madeUpTracks } from '@reprise/devkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HttpSide } from '../../src/http/http-side.ts';
import { type WholeBot, wholeBot } from '../support/whole-bot.ts';

const PASSWORD = 'the password of the page';
const BASIC = `Authorization: Basic ${Buffer.from(`x:${PASSWORD}`).toString('base64')}`;
const GUILD_NAME = '\r\nSet-Cookie: a=b\r\n\r\n<script>alert(1)</script><img src=x onerror=alert(1)>\u202e';
const TIMEOUT_MS = 400;

let discord: FakeDiscord;
let node: FaultyNode;
let run: WholeBot;
let side: HttpSide;

/** One page for each test: an address has ten requests a second. */
async function page(requestTimeoutMs = TIMEOUT_MS): Promise<HttpSide> {
  await side?.close();
  const { bot } = run;
  const health = () => bot.health;
  side = new HttpSide({ port: 0, password: PASSWORD, cluster: bot.local, health, requestTimeoutMs });
  await side.start();
  return side;
}

/** Sends bytes as they are, and answers what came back until the connection ended. */
async function raw(...parts: readonly string[]): Promise<string> {
  const socket = connect(Number(new URL(side.url).port), '127.0.0.1');
  let answer = '';
  socket.setEncoding('latin1').on('data', (part) => (answer += part));
  const closed = closeOf(socket);
  for (const part of parts) socket.write(part, 'latin1');
  await closed;
  return answer;
}

/** Resolves when it is closed; that the other side does it is what is waited for. */
function closeOf(socket: Socket): Promise<void> {
  socket.on('error', () => undefined);
  return new Promise((resolve) => socket.once('close', () => resolve()));
}

function statusOf(answer: string): number {
  return Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1]);
}

/** Whatever has a body says that nothing of it may run. */
function expectHarmless(answer: string): void {
  const [head = '', body = ''] = answer.split(/\r\n\r\n(.*)/s);
  // An empty chunk is no body.
  if (body !== '' && body !== '0\r\n\r\n')
    expect(head.toLowerCase()).toContain("content-security-policy: default-src 'none'");
  expect(answer).not.toContain(PASSWORD);
  expect(head.toLowerCase()).not.toMatch(/set-cookie|access-control-allow-origin|^server:|x-powered-by/m);
}

beforeAll(async () => {
  discord = new FakeDiscord();
  const guild = discord.guild({ name: GUILD_NAME });
  node = await FaultyNode.start({
    node: { password: 'secret', voice: discord.voice, sources: [madeUpTracks('madesearch')] },
  });
  const env = { LAVALINK_NODES: `main=${node.url}`, LAVALINK_PASSWORD: 'secret', OWN_NODE: 'off' };
  run = await wholeBot({ discord, env: { ...env, DEFAULT_SEARCH_SOURCE: 'madesearch', WARM_LIMIT: '0' } });
  const ada = discord.user('ada').in(guild);
  ada.joinVoice('Music');
  await ada.slash('play', { query: '200000:<script>alert(2)</script>' }).reply();
});
afterAll(async () => {
  await side?.close();
  await run[Symbol.asyncDispose]();
  await node.close();
  await discord.close();
});

describe('the page of a running bot', () => {
  it.each([
    'GET /api/nodes HTTP/1.1\r\nHost: evil.example',
    `GET /api/nodes HTTP/1.1\r\nHost: evil.example\r\n${BASIC}`,
    `GET http://evil.example/api/nodes HTTP/1.1\r\nHost: evil.example\r\n${BASIC}`,
    `GET /api/nodes HTTP/1.1\r\nHost: localhost@evil.example\r\n${BASIC}`,
    `GET /api/nodes HTTP/1.1\r\nHost: localhost, evil.example\r\n${BASIC}`,
    `GET /api/nodes HTTP/1.1\r\nHost: localhost/\r\n${BASIC}`,
    `GET /api/nodes HTTP/1.1\r\n${BASIC}`,
    `GET /api/nodes HTTP/1.0\r\n${BASIC}`,
  ])('is nothing to who comes by another name: %j', async (head) => {
    await page();
    const answer = await raw(`${head}\r\nConnection: close\r\n\r\n`);
    expect([400, 421]).toContain(statusOf(answer));
    expectHarmless(answer);
  });

  it.each([
    '/healthz/../api/nodes',
    '/healthz/%2e%2e/api/nodes',
    '/healthz%2f..%2fapi/nodes',
    '/healthz;/../api/nodes',
    '//api/nodes',
    '/api//nodes',
    '/API/NODES',
    '/api/nodes/',
    '/api/nodes%00',
    '/api/nodes?x=/healthz',
    '/api/nodes#/healthz',
    '/%61pi/nodes',
    '/api/%6eodes',
    '\\api\\nodes',
    '*',
    '/../../../../etc/passwd',
    '/%c0%ae%c0%ae/etc/passwd',
    '/%',
    'http://localhost/healthz/../api/nodes',
    `/${'a/'.repeat(4_000)}`,
  ])('shows nothing to who asks for %.60s without the password', async (path) => {
    await page();
    const answer = await raw(`GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`);
    expect([400, 401, 404]).toContain(statusOf(answer));
    expect(answer).not.toMatch(/identifier|madesearch|root:/);
    expectHarmless(answer);
  });

  it.each(['TRACE', 'TRACK', 'CONNECT', 'PUT', 'DELETE', 'PATCH', 'PROPFIND', 'HEAD', 'OPTIONS', 'BREW'])(
    'does nothing by %s',
    async (method) => {
      await page();
      for (const path of ['/', '/api/cache/clean', '/healthz']) {
        const head = `${method} ${path} HTTP/1.1\r\nHost: localhost\r\nX-Echo: echoed\r\n${BASIC}\r\nConnection: close\r\n\r\n`;
        const answer = await raw(head);
        const isRead = method === 'HEAD' && path !== '/api/cache/clean';
        // CONNECT is for proxies: Node hangs up.
        if (method !== 'CONNECT') expect(isRead ? [200] : [204, 400, 404, 405]).toContain(statusOf(answer));
        if (method === 'HEAD') expect(answer.split('\r\n\r\n')[1]).toBe('');
        expect(answer).not.toContain('echoed');
        expectHarmless(answer);
      }
    },
  );

  it('takes no form of another site, whatever type it claims, though the browser adds the password', async () => {
    await page();
    const before = run.bot.services.songs.cache.size;
    expect(before).toBeGreaterThan(0);
    const body = '{"mode":"all","dryRun":false}';
    const origins = ['Origin: http://evil.example', 'Origin: null', 'Sec-Fetch-Site: cross-site'];
    const types = ['text/plain', 'application/x-www-form-urlencoded', 'application/json'];
    for (const origin of origins) {
      for (const type of types) {
        const head = `POST /api/cache/clean HTTP/1.1\r\nHost: localhost\r\n${BASIC}\r\n${origin}\r\nContent-Type: ${type}`;
        const answer = await raw(`${head}\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`);
        expect(statusOf(answer)).toBe(403);
      }
    }
    // A page of old that names no origin still cannot send JSON.
    const head = `POST /api/cache/clean HTTP/1.1\r\nHost: localhost\r\n${BASIC}\r\nContent-Type: text/plain`;
    expect(statusOf(await raw(`${head}\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`))).toBe(
      415,
    );
    expect(run.bot.services.songs.cache.size).toBe(before);
  });

  it.each([
    ['one endless header', `X-Long: ${'a'.repeat(100_000)}`, [431]],
    ['endless headers', Array.from({ length: 3_000 }, (_, i) => `X-${i}: ${i}`).join('\r\n'), [431]],
    ['an endless password', `Authorization: Basic ${'A'.repeat(15_000)}`, [401, 431]],
    ['two lengths', 'Content-Length: 5\r\nContent-Length: 6', [400]],
    ['a length and chunks', 'Content-Length: 5\r\nTransfer-Encoding: chunked', [400]],
    ['a length below zero', 'Content-Length: -1', [400]],
    ['a folded header', 'X-A: a\r\n b', [400, 401]],
    ['a NUL', 'X-A: a\0b', [400]],
  ])('turns %s away', async (_what, headers, statuses) => {
    await page();
    const answer = await raw(`GET / HTTP/1.1\r\nHost: localhost\r\n${headers}\r\nConnection: close\r\n\r\n`);
    expect(statuses).toContain(statusOf(answer));
    expectHarmless(answer);
  });

  it('reads no more of an endless body than it may', async () => {
    await page();
    const socket = connect(Number(new URL(side.url).port), '127.0.0.1');
    const closed = closeOf(socket);
    let answer = '';
    socket.setEncoding('latin1').on('data', (part) => (answer += part));
    socket.write(
      `POST /api/cache/warm HTTP/1.1\r\nHost: localhost\r\n${BASIC}\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n`,
    );
    const chunk = `10000\r\n${'a'.repeat(65_536)}\r\n`;
    let sent = 0;
    while (!socket.destroyed && sent < 4_000) {
      sent += 1;
      if (!socket.write(chunk)) await Promise.race([new Promise((resolve) => socket.once('drain', resolve)), closed]);
    }
    await closed;
    expect(statusOf(answer)).toBe(413);
    expectHarmless(answer);
    // 250 MiB would have come.
    expect(sent).toBeLessThan(4_000);
  });

  it('lets go of who speaks slowly, and answers others meanwhile', async () => {
    await page();
    const startedAt = performance.now();
    const half = 'GET / HTTP/1.1\r\nHost: loc';
    const open = 'POST /api/cache/warm HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\n{';
    const slow = Array.from({ length: 100 }, (_, i) => {
      const socket = connect(Number(new URL(side.url).port), '127.0.0.1');
      const closed = closeOf(socket);
      socket.resume().write(i < 5 ? open : half);
      return { socket, closed };
    });
    const drip = setInterval(() => {
      for (const { socket } of slow) if (!socket.destroyed) socket.write('a');
    }, 100);
    expect((await fetch(`${side.url}/healthz`)).status).toBe(200);
    await Promise.all(slow.map(({ closed }) => closed));
    clearInterval(drip);
    expect(performance.now() - startedAt).toBeLessThan(5_000);
  });

  it('turns away all but ten of 3,000 requests at once, soon, and goes on', async () => {
    await page(20_000);
    const startedAt = performance.now();
    const request = `GET / HTTP/1.1\r\nHost: localhost\r\n${BASIC}\r\n\r\n`;
    const last = `GET / HTTP/1.1\r\nHost: localhost\r\n${BASIC}\r\nConnection: close\r\n\r\n`;
    const answers = await Promise.all(Array.from({ length: 20 }, () => raw(request.repeat(149), last)));
    const tookS = (performance.now() - startedAt) / 1_000;
    const statuses = answers.flatMap((answer) => answer.match(/HTTP\/1\.1 \d{3}/g) ?? []);
    expect(statuses).toHaveLength(3_000);
    expect(statuses.filter((status) => status.endsWith('200')).length).toBeLessThanOrEqual(11 + 10 * tookS);
    expect(new Set(statuses)).toEqual(new Set(['HTTP/1.1 200', 'HTTP/1.1 429']));
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect((await fetch(`${side.url}/healthz`)).status).toBe(200);
  }, 30_000);

  it('shows names and titles that want to be more as what they are', async () => {
    await page();
    const headers = { authorization: `Bearer ${PASSWORD}` };
    const html = await fetch(`${side.url}/`, { headers });
    const text = await html.text();
    expect(text).toContain('&lt;script&gt;alert(1)');
    expect(text).not.toMatch(/<script|<img|\u202e/);
    for (const answer of [html, await fetch(`${side.url}/api/players`, { headers })]) {
      expect([...answer.headers.keys()]).not.toContain('set-cookie');
      expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    }
  });
});
