import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { systemClock } from '@reprise/clock';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WorkerSoundEngine } from '../../../src/sound/worker-sound-engine.ts';
import { HttpSource } from '../../../src/sources/http/http-source.ts';
import type { LoadedTrack } from '../../../src/sources/source.ts';
import { convert, ffmpeg } from '../../sound/support/ffmpeg.ts';
import { framesOf, frequencyOf, listen, pull } from '../../sound/support/listening.ts';
import { wavTone } from '../../sound/support/tones.ts';
import { makeFolder } from '../../support/folder.ts';
import { serve, startHlsSite } from '../../support/hls-site.ts';
import { startRadio } from '../../support/radio.ts';

const PLAIN = { positionMs: 0, filters: {}, volume: 100 } as const;
const NEVER = new AbortController().signal;
const source = new HttpSource(true, systemClock);

async function load(address: string): Promise<LoadedTrack> {
  const result = await source.load(address, NEVER);
  if (result?.loadType !== 'track') throw new Error(JSON.stringify(result));
  return { pluginInfo: {}, userData: {}, ...result.data };
}

describe.skipIf(ffmpeg === undefined)('an address (skipped without ffmpeg)', { timeout: 30_000 }, () => {
  let engine: WorkerSoundEngine;
  const music = new Map<string, Buffer>();
  beforeAll(async () => {
    engine = new WorkerSoundEngine({ workers: 1 });
    await using folder = await makeFolder({ 'tone.wav': wavTone({ seconds: 10 }) });
    for (const kind of ['mp3', 'aac']) {
      const path = join(folder.path, `tone.${kind}`);
      await convert(join(folder.path, 'tone.wav'), path, '-b:a', '128k', '-write_xing', '0', '-id3v2_version', '0');
      music.set(kind, await readFile(path));
    }
  });
  afterAll(() => engine.close());

  const hear = async ({ info }: LoadedTrack, frames = 150): Promise<Float32Array> => {
    await source.open(info, NEVER);
    const stream = await engine.open(await source.audio(info, NEVER), PLAIN, NEVER);
    try {
      return listen(await pull(stream, frames));
    } finally {
      stream.close();
    }
  };

  it('of a stream in parts is a track of its length, wherever it is served from and whatever it is called', async () => {
    await using site = await startHlsSite(wavTone({ seconds: 7 }));
    const master = '#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=128000,CODECS="mp4a.40.2"\nlist.m3u8\n';
    site.pages.set('/stream', { type: 'application/octet-stream', body: master });
    for (const path of ['/list.m3u8', '/stream']) {
      const track = await load(site.url + path);

      expect(track.info).toMatchObject({ isStream: false, isSeekable: true, uri: site.url + path, sourceName: 'http' });
      expect(Math.abs(track.info.length - 7_000)).toBeLessThan(60);
      expect(frequencyOf(framesOf(await hear(track), 5, 145))).toBeCloseTo(440, 0);
    }
  });

  it.for([['mpegts'], ['fmp4']])(
    'of a stream in parts of %s that is live is a stream, heard before more of it is there',
    async ([kind]) => {
      await using site = await startHlsSite(
        wavTone({ seconds: 10 }),
        '-hls_time',
        '1',
        '-hls_segment_type',
        kind ?? '',
      );
      const body = site.list.replace('#EXT-X-ENDLIST', '');
      site.pages.set('/live.m3u8', { type: 'audio/x-mpegurl', body });
      const track = await load(`${site.url}/live.m3u8`);

      expect(track.info).toMatchObject({ isStream: true, isSeekable: false });
      expect(frequencyOf(framesOf(await hear(track, 100), 5, 95))).toBeCloseTo(440, 0);
    },
  );

  it.for([
    ['mp3', 'audio/mpeg', { 'icy-name': 'Radio Ö', 'icy-br': '128' }, 'Radio Ö'],
    ['aac', 'audio/aacp', { 'icy-name': 'Radio A' }, 'Radio A'],
    ['mp3', 'audio/mpeg', { 'icy-br': '128' }, 'Unknown title'],
    ['mp3', 'audio/mpeg', {}, 'Unknown title'],
  ] as const)(
    'of a station that plays %s as %s, with %o, is a stream called %s',
    async ([kind, type, headers, title]) => {
      const sent = Object.fromEntries(Object.entries(headers).map(([name, text]) => [name, utf8(text)]));
      await using radio = await startRadio(music.get(kind) ?? Buffer.alloc(0), { type, headers: sent, bytesAMs: 16 });
      const track = await load(`${radio.url}/live`);

      expect(track.info).toMatchObject({ title, isStream: true, isSeekable: false });
      expect(frequencyOf(framesOf(await hear(track), 5, 145))).toBeCloseTo(440, -1);
      // Or it would put names of songs between the music.
      for (const headers of radio.asked) expect(headers).not.toHaveProperty('icy-metadata');
    },
  );

  it.for([
    ['audio/x-mpegurl', (url: string) => `${url}/live\n`],
    ['audio/x-mpegurl', (url: string) => `#EXTM3U\n#EXTINF:-1,A station\n${url}/live;x=1\nhttp://127.0.0.1:9/\n`],
    ['audio/x-scpls', (url: string) => `[playlist]\nNumberOfEntries=1\nTitle1=A=B\nFile1=${url}/live\nLength1=-1\n`],
    ['text/plain', (url: string) => `\uFEFF[Playlist]\r\nfile1=${url.replace('http', 'icy')}/live\r\n`],
  ] as const)('of a list as %s leads to the first station in it', async ([type, listOf]) => {
    const headers = { 'icy-name': 'Radio' };
    const mp3 = music.get('mp3') ?? Buffer.alloc(0);
    await using radio = await startRadio(mp3, { type: 'audio/mpeg', headers, bytesAMs: 16 });
    await using site = await serve([['/radio', { type, body: listOf(radio.url) }]]);
    const track = await load(`${site.url}/radio`);

    expect(track.info).toMatchObject({ title: 'Radio', isStream: true, uri: `${site.url}/radio` });
    expect(frequencyOf(framesOf(await hear(track), 5, 145))).toBeCloseTo(440, -1);
  });

  it('of a list that leads nowhere, or to itself, is refused', async () => {
    await using site = await serve([['/nothing', { type: 'audio/x-mpegurl', body: '#EXTM3U\n# nothing\n' }]]);
    site.pages.set('/self.m3u', { body: `#EXTM3U\n${site.url}/self.m3u\n` });

    await expect(source.load(`${site.url}/nothing`, NEVER)).rejects.toThrow('leads to nothing');
    const track = await load(`${site.url}/self.m3u`);
    await expect(hear(track)).rejects.toThrow('lists that lead to each other');
  });

  it('of a station with a server as the first ones were, which answers ICY in place of HTTP, is heard', async () => {
    const mp3 = music.get('mp3') ?? Buffer.alloc(0);
    const server = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.once('data', () => {
        socket.write('ICY 200 OK\r\nicy-name:Old Radio\r\ncontent-type:audio/mpeg\r\n\r\n');
        socket.write(mp3);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = address === null || typeof address === 'string' ? 0 : address.port;
    const track = await load(`http://127.0.0.1:${port}/`);
    server.unref();

    expect(track.info).toMatchObject({ title: 'Old Radio', isStream: true });
    expect(frequencyOf(framesOf(await hear(track), 5, 145))).toBeCloseTo(440, -1);
    server.close();
  });

  it('of a station that cuts the connection is heard on from where the station is then', async () => {
    const mp3 = music.get('mp3') ?? Buffer.alloc(0);
    await using radio = await startRadio(mp3, { type: 'audio/mpeg', headers: { 'icy-name': 'Radio' }, bytesAMs: 16 });
    const { info } = await load(`${radio.url}/live`);
    const stream = await engine.open(await source.audio(info, NEVER), PLAIN, NEVER);
    await pull(stream, 100);
    const listeners = radio.asked.length;
    radio.cut();
    const heard = listen(await pull(stream, 150));
    stream.close();

    expect(frequencyOf(framesOf(heard, 100, 145))).toBeCloseTo(440, -1);
    expect(radio.asked).toHaveLength(listeners + 1);
  });
});

/** Headers are written byte by byte. */
function utf8(text: string): string {
  return Buffer.from(text).toString('latin1');
}
