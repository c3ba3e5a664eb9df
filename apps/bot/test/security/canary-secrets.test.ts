import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FakeDiscord, FaultyNode, madeUpTracks } from '@reprise/devkit';
import { describe, expect, it } from 'vitest';
import { COMMAND_PATHS } from '../../src/commands/command-paths.ts';
import { Canaries } from './support/canaries.ts';
import { type Program, program } from './support/program.ts';

const TOKEN = 'MTIzNDU2.canary+discord/"token".A&B=%25<c>';
const NODE_PASSWORDS = ['canary lava"one/+&=%1<a>', "canary-lava\\two ?#2'", 'canary-lava-three:wrong@here'] as const;
const HTTP_PASSWORD = 'canary-http:"p/a+s s%w<&>';
const VALKEY_PASSWORD = 'canary-valkey/p@ss:w%rd"#';
const REAL_TOKEN = 'MTcwOTM5OTc0MjI3NTkxMTY4.GcAnaR.yCanaryCanaryCanaryCanaryCanaryCanary';
/** Every secret where another thing belongs, as after a slip. */
const WRONG = {
  HTTP_PORT: TOKEN,
  LOG_LEVEL: HTTP_PASSWORD,
  OWNER_IDS: VALKEY_PASSWORD,
  LAVALINK_NODES: `a=http://user:${encodeURIComponent(NODE_PASSWORDS[0])}@127.0.0.1:1`,
  SHARDS: NODE_PASSWORDS[0],
  CACHE_MAX_MIB: encodeURIComponent(TOKEN),
  DEFAULT_LOCALE: Buffer.from(TOKEN).toString('base64'),
  HTTP_PASSWORD_FILE: TOKEN,
  HTTP_PASSWORD,
};
const CRASH = ['--import', new URL('./support/crash-on-signal.mjs', import.meta.url).href];
/** They wait long for the store, and say no more than the others do. */
const SLOW_WITHOUT_STORE = ['settings reset', 'cache forget'];
const MANAGE_GUILD = 1n << 5n;
const OPTIONS: Readonly<Record<string, Readonly<Record<string, string | number>>>> = {
  play: { query: '200000:a song' },
  seek: { to: '0:10' },
  remove: { position: 1 },
  move: { from: 1, to: 1 },
  'favourites remove': { song: '1' },
  'cache inspect': { song: 'a song' },
  'cache forget': { song: 'a song' },
  cleancache: { mode: 'all' },
};

/** A port that nobody has now. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}

async function redis(folder: string) {
  const port = await freePort();
  const config = join(folder, 'redis.conf');
  await writeFile(
    config,
    `port ${port}\nbind 127.0.0.1\nsave ""\ndir ${folder}\nrequirepass ${JSON.stringify(VALKEY_PASSWORD)}\n`,
  );
  const child = spawn('redis-server', [config], { stdio: ['ignore', 'pipe', 'ignore'] });
  await new Promise<void>((resolve) =>
    child.stdout.on('data', (part: Buffer) => part.includes('Ready to accept') && resolve()),
  );
  return { child, url: `redis://default:${encodeURIComponent(VALKEY_PASSWORD)}@127.0.0.1:${port}` };
}

/** All that stands in the files of a folder, but those that are secret themselves. */
async function contentOf(folder: string, secret: readonly string[]): Promise<string> {
  const files = await readdir(folder, { recursive: true, withFileTypes: true });
  const texts = files
    .filter((file) => file.isFile() && !secret.includes(file.name))
    .map(async ({ parentPath, name }) => `${name}\n${await readFile(join(parentPath, name), 'latin1')}`);
  return (await Promise.all(texts)).join('\n');
}

/** What everybody on the machine sees of a process and those it started. */
function processesOf(pid: number): { readonly lines: string; readonly children: readonly number[] } {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
    .trim()
    .split(' ')
    .filter(Boolean)
    .map(Number);
  return { lines: [pid, ...children].map((id) => readFileSync(`/proc/${id}/cmdline`, 'latin1')).join('\n'), children };
}

