import { once } from 'node:events';
import { createServer } from 'node:http';
import { type Clock, systemClock } from '@reprise/clock';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SoundStream } from '../../../src/sound/sound-engine.ts';
import { WorkerSoundEngine } from '../../../src/sound/worker-sound-engine.ts';
import { resolvePublic } from '../../../src/sources/http/address-policy.ts';
import { webMedia } from '../../../src/sources/http/web-media.ts';
import { ffmpeg } from '../../sound/support/ffmpeg.ts';
import { framesOf, frequencyOf, listen, pull, roughness } from '../../sound/support/listening.ts';
import { stairHertz, stairs, wavTone } from '../../sound/support/tones.ts';
import { type HlsSite, startHlsSite } from '../../support/hls-site.ts';

const PLAIN = { positionMs: 0, filters: {}, volume: 100 } as const;
const NEVER = new AbortController().signal;
/** Pauses are over soon. */
const hurried: Clock = { ...systemClock, after: (ms, run) => systemClock.after(ms / 50, run) };
const anywhere = { resolve: (hostname: string) => resolvePublic(hostname, true), clock: hurried };

describe.skipIf(ffmpeg === undefined)('a stream in parts (skipped without ffmpeg)', { timeout: 30_000 }, () => {
  let engine: WorkerSoundEngine;
  beforeAll(() => {
    engine = new WorkerSoundEngine({ workers: 1 });
  });
  afterAll(() => engine.close());

  const open = async (address: string, options = anywhere, positionMs = 0): Promise<SoundStream> =>
    engine.open(await webMedia(address, options, NEVER), { ...PLAIN, positionMs }, NEVER);

  it.for([
    ['MPEG-TS', []],
    ['fMP4 with a head', ['-hls_segment_type', 'fmp4']],
    ['MPEG-TS in one file, by ranges', ['-hls_flags', 'single_file']],
    ['fMP4 in one file, by ranges', ['-hls_segment_type', 'fmp4', '-hls_flags', 'single_file']],
    ['encrypted MPEG-TS', ['-hls_key_info_file', 'key.txt']],
  ] as const)('of %s is heard as one, to its end, without a gap', async ([, options]) => {
    await using site = await startHlsSite(wavTone({ seconds: 9 }), ...options);
    const stream = await open(`${site.url}/list.m3u8`);
    const frames = await pull(stream);

    expect(Math.abs(frames.length - 450)).toBeLessThanOrEqual(4);
    const heard = framesOf(listen(frames), 10, 440);
    expect(frequencyOf(heard)).toBeCloseTo(440, 0);
    expect(roughness(heard, 440)).toBeLessThan(0.02);
  });

  it('of plain AAC, each part with a tag before it, is heard', async () => {
    await using site = await startHlsSite(wavTone({ seconds: 6 }), ...AAC);
    for (const [path, page] of site.pages) {
      if (!path.endsWith('.aac') || typeof page === 'function') continue;
      site.pages.set(path, { ...page, body: Buffer.concat([timeTag(), Buffer.from(page.body)]) });
    }
    const frames = await pull(await open(`${site.url}/list.m3u8`));

    expect(Math.abs(frames.length - 300)).toBeLessThanOrEqual(4);
    expect(frequencyOf(framesOf(listen(frames), 10, 290))).toBeCloseTo(440, 0);
  });

  it('is heard from any place, without reading all that lies before it', async () => {
    await using site = await startHlsSite(stairs(60));
    const stream = await open(`${site.url}/list.m3u8`, anywhere, 55_000);
    const heard = listen(await pull(stream, 45));
    expect(frequencyOf(framesOf(heard, 5, 45))).toBeCloseTo(stairHertz(55), 0);
    expect(site.asked.map(({ path }) => path)).not.toContain('/list25.ts');

    stream.seek(28_000);
    await stream.ready();
    expect(frequencyOf(framesOf(listen(await pull(stream, 45)), 5, 45))).toBeCloseTo(stairHertz(28), 0);

    stream.seek(57_000);
    await stream.ready();
    expect(Math.abs((await pull(stream)).length - 150)).toBeLessThanOrEqual(4);
  });

  it('whose times jump, as those of advertisements do, is heard on', async () => {
    await using site = await startHlsSite(wavTone({ seconds: 6 }));
    await using other = await startHlsSite(wavTone({ seconds: 4, hertz: 660 }), '-output_ts_offset', '500');
    const inserted = `#EXT-X-DISCONTINUITY\n#EXTINF:2,\n${other.url}/list0.ts\n#EXT-X-DISCONTINUITY\n`;
    const list = site.list.replace(/(list0\.ts\n)/, `$1${inserted}`);
    site.pages.set('/list.m3u8', { type: 'application/x-mpegURL', body: list });
    const heard = listen(await pull(await open(`${site.url}/list.m3u8`)));

    expect(heard.length / 960).toBeGreaterThan(394);
    expect(frequencyOf(framesOf(heard, 10, 90))).toBeCloseTo(440, 0);
    expect(frequencyOf(framesOf(heard, 115, 185))).toBeCloseTo(660, 0);
    expect(frequencyOf(framesOf(heard, 215, 385))).toBeCloseTo(440, 0);
  });

  it('asks again for a part that fails, and breaks the track when it stays broken', async () => {
    await using site = await startHlsSite(wavTone({ seconds: 6 }));
    const part = site.pages.get('/list1.ts');
    let failures = 2;
    site.pages.set('/list1.ts', () => {
      failures -= 1;
      if (failures >= 0 || part === undefined || typeof part === 'function') return { status: 503, body: 'busy' };
      return part;
    });
    expect(Math.abs((await pull(await open(`${site.url}/list.m3u8`))).length - 300)).toBeLessThanOrEqual(4);

    site.pages.delete('/list2.ts');
    const stream = await open(`${site.url}/list.m3u8`);
    await expect(pull(stream)).rejects.toMatchObject({ message: 'The stream broke off.', severity: 'suspicious' });
  });

  it('sends the headers it is given with every request', async () => {
    await using site = await startHlsSite(wavTone({ seconds: 3 }), '-hls_key_info_file', 'key.txt');
    const headers = { 'user-agent': 'Somebody/1', referer: 'https://page.example/' };
    await pull(
      await engine.open(await webMedia(`${site.url}/list.m3u8`, { ...anywhere, headers }, NEVER), PLAIN, NEVER),
    );

    expect(new Set(site.asked.map(({ path }) => path))).toEqual(
      new Set(['/list.m3u8', '/key.bin', '/list0.ts', '/list1.ts']),
    );
    for (const asked of site.asked) expect(asked.headers).toMatchObject(headers);
  });

  it('that is public does not lead into a private network, by no address in it', async () => {
    await using inside = await startHlsSite(wavTone({ seconds: 2 }));
    const resolve = async (hostname: string) =>
      hostname === 'public.example' ? [{ address: '127.0.0.1', family: 4 }] : resolvePublic(hostname, false);
    await using site = await startHlsSite(wavTone({ seconds: 2 }));
    const address = `http://public.example:${new URL(site.url).port}/list.m3u8`;
    const lists = [
      `#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\n${inside.url}/list0.ts\n#EXT-X-ENDLIST\n`,
      `#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXT-X-MAP:URI="${inside.url}/x"\n#EXTINF:2,\nlist0.ts\n#EXT-X-ENDLIST\n`,
      `#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXT-X-KEY:METHOD=AES-128,URI="${inside.url}/x"\n#EXTINF:2,\nlist0.ts\n#EXT-X-ENDLIST\n`,
      `#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\n${inside.url}/list0.ts\n`,
      `#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\n${inside.url}/list.m3u8\n`,
      `#EXTM3U\n${inside.url}/list.m3u8\n`,
      '#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\nredirect\n#EXT-X-ENDLIST\n',
    ];
    site.pages.set('/redirect', { status: 302, headers: { location: `${inside.url}/list0.ts` }, body: '' });
    for (const body of lists) {
      site.pages.set('/list.m3u8', { body });
      const opening = open(address, { resolve, clock: hurried });
      await expect(opening, body).rejects.toThrow('Only public addresses can be loaded.');
    }
    const toFile = '#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n';
    site.pages.set('/list.m3u8', { body: toFile });
    await expect(open(address, { resolve, clock: hurried })).rejects.toThrow('Cannot load file: addresses.');
    expect(inside.asked).toEqual([]);
  });

  it('that is read through a proxy does not lead to private addresses either', async () => {
    await using site = await startHlsSite(wavTone({ seconds: 2 }));
    const asked: string[] = [];
    const proxy = createServer(async ({ url = '', headers: { range } }, answer) => {
      asked.push(url);
      const page = await fetch(`${site.url}${new URL(url).pathname}`, {
        headers: range === undefined ? {} : { range },
      });
      answer.writeHead(page.status, { 'content-type': page.headers.get('content-type') ?? '' });
      answer.end(Buffer.from(await page.arrayBuffer()));
    });
    await once(proxy.listen(0, '127.0.0.1'), 'listening');
    const where = proxy.address();
    const port = typeof where === 'object' ? where?.port : undefined;
    const options = {
      resolve: (hostname: string) => resolvePublic(hostname, false),
      clock: hurried,
      proxy: `http://127.0.0.1:${port}`,
    };
    expect(await pull(await open('http://public.example/list.m3u8', options))).not.toHaveLength(0);
    const before = asked.length;
    for (const host of ['169.254.169.254', '[::1]']) {
      const body = `#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\nhttp://${host}/list0.ts\n#EXT-X-ENDLIST\n`;
      site.pages.set('/list.m3u8', { body });
      const opening = open('http://public.example/list.m3u8', options);
      await expect(opening, host).rejects.toThrow('Only public addresses can be loaded.');
    }
    expect(asked.slice(before).every((url) => url.startsWith('http://public.example/'))).toBe(true);
    proxy.close();
    proxy.closeAllConnections();
  });

  it('whose list is none is refused at once', async () => {
    await using site = await startHlsSite(wavTone({ seconds: 2 }));
    site.pages.set('/list.m3u8', { body: '#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\npage\n' });
    site.pages.set('/page', { body: '<html>Come back later</html>' });
    await expect(open(`${site.url}/list.m3u8`)).rejects.toThrow('The stream is empty.');
  });

  it('by ranges from a server that has less than its list says breaks the track', async () => {
    await using site = await startHlsSite(wavTone({ seconds: 2 }));
    const body = '#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXT-X-BYTERANGE:900000@0\n#EXTINF:2,\nlist0.ts\n#EXT-X-ENDLIST\n';
    site.pages.set('/list.m3u8', { body });
    await expect(open(`${site.url}/list.m3u8`)).rejects.toThrow('The stream broke off.');
  });

  describe('that is live', () => {
    it('is joined three parts before its end, goes on as it grows, and ends when it says so', async () => {
      await using site = await startHlsSite(stairs(20));
      const live = liveOf(site);
      live.show(0, 5);
      const input = await webMedia(`${site.url}/live.m3u8`, anywhere, NEVER);
      expect(input.places).toBeUndefined();
      const stream = await engine.open(input, PLAIN, NEVER);
      await stream.ready();
      for (let end = 6; end <= 9; end += 1) {
        await live.isRead();
        live.show(end - 5, end);
      }
      await live.isRead();
      live.show(5, 10, '#EXT-X-ENDLIST\n');
      const heard = listen(await pull(stream));

      expect(Math.abs(heard.length / 960 - 800)).toBeLessThanOrEqual(4);
      for (const second of [0, 5, 10, 15]) {
        const tone = framesOf(heard, second * 50 + 5, second * 50 + 45);
        expect(frequencyOf(tone)).toBeCloseTo(stairHertz(second + 4), 0);
      }
      expect(site.asked.map(({ path }) => path)).not.toContain('/list1.ts');
    });

    it('goes on without a part that cannot be had', async () => {
      await using site = await startHlsSite(stairs(10));
      const live = liveOf(site);
      site.pages.set('/list3.ts', { status: 500, body: 'boom' });
      live.show(0, 5, '#EXT-X-ENDLIST\n');
      const ended = site.pages.get('/live.m3u8');
      live.show(0, 4);
      const stream = await open(`${site.url}/live.m3u8`);
      await live.isRead();
      if (ended !== undefined) site.pages.set('/live.m3u8', ended);
      const heard = listen(await pull(stream));

      expect(Math.abs(heard.length / 960 - 300)).toBeLessThanOrEqual(6);
      expect(frequencyOf(framesOf(heard, 155, 195))).toBeCloseTo(stairHertz(5), 0);
      expect(frequencyOf(framesOf(heard, 215, 245))).toBeCloseTo(stairHertz(8), 0);
    });

    it('breaks when nothing new comes', async () => {
      await using site = await startHlsSite(wavTone({ seconds: 6 }));
      liveOf(site).show(0, 3);
      let now = systemClock.now();
      const skipping: Clock = {
        ...systemClock,
        now: () => now,
        after: (ms, run) =>
          systemClock.after(1, () => {
            now += ms;
            run();
          }),
      };
      const stream = await open(`${site.url}/live.m3u8`, { ...anywhere, clock: skipping });
      await expect(pull(stream)).rejects.toMatchObject({ message: 'The stream has stopped.' });
    });
  });
});

