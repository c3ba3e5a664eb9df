import { systemClock } from '@reprise/node';
import { describe, expect, it } from 'vitest';
import { findProgram } from '../../../src/sources/ytdlp/program.ts';
import { resolveYtDlp } from '../../../src/sources/ytdlp/ytdlp-options.ts';
import { YtDlpSource } from '../../../src/sources/ytdlp/ytdlp-source.ts';
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