/** What Discord and nodes made up, and told the bot in confidence. */
function plantLearnt(canaries: Canaries, discord: FakeDiscord, nodes: readonly FaultyNode[]): void {
  for (const { path } of discord.rest.requests) {
    const token = /^\/(?:webhooks|interactions)\/\d+\/([a-z\d]{20,})/.exec(path)?.[1];
    if (token !== undefined) canaries.add('the token of an interaction', token);
  }
  for (const { path, body } of nodes.flatMap(({ requests }) => requests)) {
    const session = /^\/v4\/sessions\/([^/]+)/.exec(path)?.[1];
    if (session !== undefined) canaries.add('the session of a node', session);
    for (const [, name, value] of JSON.stringify(body ?? {}).matchAll(/"(token|sessionId)":"([^"]{6,})"/g))
      canaries.add(`the ${name} of a voice connection`, String(value));
  }
}

/** In a guild of its own for each command, something plays and somebody uses it. Answers all that was said. */
async function useEverything(
  discord: FakeDiscord,
  round: string,
  guildIds: Map<string, string>,
  but: readonly string[] = [],
): Promise<string> {
  const said = await Promise.allSettled(
    COMMAND_PATHS.filter((path) => !but.includes(path)).map(async (path) => {
      const guild = discord.guild({
        name: `${round} ${path}`,
        channels: [{ name: 'general' }, { name: 'Music', type: 'voice' }],
      });
      guildIds.set(guild.name, guild.id);
      const [listener, manager] = ['listener', 'manager'].map((name) => {
        const person = discord.user(`${name} of ${round} ${path}`).in(guild, { permissions: MANAGE_GUILD });
        person.joinVoice('Music');
        return person;
      });
      const played = await listener?.slash('play', { query: `200000:${path}` }).reply();
      const used = await manager?.slash(path, OPTIONS[path] ?? {}, { isForced: true }).reply();
      return [played, used].map((message) => [
        message?.data,
        message?.edits,
        message?.files.map(({ name, data }) => `${name} ${Buffer.from(data)}`),
      ]);
    }),
  );
  return JSON.stringify(said.map((one) => (one.status === 'fulfilled' ? one.value : String(one.reason))));
}

async function answersOf(url: string): Promise<string> {
  const paths = [
    '/',
    '/style.css',
    '/healthz',
    '/readyz',
    '/metrics',
    '/api/status',
    '/api/nodes',
    '/api/players',
    '/api/cache',
    '/nothing',
  ];
  const basic = `Basic ${Buffer.from(`x:${HTTP_PASSWORD}`).toString('base64')}`;
  const texts: string[] = [];
  for (const authorization of [undefined, 'Bearer wrong-password', basic]) {
    for (const path of authorization === basic ? paths : ['/', '/readyz']) {
      const answer = await fetch(`${url}${path}`, authorization === undefined ? {} : { headers: { authorization } });
      texts.push(JSON.stringify([...answer.headers]), await answer.text());
      // Ten a second.
      await new Promise((resolve) => setTimeout(resolve, 105));
    }
  }
  expect(texts.join()).toContain('reprise_');
  return texts.join('\n');
}