const AAC = ['-f', 'segment', '-segment_time', '2', '-segment_list', 'list.m3u8', 'list%d.aac'];

/** What tells the time of a part of plain AAC: RFC 8216, section 3.4. */
function timeTag(): Buffer {
  const owner = Buffer.from('com.apple.streaming.transportStreamTimestamp\0', 'latin1');
  const body = Buffer.concat([owner, Buffer.alloc(8)]);
  const frame = Buffer.concat([Buffer.from('PRIV'), Buffer.from([0, 0, 0, body.length, 0, 0]), body]);
  return Buffer.concat([Buffer.from('ID3\x04\0\0\0\0\0', 'latin1'), Buffer.from([frame.length]), frame]);
}

/** The parts of a site as a live stream, `/live.m3u8`, that shows some of them at a time. */
function liveOf(site: HlsSite): { show(from: number, to: number, end?: string): void; isRead(): Promise<void> } {
  const parts = site.list.match(/#EXTINF:.*\n.*\n/g) ?? [];
  let reads = 0;
  return {
    show: (from, to, end = '') => {
      const head = `#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXT-X-MEDIA-SEQUENCE:${from}\n`;
      const body = `${head}${parts.slice(from, to).join('')}${end}`;
      site.pages.set('/live.m3u8', () => {
        reads += 1;
        return { type: 'application/vnd.apple.mpegurl', body };
      });
    },
    isRead: async () => {
      const before = reads;
      await expect.poll(() => reads, { interval: 5, timeout: 10_000 }).toBeGreaterThan(before);
    },
  };
}
