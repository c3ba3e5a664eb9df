import { once } from 'node:events';
import { createServer } from 'node:http';
import { AudioNode } from '@reprise/node';
import type { LoadResult } from '@reprise/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isPublicAddress, type PinnedAddress, resolvePublic } from '../../../src/sources/http/address-policy.ts';
import { guardedFetch } from '../../../src/sources/http/guarded-fetch.ts';
import { type Page, serve } from '../../support/hls-site.ts';
import { type MediaServer, startMediaServer } from '../../support/media-server.ts';
import { Rest } from '../../support/rest.ts';
import { type Stage, stage, VOICE } from '../../support/stage.ts';
import { tone } from '../../support/wav.ts';

const SONG: Page = { type: 'audio/wav', body: tone(10) };
const anywhere = { http: true, httpAllowPrivate: true };
const BUSY: Page = { status: 503, body: 'busy' };

let media: MediaServer;
beforeAll(async () => {
  media = await startMediaServer();
});
afterAll(() => media[Symbol.asyncDispose]());

async function loader(options: {
  http: boolean;
  httpAllowPrivate?: boolean;
}): Promise<AsyncDisposable & { load(id: string): Promise<LoadResult> }> {
  const node = new AudioNode({ port: 0, ...options });
  await node.start();
  const rest = new Rest(node.url);
  return {
    load: async (identifier) => JSON.parse((await rest.load(identifier)).text),
    [Symbol.asyncDispose]: () => node.close(),
  };
}