describe('no secret', () => {
  it('gets out of a bot that lives through much, and crashes in the end', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'reprise-canary-'));
    const store = await redis(folder);
    const discord = new FakeDiscord({ token: TOKEN });
    const guild = discord.guild({ channels: [{ name: 'general' }, { name: 'Music', type: 'voice' }] });
    const nodes = await Promise.all(
      [NODE_PASSWORDS[0], NODE_PASSWORDS[1], 'another password'].map((password, i) =>
        FaultyNode.start({
          node: { password, voice: discord.voice.at(`n${i}`), sources: [madeUpTracks('madesearch')] },
        }),
      ),
    );
    const [first, second] = nodes;
    const canaryFile = join(folder, 'told-to-children');
    const dataDir = join(folder, 'data');
    const env = {
      DISCORD_TOKEN: TOKEN,
      OWN_NODE_VOICE: 'silent',
      DISCORD_API_BASE: await discord.listen(),
      LAVALINK_NODES: nodes.map(({ url }, i) => `n${i}=${url}`).join(','),
      LAVALINK_PASSWORD: NODE_PASSWORDS.join(','),
      HTTP_PASSWORD,
      HTTP_PORT: '0',
      VALKEY_URL: store.url,
      DATA_DIR: dataDir,
      YTDLP: 'off',
      DEFAULT_SEARCH_SOURCE: 'madesearch',
      LOG_LEVEL: 'trace',
      WARM_LIMIT: '0',
      OWNER_IDS: ['calm', 'trouble']
        .flatMap((round) => ['cleancache', 'cache export'].map((path) => `manager of ${round} ${path}`))
        .map((name) => discord.user(name).id)
        .join(),
      CANARY_FILE: canaryFile,
    };
    const canaries = planted();
    const guildIds = new Map<string, string>();
    const seen: Record<string, string> = {};
    try {
      await using bot: Program = program([], env, folder, CRASH);
      await bot.says('The bot is ready.');
      await bot.says(/misconfigured|password|401/i);
      const url = /"url":"([^"]+)".*"The page of the bot is there\."/.exec(bot.output)?.[1] ?? '';
      const told = JSON.parse((await readFile(canaryFile, 'utf8')).split('\n')[0] ?? '');
      canaries.add('the password of the own node', told.password);

      first?.answer({ kind: 'status', status: 500 }, { method: 'PATCH', path: '/v4/sessions/*/players/*', times: 5 });
      discord.rest.fail({ kind: 'status', status: 500 }, { method: 'PATCH', times: 2 });
      discord.rest.fail({ kind: 'status', status: 429, retryAfterS: 0.1 }, { method: 'POST', times: 2 });
      seen.replies = await useEverything(discord, 'calm', guildIds);
      expect(seen.replies).toContain('song-cache.json');
      expect(seen.replies).not.toContain('broke on our side');
      seen.messages = JSON.stringify(discord.rest.requests.map(({ body }) => body));
      const processes = processesOf(bot.child.pid ?? 0);
      expect(processes.children).not.toEqual([]);
      seen.commandLines = processes.lines;
      seen.environments = processes.children.map((pid) => readFileSync(`/proc/${pid}/environ`, 'latin1')).join('\n');
      seen.pages = await answersOf(url);
      const healed = nodes.map((node) =>
        node.answer({ kind: 'status', status: 400 }, { method: 'PATCH', path: '/v4/sessions/*/players/*' }),
      );
      for (const path of ['queue', 'history', 'nowplaying', 'lyrics']) {
        const person = discord
          .user(`another of ${path}`)
          .in(discord.guild({ id: guildIds.get(`calm ${path}`) ?? '' }), { permissions: MANAGE_GUILD });
        person.joinVoice('Music');
        await person.slash('volume', { percent: 50 }).reply();
      }
      for (const heal of healed) heal();
      await second?.die();
      store.child.kill('SIGKILL');
      seen.repliesInTrouble = await useEverything(discord, 'trouble', guildIds, SLOW_WITHOUT_STORE);
      discord.rest.fail({ kind: 'status', status: 401 }, { path: '/webhooks/*/*/messages/@original', times: 1 });
      await discord.user('last').in(guild).slash('queue').acknowledged();
      seen.pagesInTrouble = await answersOf(url);
      plantLearnt(canaries, discord, nodes);
      bot.child.kill('SIGUSR2');
      expect(await bot.ended).toBe(1);
      expect(bot.output).toContain('A bug with [secret] and');
      expect(bot.output).toMatch(/sessions\/\[secret\]\/players.* with 400/);
      seen.output = bot.output;
      const snapshot = join(dataDir, 'players.snapshot');
      expect((await stat(snapshot)).mode & 0o777).toBe(0o600);
      expect((await stat(dataDir)).mode & 0o777).toBe(0o700);
      seen.files = await contentOf(dataDir, ['players.snapshot']);
    } finally {
      store.child.kill('SIGKILL');
      await Promise.all([...nodes, discord].map((part) => part.close()));
      await rm(folder, { recursive: true, force: true });
    }
    expect(canaries.names).toContain('the token of a voice connection');
    for (const [where, text] of Object.entries(seen)) expect({ [where]: canaries.in(text) }).toEqual({ [where]: [] });
    // What is searched for can be found.
    expect(canaries.in(`"${encodeURIComponent(TOKEN)}"`)).toEqual(['the token of Discord']);
  }, 60_000);

  it('gets out of a bot that cannot log in, though a person reads its log', async () => {
    const { folder, ...rest } = await lonely();
    await using discord = rest.discord;
    discord.rest.fail({ kind: 'status', status: 401 });
    await using bot = program([], { ...rest.env, LOG_FORMAT: 'pretty' }, folder);
    expect(await bot.ended).toBe(2);
    const file = join(folder, 'data/http-token');
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    const canaries = planted();
    canaries.add('the token of the page', await readFile(file, 'utf8'));
    expect(bot.output).toContain('Discord does not know the token');
    expect(canaries.in(bot.output)).toEqual([]);
    expect(canaries.in(await contentOf(join(folder, 'data'), ['http-token']))).toEqual([]);
    await rm(folder, { recursive: true });
  }, 60_000);

  it.each([
    ['its help', ['--help'], {}, 0],
    ['its doctor', ['doctor'], {}, 1],
    ['a slip in a command', [TOKEN], {}, 2],
    ['a folder of music that is none', [], { MUSIC_DIR: NODE_PASSWORDS[0], LAVALINK_NODES: '' }, 1],
    ['secrets in the wrong variables', [], WRONG, 2],
    ['a doctor who is told wrong things', ['doctor'], WRONG, 1],
    ['a token in the wrong variable alone', [], { DISCORD_TOKEN: '', HTTP_PORT: REAL_TOKEN, LAVALINK_NODES: '' }, 2],
  ] as const)(
    'is in %s',
    async (_what, args, wrong, code) => {
      const { folder, discord, env } = await lonely();
      await using _discord = discord;
      await using bot = program(args, { ...env, ...wrong }, folder);
      expect(await bot.ended).toBe(code);
      expect(planted().in(bot.output)).toEqual([]);
      expect(bot.output).not.toBe('');
      await rm(folder, { recursive: true });
    },
    60_000,
  );
});

/** A bot's settings where nobody answers but Discord. */
async function lonely() {
  const discord = new FakeDiscord({ token: TOKEN });
  const folder = await mkdtemp(join(tmpdir(), 'reprise-canary-'));
  const closed = await freePort();
  const env = {
    DISCORD_TOKEN: TOKEN,
    OWN_NODE_VOICE: 'silent',
    DISCORD_API_BASE: await discord.listen(),
    LAVALINK_NODES: `a=http://127.0.0.1:${closed}`,
    LAVALINK_PASSWORD: NODE_PASSWORDS[0],
    VALKEY_URL: `redis://default:${encodeURIComponent(VALKEY_PASSWORD)}@127.0.0.1:${closed}`,
    HTTP_PORT: '0',
    YTDLP: 'off',
  };
  return { folder, discord, env };
}

function planted(): Canaries {
  const canaries = new Canaries();
  canaries.add('the token of Discord', TOKEN);
  canaries.add('another token of Discord', REAL_TOKEN);
  for (const [i, password] of NODE_PASSWORDS.entries()) canaries.add(`the password of node ${i}`, password);
  canaries.add('the password of the page', HTTP_PASSWORD);
  canaries.add('the password of the store', VALKEY_PASSWORD);
  return canaries;
}
