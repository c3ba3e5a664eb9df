import { AudioNode } from '@reprise/node';
import type { LoadResult, Track } from '@reprise/protocol';
import { parseBuffer } from 'music-metadata';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CatalogueSource } from '../../../src/sources/catalogue/catalogue-source.ts';
import { PLAYLISTS } from '../../../src/sources/catalogue/playlists.ts';
import { TUNES } from '../../../src/sources/catalogue/tunes/index.ts';
import { Rest } from '../../support/rest.ts';

const node = new AudioNode({ port: 0 });
let rest: Rest;
beforeAll(async () => {
  await node.start();
  rest = new Rest(node.url);
});
afterAll(() => node.close());

async function load(identifier: string): Promise<LoadResult> {
  return JSON.parse((await rest.load(identifier)).text);
}

async function titles(words: string): Promise<readonly string[]> {
  const result = await load(`demosearch:${words}`);
  return result.loadType === 'search' ? result.data.map(({ info }) => info.title) : [];
}

async function everything(): Promise<readonly Track[]> {
  const lists = await Promise.all(
    ['classical', 'folk', 'calm', 'holiday'].map((slug) => load(`demo:playlist:${slug}`)),
  );
  const tracks = lists.flatMap((list) => (list.loadType === 'playlist' ? list.data.tracks : []));
  return [...new Map(tracks.map((track) => [track.info.identifier, track])).values()];
}

describe('the catalogue', () => {
  it('has at least 24 tunes of 20 to 90 seconds by somebody', async () => {
    const tracks = await everything();

    expect(tracks.length).toBeGreaterThanOrEqual(24);
    for (const { info } of tracks) {
      expect(info.length, info.title).toBeGreaterThanOrEqual(20_000);
      expect(info.length, info.title).toBeLessThanOrEqual(90_000);
      expect(info).toMatchObject({
        isStream: false,
        isSeekable: true,
        sourceName: 'demo',
        author: expect.stringMatching(/\w/),
      });
    }
  });

  it('is searched by title, author and tags, without regard to case and accents, best first', async () => {
    expect((await titles('ODE to Joy'))[0]).toBe('Ode to Joy');
    expect((await titles('fur elise'))[0]).toBe('Für Elise');
    expect((await titles('dvorak'))[0]).toBe('Largo (From the New World)');
    expect((await titles('Frere Jacques'))[0]).toBe('Frère Jacques');
    expect(await titles('beethoven')).toHaveLength(4);
    expect((await titles('moonl'))[0]).toBe('Moonlight Sonata');
    expect((await titles('christmas')).toSorted()).toEqual(['Jingle Bells', 'Silent Night (Stille Nacht)']);
    expect((await titles('classical')).length).toBe(20);
  });

  it('finds nothing for what it does not have', async () => {
    for (const words of ['', ' ', 'never gonna give you up', 'zzzz', '!!!', '*', '%00']) {
      expect(await load(`demosearch:${words}`), words).toEqual({ loadType: 'empty', data: null });
    }
    for (const identifier of ['demo:track:nothing', 'demo:track:', 'demo:playlist:nothing', 'demo:track:__proto__']) {
      expect(await load(identifier)).toEqual({ loadType: 'empty', data: null });
    }
  });

  it('gives one track for its identifier, its link, and its link at another node of this machine', async () => {
    const track = await load('demo:track:greensleeves');

    expect(track).toMatchObject({
      loadType: 'track',
      data: { info: { uri: `${node.url}/media/demo/greensleeves.wav` } },
    });
    expect(await load(`${node.url}/media/demo/greensleeves.wav`)).toEqual(track);
    expect(await load('http://localhost:1/media/demo/greensleeves.wav?x=1')).toEqual(track);
    expect(await load('http://music.example/media/demo/greensleeves.wav')).toEqual({ loadType: 'empty', data: null });
  });

  it('has every tune on a playlist', () => {
    const lonely = TUNES.filter((tune) => !PLAYLISTS.some((playlist) => playlist.has(tune)));

    expect(lonely.map(({ slug }) => slug)).toEqual([]);
  });

  it('plays nothing but what it has', async () => {
    const source = new CatalogueSource(() => node.url);
    const result = await source.load('demo:track:ode-to-joy');
    if (result?.loadType !== 'track') throw new Error('unreachable');
    const { info } = result.data;

    await expect(source.open(info)).resolves.toBeUndefined();
    for (const identifier of ['ode-to-joy', 'demo:trick:ode-to-joy', 'demo:track:nothing']) {
      await expect(source.open({ ...info, identifier })).rejects.toThrow(`The catalogue has no ${identifier}.`);
    }
  });

  it('has a playlist of Beethoven', async () => {
    expect(await load('demo:playlist:beethoven')).toMatchObject({
      loadType: 'playlist',
      data: { info: { name: 'The best of Beethoven', selectedTrack: -1 }, pluginInfo: {}, tracks: { length: 4 } },
    });
  });

  it('decodes its own tracks', async () => {
    const result = await load('demo:track:canon-in-d');
    if (result.loadType !== 'track') throw new Error('unreachable');

    const decoded = await rest.get(`/v4/decodetrack?encodedTrack=${encodeURIComponent(result.data.encoded)}`);

    expect(decoded.json).toEqual(result.data);
  });
});

