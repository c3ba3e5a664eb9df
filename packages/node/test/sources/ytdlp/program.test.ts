import { writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { AudioNode, makeTrack, systemClock, type YtDlpOptions } from '@reprise/node';
import { describe, expect, it } from 'vitest';
import { findProgram } from '../../../src/sources/ytdlp/program.ts';
import { resolveYtDlp } from '../../../src/sources/ytdlp/ytdlp-options.ts';
import { makeFakeYtDlp, video } from '../../support/fake-yt-dlp.ts';
import { Rest } from '../../support/rest.ts';
import { PROXY, scene } from './stage.ts';

describe('the program', () => {
  it.for(['2026.07.04', '2026.08.19', '2026.08.19.232821', '2027.01.01'])('of %s is used', async (version) => {
    await using stage = await scene({ version });

    expect(stage.source.covers).toEqual(['youtube', 'soundcloud', 'bandcamp', 'vimeo', 'twitch', 'ytdlp']);
    expect(stage.lines).toEqual([`Loading by yt-dlp ${version}, ${stage.fake.path}.`]);
  });

  it.for(['2026.07.03', '2023.03.04', '2026.07.03.999999'])('of %s is refused', async (version) => {
    await using stage = await scene({ version });

    expect(stage.source.covers).toEqual([]);
    expect(stage.lines).toEqual([
      `yt-dlp ${version}, ${stage.fake.path}, is not used: it has known holes, 2026.07.04 or newer is needed. Update it ` +
        "as it was installed, such as by: pipx upgrade yt-dlp, or pip install --upgrade 'yt-dlp[default]'.",
    ]);
    expect(await stage.source.load('ytsearch:x', new AbortController().signal)).toBeUndefined();
    expect(await stage.fake.calls()).toEqual([]);
  });

  it('that does not tell its version is refused', async () => {
    await using stage = await scene({ version: 'youtube-dl' });

    expect(stage.source.covers).toEqual([]);
    expect(stage.lines[0]).toMatch(/is not used, because it did not tell its version: .*youtube-dl/);
  });

  it('covers only what its hosts are of', async () => {
    await using stage = await scene({ hosts: ['youtube.com', 'example.com'] });

    expect(stage.source.covers).toEqual(['youtube', 'ytdlp']);
    expect(await stage.source.load('scsearch:x', new AbortController().signal)).toBeUndefined();
  });

  it('is found by the option, then by YTDLP_PATH, then on the PATH', async () => {
    await using byOption = await makeFakeYtDlp('2026.08.01');
    await using byVariable = await makeFakeYtDlp('2026.08.02');
    await using onPath = await makeFakeYtDlp('2026.08.03');
    const PATH = `/no/such:${dirname(onPath.path)}:${process.env.PATH}`;
    const env = { PATH, YTDLP_PATH: byVariable.path };
    const found = async (
      settings: true | YtDlpOptions,
      variables: Record<string, string>,
    ): Promise<string | undefined> => {
      const lines: string[] = [];
      const say = (line: string): void => void lines.push(line);
      const resolved = resolveYtDlp(settings);
      if (resolved === undefined) throw new Error('off');
      const log = { info: say, warn: say, error: say };
      const parts = { settings: resolved, env: variables, clock: systemClock };
      return (await findProgram(parts, log, new AbortController().signal))?.path ?? lines[0];
    };

    expect(await found({ path: byOption.path }, env)).toBe(byOption.path);
    expect(await found(true, env)).toBe(byVariable.path);
    expect(await found(true, { PATH })).toBe(onPath.path);
    expect(await found(true, { PATH: '/no/such' })).toBe('There is no yt-dlp on the PATH, so nothing is loaded by it.');
    expect(await found({ path: '/no/such' }, env)).toBe(
      'There is no program /no/such, so nothing is loaded by yt-dlp.',
    );
  });
});

describe('AudioNode: ytdlp', () => {
  it('lists its sites, loads, and reads the tracks of other Lavalinks', async () => {
    await using fake = await makeFakeYtDlp();
    const id = 'dQw4w9WgXcQ';
    await fake.answer('*', { out: video(id) });
    await using node = new AudioNode({ port: 0, ytdlp: { path: fake.path, proxy: PROXY } });
    await node.start();
    const rest = new Rest(node.url);

    const info = (await rest.get('/v4/info')).json;
    const loaded = (await rest.load(`https://youtu.be/${id}`)).json;

    expect(info).toMatchObject({
      sourceManagers: ['demo', 'youtube', 'soundcloud', 'bandcamp', 'vimeo', 'twitch', 'ytdlp'],
    });
    expect(loaded).toMatchObject({
      loadType: 'track',
      data: { encoded: expect.any(String), info: { identifier: id } },
    });
    const { encoded } = makeTrack({ identifier: id, lengthMs: 1_000, uri: 'x', sourceName: 'soundcloud' });
    const decoded = await rest.get(`/v4/decodetrack?encodedTrack=${encodeURIComponent(encoded)}`);
    expect(decoded).toMatchObject({ status: 200, json: { info: { identifier: id } } });
  });

  it('tells a failure as Lavalink does', async () => {
    await using fake = await makeFakeYtDlp();
    await fake.answer('*', { exit: 1, err: 'ERROR: [youtube] x: Private video' });
    await using node = new AudioNode({ port: 0, ytdlp: { path: fake.path, proxy: PROXY } });
    await node.start();

    const cause = 'YtDlpError: private: [youtube] x: Private video';
    expect((await new Rest(node.url).load('ytsearch:x')).json).toEqual({
      loadType: 'error',
      data: { message: 'This track is private.', severity: 'common', cause, causeStackTrace: cause },
    });
  });

  it('starts without it when it is missing, and closes while it starts', async () => {
    await using fake = await makeFakeYtDlp();
    await writeFile(fake.path, `#!${process.execPath}\nsetTimeout(() => {}, 60_000);\n`);
    await using lonely = new AudioNode({ port: 0, ytdlp: { path: '/no/such' } });
    await lonely.start();
    expect((await new Rest(lonely.url).get('/v4/info')).json).toMatchObject({ sourceManagers: ['demo'] });

    const node = new AudioNode({ port: 0, ytdlp: { path: fake.path } });
    const starting = node.start();
    await node.close();
    await starting;
  });

  it.for([
    [{ paht: 'x' }, 'there is no option "paht"'],
    [{ path: '' }, 'ytdlp.path must be a text'],
    [{ path: 'a\0b' }, 'NUL'],
    [{ extraArguments: ['--xff', '--'] }, 'must not hold "--"'],
    [{ extraArguments: '--xff' }, 'extraArguments must be a list'],
    [{ hosts: ['https://youtube.com'] }, 'hosts[0] must be a host name'],
    [{ hosts: ['youtube.com?x'] }, 'hosts[0] must be a host name'],
    [{ hosts: ['me@youtube.com'] }, 'hosts[0] must be a host name'],
    [{ hosts: ['youtube.com/x'] }, 'hosts[0] must be a host name'],
    [{ proxy: 'ftp://me:pass@x' }, 'proxy must be an http, https or socks address.'],
    [{ jsRuntime: '--exec' }, 'jsRuntime must be deno'],
    [{ concurrency: 0 }, 'concurrency must be a whole number from 1'],
    [{ trackTimeoutMs: -1 }, 'trackTimeoutMs'],
    [{ maxListTracks: 1.5 }, 'maxListTracks'],
    [{ generic: 'yes' }, 'generic must be true or false'],
  ])('refuses %j', ([options, words]) => {
    expect(() => Reflect.construct(AudioNode, [{ port: 0, ytdlp: options }])).toThrow(String(words));
  });

  it('has the defaults it says', () => {
    expect(resolveYtDlp(false)).toBeUndefined();
    expect(resolveYtDlp(true)).toMatchObject({
      jsRuntime: `node:${process.execPath}`,
      trackTimeoutMs: 20_000,
      listTimeoutMs: 60_000,
      maxListTracks: 500,
      generic: false,
      allowLoopback: false,
    });
  });
});
