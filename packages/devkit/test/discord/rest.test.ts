import { FakeDiscord, ManualClock } from '@reprise/devkit';
import { HTTPError, PermissionFlagsBits, REST } from 'discord.js';
import { describe, expect, it } from 'vitest';
import { codeOf, scene, textChannel, until } from '../support/discord-bot.ts';

/** A REST client without a gateway. */
async function restOf(discord: FakeDiscord, options: { retries?: number } = {}): Promise<REST> {
  return new REST({ api: await discord.listen(), version: '10', retries: 0, ...options }).setToken(discord.token);
}

describe("Discord's REST API", () => {
  it('knows the bot, and asks for its token everywhere else', async () => {
    await using discord = new FakeDiscord({ userName: 'jukebox' });
    const rest = await restOf(discord);
    expect(await rest.get('/users/@me')).toMatchObject({ username: 'jukebox', bot: true });
    expect(await rest.get('/applications/@me')).toMatchObject({ name: 'jukebox' });
    expect(await rest.get('/gateway/bot')).toMatchObject({ shards: 1, session_start_limit: { remaining: 1_000 } });
    expect(await rest.get('/gateway', { auth: false })).toMatchObject({ url: expect.stringMatching(/^ws:/) });
    await expect(rest.get('/users/@me', { auth: false })).rejects.toMatchObject({ status: 401 });
    rest.setToken('wrong');
    await expect(rest.get('/users/@me')).rejects.toMatchObject({ status: 401 });
    rest.setToken(discord.token);
    expect(await codeOf(rest.get('/nowhere'))).toBe(0);
    expect(discord.rest.requests.at(-1)).toMatchObject({ path: '/nowhere', route: undefined, status: 404 });
  });

  it('knows people, guilds and channels, and says what it does not know', async () => {
    await using discord = new FakeDiscord();
    const rest = await restOf(discord);
    const guild = discord.guild({ name: 'Jazz' });
    const ada = discord.user('ada').in(guild);
    expect(await rest.get(`/guilds/${guild.id}`)).toMatchObject({ name: 'Jazz' });
    expect(await rest.get(`/guilds/${guild.id}/roles`)).toMatchObject([{ name: '@everyone' }, { name: 'bot' }]);
    expect(await rest.get(`/guilds/${guild.id}/members/${ada.user.id}`)).toMatchObject({ user: { username: 'ada' } });
    expect(await rest.get(`/users/${ada.user.id}`)).toMatchObject({ username: 'ada' });
    expect(await rest.get(`/channels/${guild.channel('Music')}`)).toMatchObject({ name: 'Music', type: 2 });
    expect(await codeOf(rest.get('/users/1'))).toBe(10013);
    expect(await codeOf(rest.get('/guilds/1'))).toBe(10004);
    expect(await codeOf(rest.get('/channels/1'))).toBe(10003);
    expect(await codeOf(rest.get(`/guilds/${guild.id}/members/1`))).toBe(10007);
    expect(await codeOf(rest.put('/applications/1/commands', { body: [] }))).toBe(20012);
  });

  it('notes what it is asked, for assertions', async () => {
    const clock = new ManualClock();
    await using discord = new FakeDiscord({ clock });
    const rest = await restOf(discord);
    const id = discord.guild().channel('general');
    await rest.post(`/channels/${id}/messages`, { body: { content: 'x' } });
    expect(discord.rest.requests).toMatchObject([
      {
        at: clock.now(),
        method: 'POST',
        path: `/channels/${id}/messages`,
        route: '/channels/:channel/messages',
        body: { content: 'x' },
        files: [],
        status: 200,
      },
    ]);
    discord.rest.clearRequests();
    expect(discord.rest.requests).toEqual([]);
  });
});

describe('a message in a channel', () => {
  it('is sent, changed and deleted, and is an event for who asked for it', async () => {
    await using it = await scene({}, (discord) => void discord.guild(), { intents: ['Guilds', 'GuildMessages'] });
    const channel = textChannel(it.client);
    const heard: string[] = [];
    it.client.on('messageCreate', ({ content }) => heard.push(`created ${content}`));
    it.client.on('messageUpdate', (_, { content }) => heard.push(`changed ${content}`));
    it.client.on('messageDelete', ({ id }) => heard.push(`deleted ${id === message.id}`));

    const message = await channel.send('one');
    await message.edit('two');
    await message.delete();
    await until(() => heard.length === 3);
    expect(heard).toEqual(['created one', 'changed two', 'deleted true']);
    expect(await codeOf(message.edit('three'))).toBe(10008);
  });

  it('that a moderator deleted is gone for the bot: 10008', async () => {
    await using discord = new FakeDiscord();
    const rest = await restOf(discord);
    const guild = discord.guild();
    await rest.post(`/channels/${guild.channel('general')}/messages`, { body: { content: 'controller' } });
    const [message] = guild.messages('general');
    if (message === undefined) throw new Error('There is no message.');
    guild.deleteMessage(message);
    expect(message.isDeleted).toBe(true);
    expect(guild.messages('general')).toEqual([]);
    const path = `/channels/${message.channelId}/messages/${message.id}` as const;
    expect(await codeOf(rest.patch(path, { body: { content: 'x' } }))).toBe(10008);
  });

  it('is refused with 40005 when its files are over 10 MB in all', async () => {
    await using it = await scene({}, (discord) => void discord.guild());
    const files = [Buffer.alloc(6 * 1024 * 1024), Buffer.alloc(5 * 1024 * 1024)];
    expect(await codeOf(textChannel(it.client).send({ files }))).toBe(40005);
    expect((await textChannel(it.client).send({ files: files.slice(0, 1) })).attachments.size).toBe(1);
  });

  it.for([
    ['see the channel', PermissionFlagsBits.ViewChannel, 50001],
    ['write', PermissionFlagsBits.SendMessages, 50013],
  ] as const)('is refused to a bot that may not %s', async ([, botDenied, code]) => {
    await using it = await scene({}, (discord) => discord.guild({ channels: [{ name: 'chat', botDenied }] }));
    expect(await codeOf(textChannel(it.client).send('x'))).toBe(code);
  });
});

