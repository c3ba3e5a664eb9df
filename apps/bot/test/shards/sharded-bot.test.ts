import { execFileSync } from 'node:child_process';
import { PermissionFlagsBits } from 'discord.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cannotStartServers, RedisServer } from '../../../../packages/cache/test/store/valkey/support/redis-server.ts';
import type { BotProgram, LogLine } from './support/bot-program.ts';
import { answers, gone, isThere, ready, ShardStage, type Told, told, until } from './support/shard-stage.ts';

const SONG = '200000:my song';

/** Several processes start: a few seconds, and many on a machine that is busy. */
const PATIENCE_MS = 60_000;

const isReady =
  (shard: number) =>
  (line: LogLine): boolean =>
    line.msg === 'The bot is ready.' && line.shard === shard;

// One program for all of it, as each of its starts takes seconds: the tests go on where the one before ended.
describe('a bot of three processes', { timeout: PATIENCE_MS }, () => {
  let stage: ShardStage;
  let bot: BotProgram;
  let url: string;

  beforeAll(async () => {
    stage = await ShardStage.start(3);
    bot = stage.run(['--shards', 'auto']);
    url = await ready(bot);
  }, PATIENCE_MS);

  afterAll(async () => {
    await bot?.[Symbol.asyncDispose]();
    await stage?.[Symbol.asyncDispose]();
  });

  it('has as many shards as Discord recommends, each in a process, and tells Discord of the commands once', async () => {
    expect(stage.discord.shards.connected.toSorted()).toEqual([0, 1, 2]);
    expect(new Set([0, 1, 2].map((shard) => bot.lines.find(isReady(shard))?.pid)).size).toBe(3);
    expect(registrations(stage)).toBe(1);
    await answers(url, '/readyz', 200);
  });

  it('knows in every process what one of them has looked up', async () => {
    expect(await stage.play(0, SONG)).toContain('Playing **[my song]');
    const before = stage.loads;
    const answer = await stage.play(1, SONG);
    expect(answer).toContain('my song');
    expect(answer).toContain('⚡');
    expect(stage.loads).toBe(before);
    for (const title of ['second', 'third']) await stage.play(1, `200000:${title}`);
    expect(await stage.play(2, '200000:another')).toContain('another');
  });

  it('shows shards, nodes and players of all processes on one page', async () => {
    const { shards, nodes, players, processes } = await told(url);
    expect(shards.map(({ id, isReady, guilds }) => [id, isReady, guilds])).toEqual([
      [0, true, 1],
      [1, true, 1],
      [2, true, 1],
    ]);
    expect(processes).toHaveLength(3);
    expect(nodes.map(({ identifier, players, seenBy, readyIn }) => [identifier, players, seenBy, readyIn])).toEqual([
      ['main', 3, 3, 3],
      ['own', 0, 3, 3],
    ]);
    expect(players.map(({ guildName }) => guildName).toSorted()).toEqual(stage.guilds.map(({ name }) => name));
    const page = await (await fetch(url)).text();
    for (const { name } of stage.guilds) expect(page).toContain(name);
    const metrics = await (await fetch(`${url}/metrics`)).text();
    expect(metrics).toMatch(/^reprise_\w*players\w*(\{.*\})? 3$/m);
  });

  it('shows the cache of all processes, whichever is asked', async () => {
    for (const guild of stage.guilds) {
      const admin = stage.discord.user('admin').in(guild, { permissions: PermissionFlagsBits.ManageGuild });
      const { embeds } = await admin.slash('cache stats').reply();
      expect(JSON.stringify(embeds)).toContain('Of 3 processes together');
    }
  });

  it('starts a shard again that is killed, with its queue and place, while the others play on', async () => {
    const [, guild] = stage.guilds;
    const ofShard = ({ players }: Told) => players.find(({ guildId }) => guildId === guild?.id);
    await stage.person(1).slash('seek', { to: '1:00' }).reply();
    // What plays is kept within a second after it changed.
    const before = await until(url, (now) => (ofShard(now)?.positionMs ?? 0) > 61_500);
    const others = before.processes.map(({ pid }) => pid);
    const victim = bot.lines.find(isReady(1))?.pid ?? 0;
    const back = bot.next(isReady(1));
    process.kill(victim, 'SIGKILL');
    await bot.line(({ level, msg }) => level === 'warn' && /^The process of shard 1 ended with SIGKILL/.test(msg));
    const meanwhile = await told(url);
    expect(meanwhile.players.map(({ guildName }) => guildName)).toEqual(
      expect.arrayContaining(['Guild of shard 0', 'Guild of shard 2']),
    );
    expect((await back).pid).not.toBe(victim);
    await answers(url, '/readyz', 200);
    const after = await until(url, (now) => ofShard(now)?.state === 'playing');
    expect(ofShard(after)).toMatchObject({ title: 'my song', queued: 2 });
    expect(ofShard(after)?.positionMs).toBeGreaterThan(60_000);
    expect(after.processes.map(({ pid }) => pid).filter((pid) => others.includes(pid))).toHaveLength(2);
  });

  it('ends within 5 s of SIGTERM, with all its processes', async () => {
    const family = descendants(bot.pid);
    expect(family).toHaveLength(4);
    const toldAt = performance.now();
    bot.kill('SIGTERM');
    expect(await bot.ended).toEqual({ code: 0, signal: null });
    expect(performance.now() - toldAt).toBeLessThan(5_000);
    expect(family.filter(isThere)).toEqual([]);
  });

  it('has warned of nothing but the shard that was killed, and said no secret', () => {
    // On a machine that is busy with other tests a process may be too slow for the page.
    const isSlow = ({ msg }: LogLine) => msg === 'A process of the bot does not answer.';
    const warnings = bot.lines.filter((line) => /^(warn|error)$/.test(line.level) && !isSlow(line));
    expect(warnings.map(({ msg }) => msg)).toEqual([
      'The process of shard 1 ended with SIGKILL. It is started again at once.',
    ]);
    expect(bot.words).toEqual([]);
    expect(JSON.stringify(bot.lines)).not.toContain(stage.discord.token);
  });
});

