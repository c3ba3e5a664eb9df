import { connect } from 'node:net';
import { AudioNode } from '@reprise/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Answer, Rest } from '../support/rest.ts';
import { Socket } from '../support/socket.ts';
import { GUILD, stage } from '../support/stage.ts';

const node = new AudioNode({ port: 0, password: 'pässword' });
const header = 'pässword';
beforeAll(() => node.start());
afterAll(() => node.close());

/** Sends bytes as they are and answers all that comes back. */
function raw(text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(node.port, '127.0.0.1', () => socket.write(text));
    const chunks: Buffer[] = [];
    socket.on('data', (chunk) => chunks.push(chunk));
    socket.on('close', () => resolve(Buffer.concat(chunks).toString()));
    socket.on('error', reject);
  });
}

describe('the password', () => {
  it('is asked of every route but the media', async () => {
    for (const path of ['/', '/version', '/v4/info', '/v4/nothing', '/v4/sessions/x/players', '/MEDIA/x']) {
      expect((await new Rest(node.url).get(path)).status, path).toBe(401);
      expect((await new Rest(node.url, 'wrong').get(path)).status, path).toBe(403);
    }
    expect((await new Rest(node.url).get('/media/demo/ode-to-joy.wav')).status).toBe(200);
  });

  it('must be whole and alone', async () => {
    for (const wrong of ['p', 'pässwor', 'pässword0', 'Bearer pässword', 'PÄSSWORD', 'password']) {
      expect((await new Rest(node.url, wrong).get('/version')).status, wrong).toBe(403);
    }
  });

  it('is right in either spelling of a letter beyond ASCII, and only in those', async () => {
    const asUtf8 = Buffer.from('pässword', 'utf8').toString('latin1');
    expect((await new Rest(node.url, 'pässword').get('/version')).status).toBe(200);
    expect((await new Rest(node.url, asUtf8).get('/version')).status).toBe(200);

    await using other = new AudioNode({ port: 0, password: '中' });
    await other.start();
    expect((await new Rest(other.url, '-').get('/version')).status).toBe(403);
  });

  it('is not needed when there is none', async () => {
    await using open = new AudioNode({ port: 0 });
    await open.start();

    expect((await new Rest(open.url).get('/version')).status).toBe(200);
    expect((await new Rest(open.url, 'anything').get('/version')).status).toBe(200);
    const socket = await Socket.open(open.url);
    await socket.close();
  });
});

describe('a body', () => {
  it('of a type that is not JSON is a 415 with the type in it', async () => {
    await using scene = await stage();
    const path = `${scene.session}/players/${GUILD}`;

    const answer = await scene.rest.send('PATCH', path, '{}', { 'content-type': 'text/plain;charset=UTF-8' });

    expect(answer).toMatchObject({
      status: 415,
      json: {
        error: 'Unsupported Media Type',
        message: "Content-Type 'text/plain;charset=UTF-8' is not supported.",
        path,
      },
    });
    expect(
      (await scene.rest.send('PATCH', path, '{}', { 'content-type': 'Application/JSON; charset=utf-8' })).status,
    ).toBe(200);
  });

  it('larger than 4 MiB is a 413', async () => {
    await using scene = await stage();
    const tooLarge = JSON.stringify(['x'.repeat(4 * 1024 * 1024)]);

    const answer = await scene.rest.send('POST', '/v4/decodetracks', tooLarge);

    expect(answer.status).toBe(413);
    expect((await scene.rest.get('/version')).status).toBe(200);
  });

  it('too deep to be written again is a 400', async () => {
    await using scene = await stage();
    const deep = (depth: number): string => `{"track":{"userData":${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}}}`;

    expect((await scene.rest.send('PATCH', `${scene.session}/players/1`, deep(200_000))).status).toBe(400);
    expect((await scene.rest.send('PATCH', `${scene.session}/players/1`, deep(200))).status).toBe(200);
    expect(
      (await scene.rest.send('PATCH', `${scene.session}/players/1`, `{"a":"${'[{'.repeat(1_000)}\\""}`)).status,
    ).toBe(200);
  });
});

describe('a request', () => {
  it('that is no HTTP, or too large, is a 400 without a body', async () => {
    expect(await raw('hello\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 Bad Request\r\nContent-Length: 0/);
    expect(await raw(`GET /version?${'x'.repeat(9_000)} HTTP/1.1\r\nHost: x\r\n\r\n`)).toMatch(
      /^HTTP\/1\.1 400 .*\r\n\r\n$/s,
    );
    expect(await raw(`GET /version HTTP/1.1\r\nHost: x\r\nA: ${'x'.repeat(20_000)}\r\n\r\n`)).toMatch(
      /^HTTP\/1\.1 400 /,
    );
  });

  it('with a path that cannot be decoded is a 400', async () => {
    const rest = new Rest(node.url, header);

    expect((await rest.get('/v4/sessions/%ff%fe/players')).status).toBe(400);
    expect((await rest.get('/media/demo/%zz')).status).toBe(400);
  });

  it('of the wrong method names the right ones', async () => {
    const rest = new Rest(node.url, header);
    const ask = (method: string, path: string): Promise<Answer> => rest.send(method, path);

    expect((await ask('DELETE', '/v4/info')).headers.get('allow')).toBe('GET');
    expect((await ask('PUT', '/v4/sessions/a/players/1')).headers.get('allow')).toBe('GET, PATCH, DELETE');
    expect(await ask('GET', '/v4/sessions/a')).toMatchObject({
      status: 405,
      json: { message: "Method 'GET' is not supported." },
    });
    expect(await ask('GET', '/v4/websocket')).toMatchObject({ status: 400 });
  });
});

describe('a handshake', () => {
  it('on another path is refused', async () => {
    const address = `GET /v4/other HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nUser-Id: 1\r\nAuthorization: ${header}\r\n`;

    expect(
      await raw(`${address}Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n`),
    ).toMatch(/^HTTP\/1\.1 404 /);
  });

  it('of a user whose id does not fit into 64 bits is closed with 1011', async () => {
    await using open = new AudioNode({ port: 0 });
    await open.start();
    const largest = await Socket.open(open.url, { 'User-Id': '9223372036854775807' });
    expect(await largest.sessionId()).toMatch(/\w/);
    await largest.close();

    const tooLarge = await Socket.open(open.url, { 'User-Id': '9999999999999999999' });

    await expect.poll(() => tooLarge.closed).toEqual({ code: 1011 });
  });

  it('without a key is refused and harms nobody', async () => {
    const address = `GET /v4/websocket HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nUser-Id: 1\r\n`;

    expect(await raw(`${address}Authorization: ${header}\r\n\r\n`)).toMatch(/^HTTP\/1\.1 (400|401) /);
    expect((await new Rest(node.url, header).get('/version')).status).toBe(200);
  });
});
