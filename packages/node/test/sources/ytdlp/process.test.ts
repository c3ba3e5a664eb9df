import { existsSync } from 'node:fs';
import { chmod, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isAlive, list, video } from '../../support/fake-yt-dlp.ts';
import { makeFolder } from '../../support/folder.ts';
import { NEVER, type Scene, scene } from './stage.ts';

const ID = 'dQw4w9WgXcQ';
const LINK = `https://www.youtube.com/watch?v=${ID}`;

describe('what somebody types', () => {
  const CORPUS = [
    '--exec=touch /tmp/owned',
    '-oX',
    '--',
    ' --exec=x',
    '\n--exec=x',
    '\t-J',
    'a\0b',
    ';reboot',
    '| cat',
    '$(reboot)',
    '`reboot`',
    '&& x',
    '"; x; "',
    "'",
    '%(title)s',
    '--config-location=/etc/passwd',
    '-\u2028-exec',
    '\ud800',
  ];

  it('never is more than the last argument, behind --, and begins with a search or http', async () => {
    await using stage = await scene();
    await stage.fake.answer('*', { out: list('x', []) });
    const forms = (text: string): string[] => [text, `ytsearch:${text}`, `https://www.youtube.com/watch?v=${text}`];

    for (const text of CORPUS.flatMap(forms)) await stage.source.load(text, NEVER).catch(() => undefined);

    const calls = await stage.fake.calls();
    expect(calls.length).toBeGreaterThan(CORPUS.length);
    for (const { argv } of calls) {
      expect(argv.indexOf('--')).toBe(argv.length - 2);
      expect(argv.at(-1)).toMatch(/^(?:ytsearch10:|https:\/\/www\.youtube\.com\/watch\?v=)/);
      expect(argv.slice(0, -1).join(' ')).not.toMatch(/--exec|owned|reboot|passwd/);
    }
    expect(existsSync('/tmp/owned')).toBe(false);
  }, 60_000);

  it('is nothing for yt-dlp unless it is one of its searches or a link to an allowed host', async () => {
    await using stage = await scene();
    const others = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(...CORPUS),
      fc.webUrl().filter((url) => !/youtu|soundcloud|bandcamp|vimeo|twitch/.test(url)),
      fc.constantFrom('https://youtube.com.evil.example/', 'https://evilyoutube.com/', 'file:///etc/passwd', 'data:,x'),
    );

    await fc.assert(
      fc.asyncProperty(others, async (text) => {
        expect(await stage.source.load(text, NEVER)).toBeUndefined();
      }),
    );
    expect(await stage.fake.calls()).toEqual([]);
  });

  it.for([
    [`https://user:secret@www.youtube.com/watch?v=${ID}`, 'with a password'],
    ['https://www.youtube.com:8080/watch', 'unusual ports'],
  ])('is refused as link %s', async ([link, words]) => {
    await using stage = await scene();

    await expect(stage.source.load(link ?? '', NEVER)).rejects.toThrow(words);
  });

  it.for([['http://127.0.0.1/a.mp3'], ['http://169.254.169.254/'], ['http://[fd00:ec2::254]/'], ['http://0x7f.1/']])(
    'is refused as link to a private address, where all hosts are allowed: %s',
    async ([link]) => {
      await using stage = await scene({ generic: true });

      await expect(stage.source.load(link ?? '', NEVER)).rejects.toThrow('Only public addresses can be loaded.');
      expect(await stage.fake.calls()).toEqual([]);
    },
  );
});

/** Files before streams in parts, sound alone before films. */
const FORMAT =
  "bestaudio[protocol~='^https?$']/bestaudio[protocol^=m3u8]/best[height<=?480][protocol~='^https?$']/best[height<=?480][protocol^=m3u8]/best[protocol~='^https?$']/best[protocol^=m3u8]";