describe('a bot of several processes', { timeout: PATIENCE_MS }, () => {
  it('tells of a refused token once, and ends with 2', async () => {
    await using stage = await ShardStage.start(2);
    const bot = stage.run([], { SHARDS: '2', DISCORD_TOKEN: 'another.fake.token' });
    expect(await bot.ended).toEqual({ code: 2, signal: null });
    expect(bot.words.filter((line) => line.includes('Discord does not know the token.'))).toHaveLength(1);
  });

  it('tells once why its shards cannot start, starts none of them again, and ends with 2', async () => {
    await using stage = await ShardStage.start(2);
    const bot = stage.run([], { SHARDS: '2' });
    await bot.line(({ msg }) => msg.startsWith('The bot is divided into shards'));
    stage.discord.rest.fail({ kind: 'status', status: 401 }, { path: '/gateway/bot' });
    expect(await bot.ended).toEqual({ code: 2, signal: null });
    expect(bot.words.filter((line) => line.includes('set DISCORD_TOKEN'))).toHaveLength(1);
    expect(bot.lines.filter(({ msg }) => msg.includes('started again'))).toEqual([]);
  });

  it('leaves no process behind when it is killed, and says what became of players of another division', async () => {
    await using stage = await ShardStage.start(2);
    const bot = stage.run([], { SHARDS: '2' });
    await ready(bot);
    await stage.play(1, SONG);
    const family = descendants(bot.pid);
    expect(family).toHaveLength(3);
    bot.kill('SIGKILL');
    await gone(family);
    await using again = stage.run([], { SHARDS: '1', OWN_NODE: 'off' });
    const { files } = await again.line(({ msg }) => msg.includes('was divided into other shards before'));
    expect(files).toContain('players-1-of-2.snapshot');
  });
});

describe.skipIf(cannotStartServers)('a bot on two machines', { timeout: PATIENCE_MS }, () => {
  it('is divided by SHARD_IDS, knows all songs on both, and tells Discord of the commands once', async () => {
    await using valkey = await RedisServer.start();
    await using stage = await ShardStage.start(2);
    const env = { SHARDS: '2', VALKEY_URL: valkey.url, OWN_NODE: 'off' };
    await using first = stage.run([], { ...env, SHARD_IDS: '0' }, 'first');
    await using second = stage.run([], { ...env, SHARD_IDS: '1' }, 'second');
    const pages = await Promise.all([ready(first), ready(second)]);

    expect(stage.discord.shards.connected.toSorted()).toEqual([0, 1]);
    const reports = await Promise.all(pages.map(told));
    expect(reports.map(({ shards }) => shards.map(({ id, guilds }) => [id, guilds]))).toEqual([[[0, 1]], [[1, 1]]]);
    expect(registrations(stage)).toBe(1);

    expect(await stage.play(0, SONG)).toContain('Playing **[my song]');
    const before = stage.loads;
    expect(await stage.play(1, SONG)).toContain('⚡');
    expect(stage.loads).toBe(before);
  });
});

/** How often Discord was told of the commands. */
function registrations({ discord }: ShardStage): number {
  return discord.rest.requests.filter(({ method, path }) => method === 'PUT' && path.endsWith('/commands')).length;
}

/** Processes that came of one. */
function descendants(pid: number): number[] {
  const rows = execFileSync('ps', ['-e', '-o', 'pid=,ppid='], { encoding: 'utf8' }).trim().split('\n');
  const pairs = rows.map((row) => row.trim().split(/\s+/).map(Number));
  const below = (parent: number): number[] =>
    pairs.flatMap(([child = 0, its]) => (its === parent ? [child, ...below(child)] : []));
  // The one that lists them is among the children of this test, not of the bot.
  return below(pid);
}
