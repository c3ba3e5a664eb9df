import { mkdir, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AudioNode, AudioNodeError } from '@reprise/node';
import { decodeTrack, encodeTrack, type LoadResult, type Track } from '@reprise/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LocalSource } from '../../../src/sources/local/local-source.ts';
import { MusicFolder } from '../../../src/sources/local/music-folder.ts';
import { type Folder, makeFolder } from '../../support/folder.ts';
import { Rest } from '../../support/rest.ts';
import { GUILD, stage } from '../../support/stage.ts';
import { tone } from '../../support/wav.ts';

const EMPTY = { loadType: 'empty', data: null };
const sound = tone(1);
let folder: Folder;
let outside: Folder;
let node: AudioNode;
let rest: Rest;

beforeAll(async () => {
  outside = await makeFolder({ 'secret.wav': sound });
  folder = await makeFolder({
    'My Band - First Song.wav': sound,
    'deep/er/žluť kůň.wav': sound,
    'notes.txt': 'no',
    'fake.mp3': 'no',
    '.env': 'TOKEN=1',
  });
  await symlink(join(folder.path, '.env'), join(folder.path, 'env.wav'));
  await symlink(join(outside.path, 'secret.wav'), join(folder.path, 'link.wav'));
  await symlink(outside.path, join(folder.path, 'linked'));
  await symlink('/', join(folder.path, 'root'));
  await symlink(join(folder.path, 'deep/er/žluť kůň.wav'), join(folder.path, 'inside.wav'));
  await mkdir(`${folder.path}-twin`);
  await writeFile(join(`${folder.path}-twin`, 'secret.wav'), sound);
  node = new AudioNode({ port: 0, password: 'secret', musicDir: folder.path });
  await node.start();
  rest = new Rest(node.url, 'secret');
});
afterAll(async () => {
  await node.close();
  await rm(`${folder.path}-twin`, { recursive: true });
  for (const each of [folder, outside]) await each[Symbol.asyncDispose]();
});

async function load(identifier: string): Promise<LoadResult> {
  return JSON.parse((await rest.load(identifier)).text);
}

async function track(identifier: string): Promise<Track> {
  const result = await load(identifier);
  if (result.loadType !== 'track') throw new Error(`${identifier}: ${JSON.stringify(result)}`);
  return result.data;
}

function localSource({ path }: Folder, signal: AbortSignal = new AbortController().signal): LocalSource {
  const now = (): number => performance.now();
  return new LocalSource({ folder: new MusicFolder(path), baseUrl: () => 'http://node', now, signal });
}

describe('the music folder', () => {
  it('gives a file by its path, absolute or inside the folder', async () => {
    const absolute = await track(join(folder.path, 'deep/er/žluť kůň.wav'));

    expect(absolute).toMatchObject({
      info: {
        identifier: join(folder.path, 'deep/er/žluť kůň.wav'),
        length: 1_000,
        sourceName: 'local',
        title: 'Unknown title',
      },
      pluginInfo: { probeInfo: 'wav' },
    });
    expect(await track('deep/er/žluť kůň.wav')).toEqual(absolute);
    expect(await track('inside.wav')).toEqual(absolute);
    expect(await track('./deep/../deep/er/žluť kůň.wav')).toEqual(absolute);
  });

  it('has nothing that lies, or leads, outside', async () => {
    const secret = join(outside.path, 'secret.wav');
    const paths = [
      secret,
      'link.wav',
      'linked/secret.wav',
      join(folder.path, 'link.wav'),
      `root${secret}`,
      `../${outside.path.split('/').at(-1)}/secret.wav`,
      join(folder.path, '..', outside.path.split('/').at(-1) ?? '', 'secret.wav'),
      `${folder.path}-twin/secret.wav`,
      `file://${secret}`,
      `file://${join(folder.path, 'inside.wav')}`,
      '..',
      '.',
      '/',
      folder.path,
      '/etc/passwd',
      '/dev/zero',
      'deep',
      '\0',
      `inside.wav\0`,
      '..%2fx',
      '\\\\server\\share\\x.wav',
      'C:\\x.wav',
      '~/x.wav',
      'x'.repeat(5_000),
      '../'.repeat(500),
    ];

    for (const path of paths) expect(await load(path), JSON.stringify(path)).toEqual(EMPTY);
  });

  it('says error for a file that is no music', async () => {
    for (const name of ['notes.txt', 'fake.mp3']) {
      expect(await load(name)).toMatchObject({ loadType: 'error', data: { severity: 'fault' } });
    }
  });

  it('is searched together with the catalogue, new files included', async () => {
    const found = await load('demosearch:my band first song');
    expect(found).toMatchObject({ loadType: 'search', data: [{ info: { sourceName: 'local' } }] });
    expect(await load('demosearch:zluty')).toEqual(EMPTY);
    expect(await load('demosearch:zlut kun')).toMatchObject({
      data: [{ info: { uri: join(folder.path, 'deep/er/žluť kůň.wav') } }],
    });
    expect(await load('demosearch:secret')).toEqual(EMPTY);
  });

  it('makes tracks of no more files than a search answers', async () => {
    const names = Array.from({ length: 30 }, (_, i) => `Song ${i}.wav`);
    await using many = await makeFolder(Object.fromEntries(names.map((name) => [name, sound.subarray(0, 4_000)])));

    const found = await localSource(many).search('song');

    expect(found).toHaveLength(20);
  });

  it('is looked into again for what is new, but not for what is no music and has not changed', async () => {
    const size = 4_000;
    await using own = await makeFolder({ 'Broken Song.wav': Buffer.alloc(size) });
    await using scene = await stage({ musicDir: own.path });
    const find = async (words: string): Promise<unknown> => (await scene.rest.load(`demosearch:${words}`)).json;
    const broken = join(own.path, 'Broken Song.wav');
    const written = new Date('2026-01-01');
    await utimes(broken, written, written);
    expect(await find('broken')).toEqual(EMPTY);

    await writeFile(broken, sound.subarray(0, size));
    await utimes(broken, written, written);
    await writeFile(join(own.path, 'Fresh Song.wav'), sound.subarray(0, size));
    scene.clock.advance(11_000);

    await expect.poll(() => find('fresh')).toMatchObject({ loadType: 'search' });
    expect(await find('broken')).toEqual(EMPTY);
  });

  it('is not read any more once the node is closed', async () => {
    await using own = await makeFolder({ 'Song.wav': sound });

    expect(await localSource(own, AbortSignal.abort()).search('song')).toEqual([]);
    expect(await localSource(own).search('song')).toHaveLength(1);
  });

  it('must exist', () => {
    expect(() => new AudioNode({ musicDir: '/no/such/folder' })).toThrow(AudioNodeError);
    expect(() => new AudioNode({ musicDir: join(folder.path, 'notes.txt') })).toThrow(/is no folder/);
  });
});

