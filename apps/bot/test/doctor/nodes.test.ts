import { AudioNode } from '@reprise/node';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { answering, closedAddress, findings, makeFolder } from './support.ts';

const PASSWORD = 'canary-password';

describe('what the doctor says of nodes of others', () => {
  it('is their version, how long the answer took, and their sources', async () => {
    await using folder = await makeFolder();
    await using node = new AudioNode({ port: 0, password: PASSWORD });
    await node.start();
    const env = { LAVALINK_NODES: `main=${node.url}`, LAVALINK_PASSWORD: PASSWORD };
    expect((await findings(folder, { ...env, DEFAULT_SEARCH_SOURCE: 'demosearch' })).get('node main')).toMatchObject({
      verdict: 'ok',
      text: expect.stringMatching(/^Version 4\.\S+, answered in \d+ ms; sources: .*demo/),
    });
    expect((await findings(folder, env)).get('node main')).toMatchObject({
      verdict: 'warning',
      text: expect.stringContaining('It cannot make a ytsearch.'),
    });
  });

  it('is that the password is wrong, without the password', async () => {
    await using folder = await makeFolder();
    await using node = new AudioNode({ port: 0, password: 'another-one' });
    await node.start();
    const found = await findings(folder, { LAVALINK_NODES: `main=${node.url}`, LAVALINK_PASSWORD: PASSWORD });
    expect(found.get('node main')).toMatchObject({
      verdict: 'failed',
      text: expect.stringMatching(/^It does not take the password \(40[13]\)\.$/),
      advice: expect.stringContaining('application.yml'),
    });
    expect(JSON.stringify([...found.values()])).not.toContain('canary');
  });

  it('is each for itself: one that is away says nothing of the other', async () => {
    await using folder = await makeFolder();
    await using node = new AudioNode({ port: 0, password: PASSWORD });
    await node.start();
    const away = await closedAddress();
    const found = await findings(folder, {
      LAVALINK_NODES: `main=${node.url},away=${away}`,
      LAVALINK_PASSWORD: PASSWORD,
      DEFAULT_SEARCH_SOURCE: 'demosearch',
    });
    expect(found.get('node main')).toMatchObject({ verdict: 'ok' });
    expect(found.get('node away')).toEqual({
      name: 'node away',
      verdict: 'failed',
      text: 'It cannot be reached (ECONNREFUSED).',
      advice: `See whether it runs at ${away}, and whether that can be reached from here.`,
    });
  });

  it.each([
    [404, '', 'It answers, but not as a Lavalink of version 4 (404).'],
    [200, '<html>', 'It answers, but not as a Lavalink.'],
    [200, '{"version":{"semver":"5.0\\u001b[2J.0","major":5},"sourceManagers":[]}', 'It is of version 5.0 [2J.0.'],
    [500, '', 'It answers 500.'],
  ])('is that something else is there: %d %s', async (status, body, text) => {
    await using folder = await makeFolder();
    await using server = await answering(status, body);
    const found = await findings(folder, { LAVALINK_NODES: `main=${server.url}`, LAVALINK_PASSWORD: PASSWORD });
    expect(found.get('node main')).toMatchObject({ verdict: 'failed', text });
  });
});

describe("what the doctor says of the bot's own node", () => {
  it('is that it starts, and with which yt-dlp', async () => {
    await using folder = await makeFolder();
    const YTDLP_PATH = await folder.ytDlp('2026.11.01');
    const found = await findings(folder, { YTDLP: 'on', YTDLP_PATH }, { now: () => Date.UTC(2026, 10, 21) });
    expect(found.get('own node')).toMatchObject({
      verdict: 'ok',
      text: expect.stringMatching(/^It starts; sources: .*youtube.*\. Loading by yt-dlp 2026\.11\.01, /),
    });
  });

  it('is that yt-dlp is old, too old, or missing', async () => {
    await using folder = await makeFolder();
    const YTDLP_PATH = await folder.ytDlp('2026.08.01');
    const now = (): number => Date.UTC(2026, 10, 21);
    expect((await findings(folder, { YTDLP: 'on', YTDLP_PATH }, { now })).get('own node')).toMatchObject({
      verdict: 'warning',
      text: expect.stringContaining('That is 112 days old.'),
    });
    await folder.ytDlp('2026.07.03');
    expect((await findings(folder, { YTDLP: 'on', YTDLP_PATH }, { now })).get('own node')).toMatchObject({
      verdict: 'failed',
      text: expect.stringContaining('2026.07.04 or newer is needed'),
    });
    expect(
      (await findings(folder, { YTDLP: 'on', YTDLP_PATH: '/nowhere/yt-dlp' }, { now })).get('own node'),
    ).toMatchObject({
      verdict: 'failed',
      text: expect.stringContaining('There is no program /nowhere/yt-dlp'),
      advice: expect.stringContaining('pipx install'),
    });
  });

  it('is how yt-dlp comes onto the PATH, when there is none', async () => {
    await using folder = await makeFolder();
    vi.stubEnv('PATH', folder.path);
    vi.stubEnv('YTDLP_PATH', undefined);
    onTestFinished(() => void vi.unstubAllEnvs());
    expect((await findings(folder, { YTDLP: 'on' })).get('own node')).toMatchObject({
      verdict: 'warning',
      text: expect.stringContaining('There is no yt-dlp on the PATH'),
      advice: expect.stringMatching(/pipx install .* pipx ensurepath, and open a new terminal; .*YTDLP_PATH/),
    });
  });

  it('is that it is off, or goes without yt-dlp, when that is wanted', async () => {
    await using folder = await makeFolder();
    expect((await findings(folder)).get('own node')).toMatchObject({
      verdict: 'ok',
      text: expect.stringMatching(/demo.* yt-dlp is off\.$/),
    });
    const off = { OWN_NODE: 'off', LAVALINK_NODES: `main=${await closedAddress()}`, LAVALINK_PASSWORD: PASSWORD };
    expect((await findings(folder, off)).get('own node')).toMatchObject({ verdict: 'ok', text: 'It is off.' });
  });

  it('is that its music is no folder', async () => {
    await using folder = await makeFolder();
    const MUSIC_DIR = await folder.file('song.mp3', '');
    expect((await findings(folder, { MUSIC_DIR })).get('own node')).toMatchObject({
      verdict: 'failed',
      advice: 'See whether MUSIC_DIR is a folder.',
    });
  });
});
