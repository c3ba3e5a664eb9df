import { createServer, type RequestListener } from 'node:http';
import { Readable } from 'node:stream';
import { AudioNode, systemClock } from '@reprise/node';
import { describe, expect, it } from 'vitest';
import { silentLog } from '../../src/log.ts';
import { HostCheck } from '../../src/server/host-check.ts';
import { HttpServer } from '../../src/server/http-server.ts';
import { PasswordCheck } from '../../src/server/password.ts';
import { withoutUpgrade } from '../../src/server/plain-request.ts';
import { Router } from '../../src/server/router.ts';
import { RawConnection } from '../support/raw.ts';
import { Rest } from '../support/rest.ts';

const HANDSHAKE =
  'GET /v4/websocket HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n';
const H2C = 'Host: x\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n';

describe('a client that never closes its side', () => {
  it.for([
    ['a wrong password', `${HANDSHAKE}Authorization: wrong\r\n\r\n`, ' 401 '],
    ['no key', `${HANDSHAKE}Authorization: secret\r\nUser-Id: 1\r\n\r\n`, ' 400 '],
    ['no HTTP', 'hello\r\n\r\n', ' 400 '],
  ] as const)('and is refused for %s keeps neither its connection nor the node', async ([, text, status]) => {
    const node = new AudioNode({ port: 0, password: 'secret' });
    await node.start();
    using client = await RawConnection.open(node.port);

    client.send(text);
    await client.ended;

    expect(client.text).toContain(status);
    await node.close();
  });
});

describe('a request that would rather speak HTTP/2', () => {
  it('is answered as any other, its body and what follows on the connection too', async () => {
    await using node = new AudioNode({ port: 0, password: 'secret' });
    await node.start();
    using client = await RawConnection.open(node.port);

    client.send(`GET /v4/info HTTP/1.1\r\n${H2C}Authorization: secret\r\n\r\n`);
    await expect.poll(() => client.text).toMatch(/^HTTP\/1\.1 200 .*"sourceManagers"/s);
    client.send(`POST /v4/decodetracks HTTP/1.1\r\n${H2C}Authorization: secret\r\nContent-Type: application/json\r\n`);
    client.send('Content-Length: 2\r\n\r\n[]');
    await expect.poll(() => client.text).toContain('No tracks to decode provided');
    client.send(`GET /version HTTP/1.1\r\n${H2C}Authorization: wrong\r\n\r\n`);
    await expect.poll(() => client.text).toContain('HTTP/1.1 403 ');
  });

  it('is given back to a server that takes every upgrade', async () => {
    const answer: RequestListener = async (request, response) => {
      const chunks = await request.toArray();
      response.end(`${request.method} ${chunks.join('')} ${request.headers.upgrade}.`);
    };
    const server = createServer(answer);
    server.on('upgrade', (request, socket, head) => withoutUpgrade(server, request, socket, head));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('The server has no port.');
    using client = await RawConnection.open(address.port);

    client.send(`POST /a HTTP/1.1\r\n${H2C}Content-Length: 5\r\n\r\nhel`);
    client.send('lo');
    await expect.poll(() => client.text).toContain('POST hello undefined.');
    client.send('GET /b HTTP/1.1\r\nHost: x\r\n\r\n');
    await expect.poll(() => client.text).toContain('GET  undefined.');

    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
});

describe('a client that takes nothing of its answer', () => {
  it('is cut', async () => {
    const endless = function* (): Generator<Buffer> {
      for (;;) yield Buffer.alloc(64 * 1024);
    };
    let body: Readable | undefined;
    const open = (): Readable => {
      body = Readable.from(endless());
      return body;
    };
    const server = new HttpServer({
      router: new Router([{ method: 'GET', path: '/endless', handle: () => ({ status: 200, body: open }) }]),
      password: new PasswordCheck(undefined),
      hosts: new HostCheck({ password: undefined, publicUrl: undefined }),
      clock: systemClock,
      log: silentLog,
      upgrade: () => undefined,
      stallMs: 50,
    });
    using client = await RawConnection.open(await server.listen('127.0.0.1', 0));

    client.send('GET /endless HTTP/1.1\r\nHost: localhost\r\n\r\n');
    client.socket.pause();

    await expect.poll(() => body?.destroyed).toBe(true);
    await server.close();
  });
});

describe('closing a node', () => {
  it('while it starts ends it, as soon as it listens', async () => {
    const node = new AudioNode({ port: 0 });

    await Promise.all([node.start(), node.close()]);

    await expect(new Rest(node.url).get('/version')).rejects.toThrow();
  });

  it('twice waits for the same end', async () => {
    const node = new AudioNode({ port: 0 });
    await node.start();

    void node.close();
    await node.close();

    await expect(new Rest(node.url).get('/version')).rejects.toThrow();
  });
});

describe('the name a node is called by', () => {
  const statusOf = async (node: AudioNode, host: string, more = ''): Promise<string | undefined> => {
    using client = await RawConnection.open(node.port);
    const path = more === '' ? '/version' : '/v4/websocket';
    client.send(`GET ${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n${more}\r\n`);
    await expect.poll(() => client.text).toContain('\r\n\r\n');
    return client.text.split(' ')[1];
  };

  it('must be its own when there is no password, so that no web page gets in by a name that leads here', async () => {
    await using node = new AudioNode({ port: 0, publicUrl: 'https://music.example/x' });
    await node.start();

    for (const host of ['127.0.0.1', '127.3.2.1:1', 'localhost:2333', '[::1]:2333', 'music.example']) {
      expect(await statusOf(node, host), host).toBe('200');
    }
    for (const host of ['evil.example', 'evil.example:2333', '127.0.0.1.evil.example', '10.0.0.1', '', '@']) {
      expect(await statusOf(node, host), host).toBe('403');
    }
    const upgrade = 'Connection: Upgrade\r\nUpgrade: websocket\r\nUser-Id: 1\r\n';
    expect(await statusOf(node, 'evil.example', upgrade)).toBe('403');
  });

  it('does not matter when there is one', async () => {
    await using node = new AudioNode({ port: 0, password: 'secret' });
    await node.start();

    expect(await statusOf(node, 'any.example', 'Authorization: secret\r\n')).toBe('400');
  });
});