describe('a run', () => {
  it('has the arguments of a track, of a list, and those of the configuration after them', async () => {
    await using stage = await scene({ jsRuntime: 'deno', extraArguments: ['--xff', 'never'], maxListTracks: 7 });
    await stage.fake.answer('*', { out: video(ID) });

    await stage.source.load(LINK, NEVER);
    await stage.source.load(`${LINK}&list=PL1`, NEVER);

    const base =
      '--ignore-config --no-cache-dir --no-update --no-warnings --no-progress --socket-timeout 10 --retries 1 --extractor-retries 1 --no-exec --no-plugin-dirs --ies youtube.*,soundcloud.*,bandcamp.*,vimeo.*,twitch.* --js-runtimes deno --proxy http://127.0.0.1:9 -J --flat-playlist -I 1:7';
    expect((await stage.fake.calls()).map(({ argv }) => argv.join(' '))).toEqual([
      `${base} --no-playlist -f ${FORMAT} --xff never -- ${LINK}`,
      `${base} --yes-playlist --xff never -- ${LINK}&list=PL1`,
    ]);
  });

  it.for([
    [{ generic: true }, 'default'],
    [{ hosts: ['example.com', 'youtube.com'] }, 'default,-generic'],
    [{ hosts: ['youtube.com', 'youtu.be'] }, 'youtube.*'],
  ] as const)('may use the extractors of its hosts: %j', async ([options, extractors]) => {
    await using stage = await scene(options);
    await stage.fake.answer('*', { out: video(ID) });

    await stage.source.load(LINK, NEVER);

    const argv = (await stage.fake.calls())[0]?.argv ?? [];
    expect(argv[argv.indexOf('--ies') + 1]).toBe(extractors);
  });

  it('knows nothing of the node: no tokens, no stdin, an empty folder that is gone afterwards', async () => {
    const secret = 'a-token-nobody-may-see';
    const env = { PATH: process.env.PATH, DISCORD_TOKEN: secret, REPRISE_NODE_PASSWORD: secret, PYTHONPATH: '/tmp' };
    await using stage = await scene({ env: { ...env, HTTPS_PROXY: 'http://elsewhere' } });
    await stage.fake.answer('*', { out: video(ID) });

    await stage.source.load(LINK, NEVER);

    const [call] = await stage.fake.calls();
    expect(call).toMatchObject({ files: [], stdin: '' });
    expect(JSON.stringify(call)).not.toContain(secret);
    const names = Object.keys(call?.env ?? {}).filter((name) => !/^(?:__CF|PWD|SHLVL|_$)/.test(name));
    expect(names.sort()).toEqual(['HOME', 'LANG', 'PATH', 'PYTHONUTF8', 'TEMP', 'TMPDIR', 'USERPROFILE']);
    expect(call?.env.HOME).not.toBe(process.env.HOME);
    expect(existsSync(call?.cwd ?? '/')).toBe(false);
  });

  it('gets the proxy of the environment when it has none of its own', async () => {
    await using stage = await scene({
      env: { PATH: process.env.PATH, HTTPS_PROXY: 'http://p' },
      proxy: null,
    });
    await stage.fake.answer('*', { out: list('x', []) });

    await stage.source.load('ytsearch:x', NEVER);

    expect((await stage.fake.calls())[0]?.env.HTTPS_PROXY).toBe('http://p');
  });

  it('writes a copy of the cookies, never the file', async () => {
    await using folder = await makeFolder({ 'cookies.txt': '# Netscape' });
    await chmod(join(folder.path, 'cookies.txt'), 0o444);
    await using stage = await scene({ cookiesFile: join(folder.path, 'cookies.txt') });
    await stage.fake.answer('*', { out: video(ID) });

    await stage.source.load(LINK, NEVER);
    await stage.source.load(LINK, NEVER);

    const copy = { cookies: '# Netscape', cookiesMode: 0o600 };
    expect(await stage.fake.calls()).toMatchObject([copy, copy]);
  });

  it('that cannot be prepared is a fault of the node', async () => {
    await using folder = await makeFolder({ 'cookies.txt': '' });
    await using stage = await scene({ cookiesFile: join(folder.path, 'cookies.txt') });
    await rm(join(folder.path, 'cookies.txt'));

    await expect(stage.source.load(LINK, NEVER)).rejects.toMatchObject({
      severity: 'fault',
      cause: { kind: 'program' },
    });
  });
});

