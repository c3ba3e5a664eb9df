import { systemClock } from '@reprise/node';
import { describe, expect, it } from 'vitest';
import { WorkerSoundEngine } from '../../../src/sound/worker-sound-engine.ts';
import { findProgram } from '../../../src/sources/ytdlp/program.ts';
import { resolveYtDlp } from '../../../src/sources/ytdlp/ytdlp-options.ts';
import { YtDlpSource } from '../../../src/sources/ytdlp/ytdlp-source.ts';
import { ffmpeg } from '../../sound/support/ffmpeg.ts';
import { framesOf, frequencyOf, listen, pull } from '../../sound/support/listening.ts';
import { wavTone } from '../../sound/support/tones.ts';
import { serve, startHlsSite } from '../../support/hls-site.ts';
import { NEVER } from './stage.ts';
import { startWebSite } from './web-site.ts';

const lines: string[] = [];
const say = (line: string): void => void lines.push(line);
const log = { info: say, warn: say, error: say };
const settings = resolveYtDlp({ generic: true, allowLoopback: true, trackTimeoutMs: 30_000 });
if (settings === undefined) throw new Error('The source is off.');
const parts = { settings, env: process.env, clock: systemClock, log };
const program = await findProgram(parts, log, NEVER);

if (program === undefined) {
  const reason = `No real yt-dlp: ${lines.join(' ')}`;
  if (process.env.CI === undefined) it.skip(reason);
  else it('is there where the whole check is made', () => expect.fail(reason));
  console.info(`skipped: ${reason}`);
}