describe('the http source', () => {
  it('is off unless asked for', async () => {
    await using node = await loader({ http: false, httpAllowPrivate: true });

    expect(await node.load(`${media.url}/tone.wav`)).toEqual({ loadType: 'empty', data: null });
  });

  it('reaches no address of this machine or a private network, however it is written', async () => {
    await using node = await loader({ http: true });
    const port = new URL(media.url).port;
    const before = media.asked.length;
    const hosts = [
      '127.0.0.1',
      'localhost',
      '127.1',
      '0x7f000001',
      '2130706433',
      '017700000001',
      '0',
      '0.0.0.0',
      '[::1]',
      '[::]',
      '[::ffff:127.0.0.1]',
      '[::ffff:7f00:1]',
      '[64:ff9b::7f00:1]',
      '%EF%BC%91%EF%BC%92%EF%BC%97.%EF%BC%90.0.1',
      '169.254.169.254',
      '10.0.0.1',
      '192.168.0.1',
      '172.16.0.1',
      '100.64.0.1',
      '[fd00:ec2::254]',
      '[fe80::1]',
      '224.0.0.1',
      '255.255.255.255',
    ];

    for (const host of hosts) {
      expect(await node.load(`http://${host}:${port}/tone.wav`), host).toMatchObject({
        loadType: 'error',
        data: { message: 'Only public addresses can be loaded.' },
      });
    }
    expect(media.asked.length).toBe(before);
  });

  it('follows three redirects and no more, and none to a file', async () => {
    await using node = await loader(anywhere);

    expect(await node.load(`${media.url}/hops/2`)).toMatchObject({
      loadType: 'track',
      data: { info: { uri: `${media.url}/tone.wav` } },
    });
    expect(await node.load(`${media.url}/hops/3`)).toMatchObject({
      loadType: 'error',
      data: { message: 'More than 3 redirects.' },
    });
    expect(await node.load(`${media.url}/to-file`)).toMatchObject({
      loadType: 'error',
      data: { message: 'Cannot load file: addresses.' },
    });
  });

  it('refuses an address with characters that are not escaped', async () => {
    await using node = await loader(anywhere);

    for (const path of ['/to ne.wav', '/žluť.wav', '/\r\nx']) {
      expect(await node.load(media.url + path)).toMatchObject({ loadType: 'error' });
    }
  });

  it('outlives a file that tells all of itself at once, and then never ends', async () => {
    const left = Promise.withResolvers<void>();
    const server = createServer((_request, response) => {
      response.on('close', left.resolve);
      response.writeHead(200, { 'content-type': 'audio/flac' }).write(flacHead());
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const where = server.address();
    const port = typeof where === 'object' ? where?.port : undefined;
    await using node = await loader(anywhere);

    expect(await node.load(`http://127.0.0.1:${port}/`)).toMatchObject({
      loadType: 'track',
      data: { info: { length: 1_000 }, pluginInfo: { probeInfo: 'flac' } },
    });
    // An error that nobody hears would end the process, and this run, when the rest of the file is given up.
    await left.promise;
    expect(await node.load(`${media.url}/tone.wav`)).toMatchObject({ loadType: 'track' });
    server.close();
  });

  it('fails a track that is not there when it is played', async () => {
    await using scene = await stage(anywhere);
    const result = JSON.parse((await scene.rest.load(`${media.url}/tone.wav`)).text);
    const { decodeTrack, encodeTrack } = await import('@reprise/protocol');
    const encoded = encodeTrack({ ...decodeTrack(result.data.encoded), identifier: `${media.url}/gone.wav` });

    await scene.patch({ track: { encoded } });
    await scene.socket.find((message) => 'reason' in message && message.reason === 'loadFailed');

    const exception = await scene.socket.find((message) => 'type' in message && message.type === 'TrackExceptionEvent');
    expect(exception).toMatchObject({
      exception: {
        message: 'Something broke when playing the track.',
        severity: 'fault',
        cause: 'Error: Not success status code: 404',
      },
    });
    expect(await scene.events()).toEqual(['TrackStartEvent', 'TrackExceptionEvent', 'TrackEndEvent loadFailed']);
    expect(media.asked.filter((path) => path === '/gone.wav')).toHaveLength(1);
  });

  it('plays a track of a server that is busy at first', async () => {
    await using site = await serve([['/tone.wav', SONG]]);
    await using scene = await stage({ ...anywhere, trackStuckThresholdMs: 3_600_000 });
    const { data } = JSON.parse((await scene.rest.load(`${site.url}/tone.wav`)).text);
    const before = site.asked.length;
    site.pages.set('/tone.wav', () => (site.asked.length < before + 3 ? BUSY : SONG));

    await scene.update({ voice: VOICE, track: { encoded: data.encoded } });
    await laterAndLater(scene, () => site.asked.length - before, 3);
    await expect.poll(() => goesOn(scene), { interval: 5 }).toBe(true);

    expect(await scene.events()).toEqual(['TrackStartEvent']);
  });

  it('fails a track of a server that stays busy, asked three times', async () => {
    await using site = await serve([['/tone.wav', SONG]]);
    await using scene = await stage({ ...anywhere, trackStuckThresholdMs: 3_600_000 });
    const { data } = JSON.parse((await scene.rest.load(`${site.url}/tone.wav`)).text);
    const before = site.asked.length;
    site.pages.set('/tone.wav', BUSY);

    await scene.update({ voice: VOICE, track: { encoded: data.encoded } });
    await laterAndLater(scene, () => site.asked.length - before, 3);
    await scene.socket.find((message) => 'reason' in message && message.reason === 'loadFailed');

    expect(await scene.events()).toEqual(['TrackStartEvent', 'TrackExceptionEvent', 'TrackEndEvent loadFailed']);
    expect(site.asked).toHaveLength(before + 3);
  });
});

describe('guardedFetch', () => {
  const loopback: PinnedAddress = { address: '127.0.0.1', family: 4 };

  it('asks for the addresses of a host once, and connects to those', async () => {
    const asked: string[] = [];
    const resolve = async (hostname: string): Promise<readonly PinnedAddress[]> => {
      asked.push(hostname);
      return [loopback];
    };
    const url = `http://no-such-host.example:${new URL(media.url).port}/tone.wav`;

    await using answer = await guardedFetch(url, { resolve, signal: AbortSignal.timeout(5_000) });

    expect(answer.status).toBe(200);
    expect(asked).toEqual(['no-such-host.example']);
  });

  it('judges the target of a redirect as it judged the first address', async () => {
    const { port, origin } = new URL(media.url);
    const resolve = async (hostname: string): Promise<readonly PinnedAddress[]> =>
      hostname === 'public.example' ? [loopback] : resolvePublic(hostname, false);
    await using redirecting = await startMediaServer(`${origin}/tone.wav`);
    const before = media.asked.length;
    const url = `http://public.example:${new URL(redirecting.url).port}/elsewhere`;

    const fetching = guardedFetch(url, { resolve, signal: AbortSignal.timeout(5_000) });

    await expect(fetching).rejects.toThrow('Only public addresses can be loaded.');
    expect(redirecting.asked).toEqual(['/elsewhere']);
    expect(media.asked.length, port).toBe(before);
  });
});

it.for([
  ['8.8.8.8', true],
  ['2606:4700::1111', true],
  ['::ffff:8.8.8.8', true],
  ['::ffff:10.0.0.1', false],
  ['192.0.2.1', false],
  ['198.18.0.1', false],
  ['2002:7f00:1::', false],
  ['2001:db8::1', false],
  ['fc00::1', false],
  ['::7f00:1', false],
  ['::127.0.0.1', false],
  ['1::1', false],
  ['4000::1', false],
  ['e000::1', false],
  ['not an address', false],
] as const)('%s is public: %s', ([address, expected]) => {
  expect(isPublicAddress(address)).toBe(expected);
});

/** Lets time pass until so many have asked. */
async function laterAndLater(scene: Stage, asked: () => number, wanted: number): Promise<void> {
  const look = (): number => {
    scene.clock.advance(250);
    return asked();
  };
  await expect.poll(look, { interval: 5 }).toBe(wanted);
}

/** Whether a player moves on with the time. */
async function goesOn(scene: Stage): Promise<boolean> {
  const before = (await scene.player()).state.position;
  scene.clock.advance(100);
  return (await scene.player()).state.position > before;
}

/** A second of FLAC, up to its first frame: https://www.rfc-editor.org/rfc/rfc9639#section-8 */
function flacHead(): Buffer {
  const info = Buffer.alloc(38);
  info.writeUInt32BE(34, 0);
  info.writeUInt16BE(4_096, 4);
  info.writeUInt16BE(4_096, 6);
  // Sample rate in 20 bits, channels in 3 and bits of a sample in 5, less one each, samples in 36.
  info.writeBigUInt64BE((44_100n << 44n) | (1n << 41n) | (15n << 36n) | 44_100n, 14);
  const padding = Buffer.alloc(100);
  padding.writeUInt32BE(0x81_00_00_60, 0);
  return Buffer.concat([Buffer.from('fLaC'), info, padding]);
}