describe('the link of a file', () => {
  it('serves it without a password, with ranges, to whoever loaded the track', async () => {
    const { pluginInfo } = await track('deep/er/žluť kůň.wav');
    const url = String(pluginInfo?.mediaUrl);
    const response = await fetch(url, { headers: { range: 'bytes=44-143' } });

    expect(response.status).toBe(206);
    expect(response.headers.get('content-type')).toBe('audio/wav');
    expect(Buffer.from(await response.arrayBuffer())).toEqual(sound.subarray(44, 144));
  });

  it('is of no use for another file', async () => {
    const { pluginInfo } = await track('inside.wav');
    const url = String(pluginInfo?.mediaUrl);
    const [, key = ''] = /local\/([^/]+)\//.exec(url) ?? [];

    for (const path of [
      `${key}/My%20Band%20-%20First%20Song.wav`,
      `${key}/notes.txt`,
      `${key}/`,
      key,
      `/notes.txt`,
      `${'A'.repeat(22)}/notes.txt`,
    ]) {
      expect((await fetch(`${node.url}/media/local/${path}`)).status, path).toBe(404);
    }
  });

  it('exists for nothing but music, whatever somebody wrote into an encoded track', async () => {
    const { encoded } = await track('inside.wav');
    const linkOf = async (name: string): Promise<unknown> => {
      const made = encodeTrack({ ...decodeTrack(encoded), identifier: join(folder.path, name) });
      const decoded = await rest.get(`/v4/decodetrack?encodedTrack=${encodeURIComponent(made)}`);
      const { pluginInfo }: Track = JSON.parse(decoded.text);
      return pluginInfo?.mediaUrl;
    };

    expect(await linkOf('.env')).toBeUndefined();
    expect(await linkOf('notes.txt')).toBeUndefined();
    expect((await fetch(String(await linkOf('env.wav')))).status).toBe(404);
    expect((await fetch(String(await linkOf('inside.wav')))).status).toBe(200);
  });

  it('is not followed to what took the place of the file since', async () => {
    await using own = await makeFolder({ 'song.wav': sound, 'secret.txt': 'secret' });
    const source = localSource(own);
    const loaded = await source.load('song.wav');
    if (loaded?.loadType !== 'track') throw new Error('unreachable');
    const link = String(loaded.data.pluginInfo?.mediaUrl);
    const media = await source.media(link.replace('http://node/media/local/', ''));
    await rm(join(own.path, 'song.wav'));
    await symlink(join(own.path, 'secret.txt'), join(own.path, 'song.wav'));

    await expect(media?.read(0, 5)).rejects.toMatchObject({ code: 'ELOOP' });
  });

  it('is in a decoded track too', async () => {
    const loaded = await track('inside.wav');
    const decoded = await rest.get(`/v4/decodetrack?encodedTrack=${encodeURIComponent(loaded.encoded)}`);

    expect(decoded.json).toEqual(loaded);
  });
});

it('does not play a file outside that somebody wrote into an encoded track', async () => {
  await using scene = await stage({ musicDir: folder.path });
  const inside = JSON.parse((await scene.rest.load('inside.wav')).text).data.encoded;
  const encoded = encodeTrack({ ...decodeTrack(inside), identifier: '/etc/passwd' });

  await scene.patch({ track: { encoded } });
  await scene.socket.find((message) => 'reason' in message && message.reason === 'loadFailed');

  expect((await scene.rest.get(`${scene.session}/players/${GUILD}`)).json).toMatchObject({ track: null });
});