describe('a run that does not behave', () => {
  it('is ended with all it has started when it takes too long', async () => {
    await using stage = await scene({ trackTimeoutMs: 1_000 });
    await stage.fake.answer(LINK, { sleepMs: 60_000, ignoresTerm: true, hasChild: true });

    await expect(stage.source.load(LINK, NEVER)).rejects.toMatchObject({ cause: { kind: 'timeout' } });

    await expectGone(stage);
  });

  it('is ended as soon as nobody waits for it', async () => {
    await using stage = await scene();
    await stage.fake.answer(LINK, { sleepMs: 60_000 });
    const waiter = new AbortController();
    const load = stage.source.load(LINK, waiter.signal);
    await expect.poll(async () => (await stage.fake.calls()).length, { timeout: 10_000 }).toBe(1);

    const before = performance.now();
    waiter.abort(new Error('gone'));

    await expect(load).rejects.toThrow('gone');
    // By SIGTERM, not by the SIGKILL two seconds later.
    expect(performance.now() - before).toBeLessThan(1_900);
    await expectGone(stage);
  });

  it('is swept up after when it leaves somebody behind who holds its output', async () => {
    await using stage = await scene();
    await stage.fake.answer(LINK, { out: video(ID), hasChild: true });

    expect(await stage.source.load(LINK, NEVER)).toMatchObject({ loadType: 'track' });

    await expectGone(stage);
  });

  it('is ended when it prints more than 8 MB for a track; a list may have more', async () => {
    await using stage = await scene();
    await stage.fake.answer('*', { out: video(ID), outBytes: 9 * 1024 * 1024 });
    await stage.fake.answer('ytsearch10:x', { out: list('x', []), outBytes: 9 * 1024 * 1024 });

    await expect(stage.source.load(LINK, NEVER)).rejects.toMatchObject({ cause: { kind: 'too_large' } });
    expect(await stage.source.load('ytsearch:x', NEVER)).toMatchObject({ loadType: 'empty' });
  });

  it('may complain as much as it likes: the last line is what counts', async () => {
    await using stage = await scene();
    await stage.fake.answer(LINK, { exit: 1, errBytes: 300_000, err: 'ERROR: [x] 1: Private video' });

    await expect(stage.source.load(LINK, NEVER)).rejects.toMatchObject({ cause: { kind: 'private' } });
  });

  it('is gone, and its folder too, once the source is closed', async () => {
    const stage = await scene({ concurrency: 2 });
    await stage.fake.answer('*', { sleepMs: 60_000 });
    const loads = ['a', 'b', 'c'].map((name) => stage.source.load(`ytsearch:${name}`, NEVER).catch(String));
    await expect.poll(async () => (await stage.fake.calls()).length, { timeout: 10_000 }).toBe(2);

    await stage.source.close();

    expect(await Promise.all(loads)).toEqual(Array(3).fill('Error: The node is closed.'));
    await expectGone(stage);
    expect((await stage.fake.calls()).filter(({ cwd }) => existsSync(dirname(cwd)))).toEqual([]);
    await stage[Symbol.asyncDispose]();
  });

  it('that is no program at all is a fault of the node', async () => {
    await using stage = await scene();
    await writeFile(stage.fake.path, '#!/no/such/interpreter\n');

    await expect(stage.source.load(LINK, NEVER)).rejects.toMatchObject({
      severity: 'fault',
      cause: { kind: 'program' },
    });
  });
});

async function expectGone(stage: Scene): Promise<void> {
  const calls = await stage.fake.calls();
  const pids = calls.flatMap(({ pid, childPid }) => [pid, ...(childPid === undefined ? [] : [childPid])]);
  expect(pids.length).toBeGreaterThan(0);
  // A process that has ended is still counted until its new parent has taken note of it.
  await expect.poll(() => pids.filter(isAlive), { timeout: 5_000 }).toEqual([]);
}