describe.skipIf(program === undefined)('a real yt-dlp', { timeout: 90_000 }, () => {
  const stage = async (more: Partial<typeof settings> = {}): Promise<YtDlpSource & AsyncDisposable> => {
    const source = new YtDlpSource({ ...parts, settings: { ...settings, ...more } });
    await source.prepare();
    return Object.assign(source, { [Symbol.asyncDispose]: () => source.close() });
  };

  it('reads a file, which then opens without another look', async () => {
    await using site = await startWebSite();
    await using source = await stage();

    const result = await source.load(`${site.url}/tone.wav`, NEVER);

    const info = { title: 'tone', uri: `${site.url}/tone.wav`, sourceName: 'ytdlp', isStream: false };
    expect(result).toMatchObject({ loadType: 'track', data: { info } });
    if (result?.loadType !== 'track') throw new Error('no track');
    expect(source.opened(result.data.info)?.url).toBe(`${site.url}/tone.wav`);
    await source.open(result.data.info, NEVER);
  });

  it('reads the sound of a page, and a feed as the list it is, flat and cut', async () => {
    await using site = await startWebSite();
    await using source = await stage({ maxListTracks: 2 });

    const [page, feed] = await Promise.all([
      source.load(`${site.url}/page`, NEVER),
      source.load(`${site.url}/feed`, NEVER),
    ]);

    expect(JSON.stringify(page)).toContain('"title":"A page');
    expect(feed).toMatchObject({
      loadType: 'playlist',
      data: {
        info: { name: 'A feed' },
        tracks: [{ info: { title: 'Part 1', uri: `${site.url}/tone.wav?1` } }, { info: { title: 'Part 2' } }],
      },
    });
  });

  it.skipIf(ffmpeg === undefined)(
    'finds the sound of a stream in parts, whole or live, which is then heard',
    async () => {
      await using site = await startHlsSite(wavTone({ seconds: 8 }));
      site.pages.set('/live.m3u8', { type: 'application/x-mpegURL', body: site.list.replace('#EXT-X-ENDLIST', '') });
      const film = '#EXT-X-STREAM-INF:BANDWIDTH=900000,RESOLUTION=1280x720,CODECS="avc1.4d401f,mp4a.40.2"\ngone.m3u8';
      const sound = '#EXT-X-STREAM-INF:BANDWIDTH=128000,CODECS="mp4a.40.2"\nlist.m3u8';
      site.pages.set('/all.m3u8', { type: 'application/x-mpegURL', body: `#EXTM3U\n${film}\n${sound}\n` });
      await using source = await stage();
      await using engine = new WorkerSoundEngine({ workers: 1 });

      for (const name of ['list', 'live', 'all']) {
        const result = await source.load(`${site.url}/${name}.m3u8`, NEVER);
        if (result?.loadType !== 'track') throw new Error(JSON.stringify(result));
        const { info } = result.data;
        expect(info).toMatchObject({ isStream: name === 'live', isSeekable: name !== 'live' });
        await source.open(info, NEVER);
        const input = await source.audio(info, NEVER);
        const stream = await engine.open(input, { positionMs: 0, filters: {}, volume: 100 }, NEVER);
        expect(frequencyOf(framesOf(listen(await pull(stream, 150)), 5, 145))).toBeCloseTo(440, 0);
        stream.close();
      }
    },
  );

  it('takes a file before a stream in parts, and a little film before a large one', async () => {
    const list = '#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\na.ts\n#EXT-X-ENDLIST\n';
    const film = (height: number) =>
      `#EXT-X-STREAM-INF:BANDWIDTH=${height}000,RESOLUTION=640x${height},CODECS="avc1.4d401f,mp4a.40.2"\n${height}.m3u8\n`;
    const hls = 'type="application/x-mpegurl"';
    const wav = '<source src="/tone.wav" type="audio/wav">';
    await using site = await serve([
      ['/tone.wav', { type: 'audio/wav', body: wavTone({ seconds: 1 }) }],
      ['/sound.m3u8', { type: 'application/x-mpegurl', body: list }],
      ['/film.m3u8', { type: 'application/x-mpegurl', body: `#EXTM3U\n${[1080, 240, 480, 720].map(film).join('')}` }],
      ['/sound', { type: 'text/html', body: `<audio><source src="/sound.m3u8" ${hls}>${wav}</audio>` }],
      ['/film', { type: 'text/html', body: `<video><source src="/film.m3u8" ${hls}></video>` }],
    ]);
    await using source = await stage();

    for (const [page, expected] of [
      ['/sound', '/tone.wav'],
      ['/film', '/480.m3u8'],
    ]) {
      const result = await source.load(`${site.url}${page}`, NEVER);
      const [info] = result?.loadType === 'track' ? [result.data.info] : [];
      expect(info && source.opened(info)?.url, JSON.stringify(result)).toBe(`${site.url}${expected}`);
    }
  });

  it('takes nothing that comes by DASH alone', async () => {
    const parts = '<SegmentList duration="1"><SegmentURL media="a.m4s"/></SegmentList>';
    const sound = `<AdaptationSet mimeType="audio/mp4"><Representation id="1" bandwidth="1">${parts}</Representation></AdaptationSet>`;
    const body = `<MPD mediaPresentationDuration="PT1S"><Period>${sound}</Period></MPD>`;
    await using site = await serve([['/list.mpd', { type: 'application/dash+xml', body }]]);
    await using source = await stage();

    await expect(source.load(`${site.url}/list.mpd`, NEVER)).rejects.toMatchObject({ cause: { kind: 'unsupported' } });
  });

  it.for([
    ['/status/403', 'forbidden'],
    ['/status/404', 'not_found'],
    ['/status/410', 'not_found'],
    ['/status/429', 'rate_limited'],
    ['/status/500', 'server'],
  ])('tells %s as %s', async ([path, kind]) => {
    await using site = await startWebSite();
    await using source = await stage();

    await expect(source.load(site.url + path, NEVER)).rejects.toMatchObject({ name: 'SourceError', cause: { kind } });
  });

  it('tells a port where nobody is as network, and a site that hangs as timeout', async () => {
    await using site = await startWebSite();
    await using source = await stage({ trackTimeoutMs: 4_000 });
    const closed = await startWebSite();
    await closed[Symbol.asyncDispose]();

    await expect(source.load(`${site.url}/hang`, NEVER)).rejects.toMatchObject({ cause: { kind: 'timeout' } });
    await using patient = await stage();
    await expect(patient.load(`${closed.url}/x`, NEVER)).rejects.toMatchObject({ cause: { kind: 'network' } });
  });

  it('fetches no address by itself when only the sites of its list are allowed', async () => {
    await using site = await startWebSite();
    await using listed = await stage({ generic: false, hosts: ['127.0.0.1'] });
    await using known = await stage({ generic: false });

    await expect(listed.load(`${site.url}/tone.wav`, NEVER)).rejects.toMatchObject({ cause: { kind: 'unsupported' } });
    expect(await known.load(`${site.url}/tone.wav`, NEVER)).toBeUndefined();
  });

  it('takes every argument that it is given, for searches too', async () => {
    await using source = await stage({
      generic: false,
      hosts: ['youtube.com', 'soundcloud.com', 'bandcamp.com', 'vimeo.com', 'twitch.tv'],
      proxy: 'http://127.0.0.1:9',
      extraArguments: ['--xff', 'never'],
    });

    // Nobody answers at the proxy; wrong arguments would be told as program, a search that nobody knows as unsupported.
    for (const identifier of ['ytsearch:--exec=x', 'ytmsearch:a b', 'scsearch:x']) {
      await expect(source.load(identifier, NEVER)).rejects.toMatchObject({ cause: { kind: 'network' } });
    }
  });
});