describe('a voice channel', () => {
  it('has a status that the bot may set where it may', async () => {
    await using discord = new FakeDiscord();
    const rest = await restOf(discord);
    const denied = { name: 'Quiet', type: 'voice', botDenied: 1n << 48n } as const;
    const guild = discord.guild({ channels: [{ name: 'Music', type: 'voice' }, denied] });
    const put = (name: string) =>
      codeOf(rest.put(`/channels/${guild.channel(name)}/voice-status`, { body: { status: 'x' } }));
    expect([await put('Music'), await put('Quiet')]).toEqual([undefined, 50013]);
  });
});

describe('faults of the REST API', () => {
  it('are 429 that the library waits for, 500 that it tries again, and errors with a code', async () => {
    await using discord = new FakeDiscord();
    const rest = await restOf(discord, { retries: 1 });
    const route = { path: '/users/@me', times: 1 };

    discord.rest.fail({ kind: 'status', status: 429, retryAfterS: 0.05 }, route);
    expect(await rest.get('/users/@me')).toMatchObject({ bot: true });
    discord.rest.fail({ kind: 'status', status: 500 }, { ...route, times: 2 });
    await expect(rest.get('/users/@me')).rejects.toBeInstanceOf(HTTPError);
    discord.rest.fail({ kind: 'error', code: 10062 }, route);
    expect(await codeOf(rest.get('/users/@me'))).toBe(10062);
    expect(discord.rest.requests.map(({ status }) => status)).toEqual([429, 200, 500, 500, 404]);
  });

  it('are connections that are cut, answers that never come, and ones that come late', async () => {
    const clock = new ManualClock();
    await using discord = new FakeDiscord({ clock });
    const rest = await restOf(discord);
    const path = '/users/@me';

    discord.rest.fail({ kind: 'cut' }, { path, times: 1 });
    await expect(rest.get(path)).rejects.toThrow();
    discord.rest.fail({ kind: 'never' }, { path, times: 1 });
    const stopped = new AbortController();
    const never = rest.get(path, { signal: stopped.signal });
    await until(() => discord.rest.requests.length === 2);
    stopped.abort();
    await expect(never).rejects.toThrow();

    discord.rest.latencyMs = 300;
    const stop = discord.rest.fail({ kind: 'slow', ms: 200 }, { path });
    const slow = rest.get(path);
    await until(() => clock.pending > 0);
    clock.advance(499);
    expect(discord.rest.requests).toHaveLength(2);
    clock.advance(1);
    expect(await slow).toMatchObject({ bot: true });
    stop();
  });

  it('are limits: what comes too often gets 429 with the time to wait', async () => {
    const clock = new ManualClock();
    await using discord = new FakeDiscord({ clock });
    await discord.listen();
    const stop = discord.rest.limit({ path: '/users/@me', max: 2, perMs: 5_000 });
    const ask = () => fetch(`${discord.apiUrl}/v10/users/@me`, { headers: { authorization: `Bot ${discord.token}` } });

    const first = await ask();
    expect([first.status, first.headers.get('x-ratelimit-limit'), first.headers.get('x-ratelimit-remaining')]).toEqual([
      200,
      '2',
      '1',
    ]);
    clock.advance(1_000);
    expect((await ask()).status).toBe(200);
    const third = await ask();
    expect([third.status, third.headers.get('retry-after'), await third.json()]).toEqual([
      429,
      '4',
      { message: 'You are being rate limited.', retry_after: 4, global: false },
    ]);
    clock.advance(4_000);
    expect((await ask()).status).toBe(200);
    stop();
    expect((await ask()).headers.get('x-ratelimit-limit')).toBeNull();
  });

  it('are bodies that cannot be read', async () => {
    await using discord = new FakeDiscord();
    await discord.listen();
    const headers = { authorization: `Bot ${discord.token}`, 'content-type': 'application/json' };
    const url = `${discord.apiUrl}/v10/channels/${discord.guild().channel('general')}/messages`;
    const answer = await fetch(url, { method: 'POST', headers, body: '{"content":' });
    expect([answer.status, await answer.json()]).toMatchObject([400, { code: 50109 }]);
  });
});

describe('a Discord that does not listen', () => {
  it('has no address, and can be closed and opened again', async () => {
    const discord = new FakeDiscord();
    expect(() => discord.apiUrl).toThrow(/call listen\(\) first/);
    await discord.close();
    const url = await discord.listen();
    expect([await discord.listen(), discord.apiUrl]).toEqual([url, url]);
    await discord.close();
    expect(() => discord.apiUrl).toThrow(/call listen\(\) first/);
  });

  it('says which message of a channel is the last', async () => {
    await using set = await scene({}, (discord) => void discord.guild());
    const channel = textChannel(set.client);
    const lastOf = async () => (await set.client.channels.fetch(channel.id, { force: true }))?.toJSON();
    await channel.send('one');
    const { id } = await channel.send('two');
    expect(await lastOf()).toMatchObject({ lastMessageId: id });
  });
});
