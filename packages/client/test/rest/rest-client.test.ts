import { inspect } from 'node:util';
import { NodeHttpError, NodeResponseError, NodeTimeoutError, NodeUnreachableError } from 'reprise';
import { describe, expect, it, vi } from 'vitest';
import { nodeSettings } from '../../src/node/node-options.ts';
import { RestClient } from '../../src/rest/rest-client.ts';
import { json, type Script, ScriptedServer } from '../support/scripted-server.ts';

/** A client of a server with this script, and the server. */
async function speakingTo(script: Script, uriPath = '') {
  const server = await ScriptedServer.start(script);
  const config = { identifier: 'A', uri: `${server.url}${uriPath}`, password: 'secret', requestTimeoutMs: 2_000 };
  const rest = new RestClient(nodeSettings(config), 'reprise/test');
  return {
    server,
    rest,
    async [Symbol.asyncDispose]() {
      await rest.close();
      await server[Symbol.asyncDispose]();
    },
  };
}

describe('RestClient', () => {
  it('sends the password, percent-encodes the query and parses the answer', async () => {
    await using one = await speakingTo({ answer: (_request, response) => json(response, { ok: true }) }, '/audio/');
    const value = await one.rest.request('GET', '/v4/loadtracks', { query: { identifier: 'a+b/c=&d é' } });
    expect(value).toEqual({ ok: true });
    expect(one.server.requests[0]).toMatchObject({
      url: '/audio/v4/loadtracks?identifier=a%2Bb%2Fc%3D%26d%20%C3%A9',
      headers: { authorization: 'secret' },
    });
  });

  it('sends half a letter as the sign for what is none', async () => {
    await using one = await speakingTo({ answer: (_request, response) => json(response, {}) });
    await one.rest.request('GET', '/v4/loadtracks', { query: { identifier: 'a\ud800b' } });
    expect(one.server.requests[0]?.url).toBe('/v4/loadtracks?identifier=a%EF%BF%BDb');
  });

  it('gives undefined for 204', async () => {
    await using one = await speakingTo({ answer: (_request, response) => response.writeHead(204).end() });
    expect(await one.rest.request('DELETE', '/v4/x')).toBeUndefined();
  });

  it.each([
    ['a web page', 'text/html', '<html><title>Bad gateway</title>'],
    ['half a JSON', 'application/json', '{"loadType":"sea'],
    ['no content type', '', '{}'],
  ])('throws a typed error for %s', async (_name, type, body) => {
    await using one = await speakingTo({
      answer: (_request, response) => response.writeHead(200, type ? { 'content-type': type } : {}).end(body),
    });
    const error = await one.rest.request('GET', '/v4/x').catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(NodeResponseError);
    expect(error).toMatchObject({ code: 'NODE_RESPONSE', node: 'A' });
  });

  it('reads no more than 10 MiB of an answer', async () => {
    await using one = await speakingTo({
      answer: (_request, response) => {
        response.writeHead(200, { 'content-type': 'application/json' });
        const chunk = Buffer.alloc(1024 * 1024, ' ');
        for (let i = 0; i < 12; i++) response.write(chunk);
        response.end('{}');
      },
    });
    await expect(one.rest.request('GET', '/v4/x')).rejects.toThrow(/more than 10485760 bytes/);
  });

  it('keeps status, words and only the head of an error answer', async () => {
    const body = { timestamp: 1, status: 404, error: 'Not Found', message: 'Session not found', path: '/v4/x' };
    await using one = await speakingTo({
      answer: ({ url }, response) => {
        if (url === '/v4/x') json(response, body, 404);
        else response.writeHead(500, { 'content-type': 'text/html' }).end(`<html>${'x'.repeat(10_000)}`);
      },
    });
    const error = await one.rest.request('GET', '/v4/x').catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'NODE_HTTP', status: 404, response: { message: 'Session not found' } });
    const page = await one.rest.request('GET', '/v4/y').catch((reason: unknown) => reason);
    expect(page).toBeInstanceOf(NodeHttpError);
    expect(page).toMatchObject({ status: 500, response: undefined, bodyHead: `<html>${'x'.repeat(194)}` });
  });

  it('throws a typed error when the node is silent for too long, and tells it apart from the caller giving up', async () => {
    await using one = await speakingTo({ answer: () => undefined });
    const late = await one.rest.request('GET', '/v4/x', { timeoutMs: 50 }).catch((reason: unknown) => reason);
    expect(late).toBeInstanceOf(NodeTimeoutError);
    expect(late).toMatchObject({ code: 'NODE_TIMEOUT', timeoutMs: 50 });

    const controller = new AbortController();
    const call = one.rest.request('GET', '/v4/x', { signal: controller.signal });
    controller.abort(new Error('the user left'));
    await expect(call).rejects.toThrow('the user left');
  });

  it.each([502, 503, 504, 429])('repeats a call that can be repeated after %i', async (status) => {
    let calls = 0;
    await using one = await speakingTo({
      answer: (_request, response) => (++calls < 3 ? json(response, {}, status) : json(response, { calls })),
    });
    expect(await one.rest.request('GET', '/v4/x')).toEqual({ calls: 3 });
  });

  it('repeats a call whose connection broke', async () => {
    let calls = 0;
    await using one = await speakingTo({
      answer: (_request, response) => (++calls === 1 ? response.destroy() : json(response, { calls })),
    });
    expect(await one.rest.request('GET', '/v4/x')).toEqual({ calls: 2 });
  });

  it('gives up after three calls, and never repeats one that might then happen twice', async () => {
    await using one = await speakingTo({ answer: (_request, response) => json(response, {}, 502) });
    await expect(one.rest.request('GET', '/v4/x')).rejects.toMatchObject({ status: 502 });
    expect(one.server.requests).toHaveLength(3);
    await expect(one.rest.request('POST', '/v4/y')).rejects.toMatchObject({ status: 502 });
    expect(one.server.requests).toHaveLength(4);
  });

  it.each([429, 503])('repeats any call that was turned away with %d, as nothing was done', async (status) => {
    let calls = 0;
    await using one = await speakingTo({
      answer: (_request, response) => (++calls === 1 ? json(response, {}, status) : json(response, { calls })),
    });
    expect(await one.rest.request('PATCH', '/v4/x', { body: {} })).toEqual({ calls: 2 });
  });

  it.each(['0', new Date(0).toUTCString()])('repeats at once when Retry-After is %s', async (header) => {
    let calls = 0;
    await using one = await speakingTo({
      answer: (_request, response) => {
        if (++calls > 2) json(response, { calls });
        else response.writeHead(429, { 'retry-after': header }).end();
      },
    });
    expect(await one.rest.request('GET', '/v4/x')).toEqual({ calls: 3 });
  });

  it('waits as long as Retry-After says', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      let calls = 0;
      const asked = Promise.withResolvers<void>();
      await using one = await speakingTo({
        answer: (_request, response) => {
          if (++calls > 1) return json(response, { calls });
          response
            .on('finish', () => asked.resolve())
            .writeHead(429, { 'retry-after': '1' })
            .end();
        },
      });
      const answer = one.rest.request('GET', '/v4/x');
      await asked.promise;
      // The wait begins when the client has read the answer; then exactly its timer is the next one.
      while (vi.getTimerCount() < 2) await new Promise(setImmediate);
      vi.advanceTimersByTime(999);
      await new Promise(setImmediate);
      expect(calls).toBe(1);
      vi.advanceTimersByTime(1);
      expect(await answer).toEqual({ calls: 2 });
    } finally {
      vi.useRealTimers();
    }
  });

  it.each(['3600', '99999999'])(
    'says at once that it is limited when Retry-After is %s, more time than there is',
    async (header) => {
      await using one = await speakingTo({
        answer: (_request, response) => response.writeHead(429, { 'retry-after': header }).end(),
      });
      await expect(one.rest.request('GET', '/v4/x')).rejects.toMatchObject({ code: 'NODE_HTTP', status: 429 });
      expect(one.server.requests.length).toBeLessThanOrEqual(3);
    },
  );

  it('says which node cannot be reached', async () => {
    const gone = await ScriptedServer.start();
    const rest = new RestClient(nodeSettings({ identifier: 'A', uri: gone.url, password: '' }), 'reprise/test');
    await gone[Symbol.asyncDispose]();
    const error = await rest.request('GET', '/v4/x').catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(NodeUnreachableError);
    expect(error).toMatchObject({ code: 'NODE_UNREACHABLE', node: 'A' });
    await rest.close();
  });

  it('never shows the password in an error', async () => {
    await using one = await speakingTo({ answer: (_request, response) => json(response, {}, 403) });
    const errors = [one.rest.request('GET', '/v4/x'), one.rest.request('GET', '/v4/y', { timeoutMs: 1 })];
    for (const error of await Promise.all(errors.map((call) => call.catch((reason: unknown) => reason)))) {
      expect(inspect(error, { depth: 9, showHidden: true })).not.toContain('secret');
    }
  });
});
