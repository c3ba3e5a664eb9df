import { FakeDiscord, ManualClock } from '@reprise/devkit';
import { describe, expect, it } from 'vitest';
import { discordChecks } from '../../src/doctor/checks/discord.ts';
import { runChecks } from '../../src/doctor/run-checks.ts';
import { answering, closedAddress, configIn, findings, makeFolder } from './support.ts';

describe('what the doctor says of Discord', () => {
  it('is who the bot is, when its token is right', async () => {
    await using folder = await makeFolder();
    await using discord = new FakeDiscord({ userName: 'jukebox' });
    const found = await findings(folder, { DISCORD_API_BASE: await discord.listen(), DISCORD_TOKEN: discord.token });
    expect(found.get('token')).toEqual({
      name: 'token',
      verdict: 'ok',
      text: 'Discord takes it: the bot is jukebox (170939974227591168).',
    });
    expect(found.get('application')).toMatchObject({ verdict: 'ok', text: 'No privileged intent is needed.' });
    expect(found.get('gateway')).toMatchObject({
      verdict: 'ok',
      text: expect.stringMatching(/^Discord recommends 1 shard; \d+ of \d+ logins/),
    });
    expect(found.get('clock')).toMatchObject({ verdict: 'ok', text: 'It goes as that of Discord.' });
  });

  it('is what to do with a token that Discord does not take, without the token', async () => {
    await using folder = await makeFolder();
    await using discord = new FakeDiscord();
    const found = await findings(folder, { DISCORD_API_BASE: await discord.listen(), DISCORD_TOKEN: 'canary-token' });
    expect(found.get('token')).toMatchObject({
      verdict: 'failed',
      text: 'Discord does not take the token.',
      advice: expect.stringContaining('Reset the token'),
    });
    for (const name of ['application', 'gateway']) {
      expect(found.get(name)).toMatchObject({ verdict: 'warning', advice: 'See what is said of the token.' });
    }
    expect(found.get('clock')).toMatchObject({ verdict: 'ok' });
    expect(JSON.stringify([...found.values()])).not.toContain('canary');
  });

  it('is that it is a demo without a token, and nobody is asked', async () => {
    await using folder = await makeFolder();
    await using discord = new FakeDiscord();
    const found = await findings(folder, { DISCORD_API_BASE: await discord.listen() });
    expect(found.get('token')).toMatchObject({ verdict: 'warning', advice: 'Set DISCORD_TOKEN to make it a bot.' });
    expect(found.has('application')).toBe(false);
    expect(discord.rest.requests).toEqual([]);
  });

  it('is that the clock is wrong when it is more than five seconds from the one of Discord', async () => {
    await using folder = await makeFolder();
    await using discord = new FakeDiscord();
    const env = { DISCORD_API_BASE: await discord.listen(), DISCORD_TOKEN: discord.token };
    const at = async (offsetMs: number): Promise<unknown> =>
      (await findings(folder, env, { now: () => Date.now() + offsetMs })).get('clock');
    expect(await at(3_000)).toMatchObject({ verdict: 'ok' });
    expect(await at(120_000)).toMatchObject({ verdict: 'warning', text: 'It is 120 s ahead of that of Discord.' });
    expect(await at(-120_000)).toMatchObject({ verdict: 'warning', text: 'It is 120 s behind that of Discord.' });
  });

  it('is that there are not enough shards', async () => {
    await using folder = await makeFolder();
    await using discord = new FakeDiscord({ shards: 4 });
    const env = { DISCORD_API_BASE: await discord.listen(), DISCORD_TOKEN: discord.token };
    expect((await findings(folder, env)).get('gateway')).toMatchObject({
      verdict: 'warning',
      advice: 'Set SHARDS=auto, or at least 4.',
    });
    expect((await findings(folder, { ...env, SHARDS: 'auto' })).get('gateway')).toMatchObject({ verdict: 'ok' });
  });

  it.each([
    [
      { flags: 1 << 19 },
      'ok',
      'No privileged intent is needed. Switched on are message content; they can be switched off.',
    ],
    [
      { interactions_endpoint_url: 'https://example.org' },
      'failed',
      'Commands go to an address on the web, so that the bot never hears of them.',
    ],
    [
      { bot_require_code_grant: true },
      'warning',
      'It asks for a code that no invitation has, so nobody can add the bot.',
    ],
    ['a page', 'failed', 'The answer is not one of Discord.'],
  ])('is what the application has to be told: %j', async (application, verdict, text) => {
    await using folder = await makeFolder();
    await using server = await answering(200, JSON.stringify(application));
    const found = await findings(folder, { DISCORD_API_BASE: server.url, DISCORD_TOKEN: 'canary-token' });
    expect(found.get('application')).toMatchObject({ verdict, text });
  });

  it.each([
    [429, 'warning', 'Discord wants fewer requests of this machine (429).'],
    [503, 'warning', 'Discord has trouble of its own (503).'],
    [302, 'failed', 'Discord answers 302.'],
  ])('is how it answers, when that is not well: %d', async (status, verdict, text) => {
    await using folder = await makeFolder();
    await using server = await answering(status, '', { location: 'http://127.0.0.1:1/elsewhere' });
    const found = await findings(folder, { DISCORD_API_BASE: server.url, DISCORD_TOKEN: 'canary-token' });
    expect(found.get('token')).toMatchObject({ verdict, text });
  });

  it('is that nobody is there', async () => {
    await using folder = await makeFolder();
    const found = await findings(folder, { DISCORD_API_BASE: await closedAddress(), DISCORD_TOKEN: 'canary-token' });
    expect(found.get('token')).toMatchObject({ verdict: 'failed', text: 'Discord cannot be reached (ECONNREFUSED).' });
    for (const name of ['application', 'gateway', 'clock']) {
      expect(found.get(name)).toMatchObject({ verdict: 'warning', advice: 'See what is said of the token.' });
    }
  });

  it('is that it hangs, after the deadline', async () => {
    await using folder = await makeFolder();
    await using hanging = await answering();
    const clock = new ManualClock();
    const { discord } = configIn(folder, { DISCORD_API_BASE: hanging.url, DISCORD_TOKEN: 'canary-token' });
    const all = runChecks(discordChecks(discord, clock, Date.now), clock, 4_000);
    await hanging.asked(4);
    clock.advance(4_000);
    const found = await all;
    expect(found.map(({ name }) => name)).toEqual(['token', 'application', 'gateway', 'clock']);
    for (const finding of found) {
      expect(finding).toMatchObject({ verdict: 'failed', text: 'There was no answer within 4000 ms.' });
    }
  });
});
