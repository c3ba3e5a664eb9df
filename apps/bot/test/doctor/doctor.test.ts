import { FakeDiscord } from '@reprise/devkit';
import { describe, expect, it } from 'vitest';
import { doctor, print } from '../../src/doctor/index.ts';
import { makeFolder } from './support.ts';

/** What the doctor writes, and its exit code. */
async function visit(
  cwd: string,
  env: Readonly<Record<string, string>>,
): Promise<{ readonly code: number; readonly lines: readonly string[] }> {
  const lines: string[] = [];
  const write = (line: string): void => void lines.push(line);
  const code = await doctor({ env: { YTDLP: 'off', ...env }, cwd, write, useColor: false });
  return { code, lines };
}

describe('doctor', () => {
  it('writes a line for each finding and exits with 0 when nothing failed', async () => {
    await using folder = await makeFolder();
    await using discord = new FakeDiscord();
    const { code, lines } = await visit(folder.path, {
      DISCORD_API_BASE: await discord.listen(),
      DISCORD_TOKEN: discord.token,
    });
    expect(lines.join('\n')).not.toContain('failed  ');
    expect(code).toBe(0);
    expect(lines[0]).toBe('ok       settings     They can be read.');
    expect(lines.some((line) => /^ok {7}token {8}Discord takes it: /.test(line))).toBe(true);
    expect(lines.at(-1)).toMatch(/^\d+ ok, \d+ warnings?, 0 failed\.$/);
  });

  it('exits with 0 when there is only something to warn of', async () => {
    await using folder = await makeFolder();
    const { code, lines } = await visit(folder.path, { DISCORD_TOKN: 'canary-token' });
    expect(code).toBe(0);
    expect(lines).toContain('warning  settings  DISCORD_TOKN is not read; is DISCORD_TOKEN meant?');
    expect(lines).toContain('                   -> Set DISCORD_TOKEN to make it a bot.');
    expect(lines.join()).not.toContain('canary');
  });

  it('exits with 1 when something failed', async () => {
    await using folder = await makeFolder();
    const DATA_DIR = await folder.file('data', '');
    const { code, lines } = await visit(folder.path, { DATA_DIR });
    expect(code).toBe(1);
    expect(lines.some((line) => line.startsWith('failed   store'))).toBe(true);
  });

  it('tells everything that is wrong with the settings, and looks at nothing else', async () => {
    await using folder = await makeFolder();
    const { code, lines } = await visit(folder.path, { HTTP_PORT: 'x', DISCORD_TOKEN: 'canary', WARM_LIMTI: '5' });
    expect(code).toBe(1);
    expect(lines).toEqual([
      expect.stringMatching(/^failed {3}settings {2}DISCORD_TOKEN does not look like a token: /),
      'failed   settings  HTTP_PORT must be a whole number from 0 to 65535, but is "x".',
      'warning  settings  WARM_LIMTI is not read; is WARM_LIMIT meant?',
      '',
      '0 ok, 1 warning, 2 failed.',
      'The rest is looked at once the settings are right.',
    ]);
    expect(lines.join()).not.toContain('canary');
  });

  it('shows no secret that somebody else says', async () => {
    await using folder = await makeFolder();
    await using discord = new FakeDiscord({ userName: 'canary-token\u001b[31m' });
    const env = { DISCORD_API_BASE: await discord.listen(), DISCORD_TOKEN: discord.token };
    const password = 'canary-token';
    const { lines } = await visit(folder.path, {
      ...env,
      HTTP_PASSWORD: `${password}-and-more`,
      VALKEY_URL: `redis://:${password}@127.0.0.1:1`,
    });
    expect(lines.join('\n')).toContain('the bot is *** [31m (');
    expect(lines.join('\n')).not.toContain('canary');
    expect(lines.join('')).not.toContain('\u001b');
  });

  it('writes in colours where they are seen', () => {
    const [line] = print({ verdict: 'failed', findings: [{ name: 'disk', verdict: 'failed', text: 'Full.' }] }, true);
    expect(line).toBe('\u001b[31mfailed \u001b[39m  disk  Full.');
  });
});