describe('GET /media/demo', () => {
  it('is a WAV file that sounds, of the length that its track has', async () => {
    const result = await load('demo:track:ode-to-joy');
    if (result.loadType !== 'track') throw new Error('unreachable');
    const response = await fetch(result.data.info.uri ?? '');
    const bytes = Buffer.from(await response.arrayBuffer());
    const { format } = await parseBuffer(bytes, 'audio/wav');

    expect(response.headers.get('content-type')).toBe('audio/wav');
    expect(Number(response.headers.get('content-length'))).toBe(bytes.length);
    expect(Math.round((format.duration ?? 0) * 1000)).toBe(result.data.info.length);
    const samples = Array.from({ length: (bytes.length - 44) / 2 }, (_, i) => Math.abs(bytes.readInt16LE(44 + i * 2)));
    expect(Math.max(...samples.slice(0, 20_000))).toBeGreaterThan(5_000);
    expect(Math.max(...samples.slice(0, 20_000))).toBeLessThan(32_767);
  });

  it('answers ranges, HEAD and nonsense as HTTP wants it', async () => {
    const url = `${node.url}/media/demo/fur-elise.wav`;
    const whole = Buffer.from(await (await fetch(url)).arrayBuffer());
    const ask = (range: string): Promise<Response> => fetch(url, { headers: { range } });
    const bytes = async (response: Promise<Response>): Promise<Buffer> =>
      Buffer.from(await (await response).arrayBuffer());

    const part = await ask('bytes=100-199');
    expect(part.status).toBe(206);
    expect(part.headers.get('content-range')).toBe(`bytes 100-199/${whole.length}`);
    expect(await bytes(Promise.resolve(part))).toEqual(whole.subarray(100, 200));
    expect(await bytes(ask(`bytes=${whole.length - 10}-`))).toEqual(whole.subarray(-10));
    expect(await bytes(ask('bytes=-7'))).toEqual(whole.subarray(-7));
    expect(await bytes(ask('bytes=0-99999999999'))).toEqual(whole);
    expect((await ask(`bytes=${whole.length}-`)).status).toBe(416);
    expect((await ask('bytes=-0')).status).toBe(416);
    for (const odd of ['bytes=5-1', 'bytes=a-b', 'bytes=0-1,3-4', 'lines=1-2', 'bytes=-'])
      expect((await ask(odd)).status).toBe(200);

    const head = await fetch(url, { method: 'HEAD' });
    expect([head.status, head.headers.get('content-length'), await head.text()]).toEqual([
      200,
      String(whole.length),
      '',
    ]);
    for (const path of ['nothing.wav', 'fur-elise', '../fur-elise.wav', '%2e%2e/x', '']) {
      expect((await fetch(`${node.url}/media/demo/${path}`)).status, path).toBe(404);
    }
    expect((await fetch(`${node.url}/media/other/x`)).status).toBe(404);
    expect((await fetch(url, { method: 'POST' })).status).toBe(405);
  });
});
