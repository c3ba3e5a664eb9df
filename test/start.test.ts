import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FakeDiscord } from '@reprise/devkit';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type Running, root, run, start } from './support.ts';

const DEMO = 'This is a demo: there is no Discord here.';
/** A song that was searched for, as the demo tells it. */
const FIRST_SONG = '→ found in';

/** The user's settings are not the test's; each test has a port of its own. */
const PLAIN = { DISCORD_TOKEN: '', DISCORD_TOKEN_FILE: '', HTTP_PORT: '0' };

const npmStart = (...args: string[]): Running => start('npm', ['start', '--silent', '--', ...args], root, PLAIN);
const npmStartWith = (env: Readonly<Record<string, string>>, ...args: string[]): Running =>
  start('npm', ['start', '--silent', '--', ...args], root, { ...PLAIN, ...env });

describe('npm start without a token', () => {
  it('says first that it is a demo, then shows songs and where the page is, without a terminal', async () => {
    const demo = npmStart();
    await demo.says(FIRST_SONG);
    await demo.says('→ ⚡');
    const [, page = ''] = /its page +(\S+)/.exec(demo.stdout()) ?? [];
    expect(await (await fetch(page)).text()).toContain('This is a demo.');
    demo.child.kill('SIGTERM');
    const { code, stdout } = await demo.outcome;
    expect(code).toBe(0);
    expect(stdout.startsWith(DEMO)).toBe(true);
    expect(stdout).toMatch(
      /^\d\d:\d\d:\d\d {2}guild Blue +ada +\/play ode to joy +→ found in \d+ \S+ · Playing Ode to Joy/m,
    );
    expect(stdout).toMatch(
      /^\d\d:\d\d:\d\d {2}guild Green +dora +\/play Ode to {2}Joy +→ ⚡ \d+ \S+ · usually \d+ \S+/m,
    );
  });

  it.each(['SIGINT', 'SIGTERM'] as const)('ends with 0 within 5 s of %s and leaves no process', async (signal) => {
    const demo = npmStart();
    await demo.says(FIRST_SONG);
    const family = descendants(demo.child.pid ?? 0);
    expect(family.length).toBeGreaterThan(0);
    const signalledAt = performance.now();
    demo.child.kill(signal);
    expect((await demo.outcome).code).toBe(0);
    expect(performance.now() - signalledAt).toBeLessThan(5_000);
    expect(family.filter(isAlive)).toEqual([]);
  });

  it('is ready within 10 s and stays under 150 MB', async () => {
    const startedAt = performance.now();
    const demo = npmStart();
    await demo.says(FIRST_SONG);
    expect(performance.now() - startedAt).toBeLessThan(10_000);
    await demo.says('→ ⚡');
    const [largest] = descendants(demo.child.pid ?? 0)
      .map(residentMegabytes)
      .sort((a, b) => b - a);
    demo.child.kill('SIGTERM');
    await demo.outcome;
    expect(largest).toBeLessThan(150);
  });

  it('takes another port for the page when its own is taken, and prints it', async () => {
    const squatter = createServer();
    const port = await listening(squatter);
    const demo = npmStartWith({ HTTP_PORT: `${port}` });
    await demo.says(FIRST_SONG);
    demo.child.kill('SIGTERM');
    const { code, stdout } = await demo.outcome;
    squatter.close();
    expect(code).toBe(0);
    expect(stdout).toMatch(/its page +http:\/\/127\.0\.0\.1:\d+\n/);
    expect(stdout).not.toMatch(new RegExp(`its page +http://127\\.0\\.0\\.1:${port}\n`));
  });

  it('ends when nobody reads it any more', async () => {
    const { code, stdout } = await start('sh', ['-c', 'npm start --silent | head -n 1'], root, PLAIN).outcome;
    expect([code, stdout]).toEqual([0, expect.stringContaining(DEMO)]);
  });
});

describe('npm start on a Node that is too old', () => {
  it('says so at once, and installs nothing', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'reprise-old-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    cpSync(join(root, 'scripts'), join(folder, 'scripts'), { recursive: true });
    const old = "data:text/javascript,Object.defineProperty(process,'versions',{value:{node:'18.20.4'}})";
    const { code, stderr } = await run('node', ['--import', old, 'scripts/start.mjs'], folder);
    expect([code, stderr]).toEqual([1, expect.stringContaining('Reprise needs Node 20 or newer')]);
    expect(readdirSync(folder)).toEqual(['scripts']);
  });
});

describe('npm start with a token', () => {
  it('runs the bot until SIGTERM, then ends with 0 within 5 s and leaves no process', async () => {
    await using world = await discordWorld();
    const bot = npmStartWith(world.env);
    await bot.says('The bot is ready.');
    const family = descendants(bot.child.pid ?? 0);
    // Its own audio node is a process of its own.
    expect(family.length).toBeGreaterThan(1);
    const signalledAt = performance.now();
    bot.child.kill('SIGTERM');
    const { code, stdout, stderr } = await bot.outcome;
    expect(code).toBe(0);
    expect(performance.now() - signalledAt).toBeLessThan(5_000);
    expect(family.filter(isAlive)).toEqual([]);
    expect(stdout).not.toContain(DEMO);
    expect(stdout + stderr).not.toContain(world.discord.token);
  });

  it('ends in good order on Ctrl+C, which a terminal sends to all its processes and npm sends on', async () => {
    await using world = await discordWorld();
    const bot = npmStartWith(world.env);
    await bot.says('The bot is ready.');
    const family = descendants(bot.child.pid ?? 0);
    bot.child.kill('SIGINT');
    for (const pid of family) process.kill(pid, 'SIGINT');
    expect((await bot.outcome).code).toBe(0);
    expect(bot.stdout()).toContain('The bot is stopping.');
    expect(family.filter(isAlive)).toEqual([]);
  });

  it('ends at once, and its processes with it, on a second signal', async () => {
    await using world = await discordWorld();
    const bot = npmStartWith(world.env);
    await bot.says('The bot is ready.');
    const family = descendants(bot.child.pid ?? 0);
    bot.child.kill('SIGTERM');
    // Another one than the first: two of a kind that come at once are one.
    bot.child.kill('SIGINT');
    const signalledAt = performance.now();
    expect((await bot.outcome).code).toBe(1);
    expect(performance.now() - signalledAt).toBeLessThan(2_000);
    await expect.poll(() => family.filter(isAlive)).toEqual([]);
  });

  it('exits with 2 and says what to do when Discord does not know the token', async () => {
    await using world = await discordWorld();
    const unknown = `${world.discord.token}x`;
    const { code, stdout, stderr } = await npmStartWith({ ...world.env, DISCORD_TOKEN: unknown }).outcome;
    expect([code, stderr]).toEqual([2, expect.stringContaining('Discord does not know the token.')]);
    expect(stdout + stderr).not.toContain(unknown);
  });
});

describe('npm start with wrong settings', () => {
  it('exits with 2 and names all that is wrong at once, without what is secret', async () => {
    const wrong = { DISCORD_TOKEN: 'canary-no-token', HTTP_PORT: 'x', OWN_NODE: 'perhaps' };
    const { code, stdout, stderr } = await npmStartWith(wrong).outcome;
    expect([code, stdout]).toEqual([2, '']);
    for (const name of Object.keys(wrong)) expect(stderr).toContain(name);
    expect(stderr).not.toContain('canary');
  });
});

describe('npm start -- doctor', () => {
  it('exits with 0 when nothing failed, and shows no secret', async () => {
    await using world = await discordWorld();
    const { code, stdout, stderr } = await npmStartWith(world.env, 'doctor').outcome;
    expect(stdout).toMatch(/^ok +settings /);
    expect(stdout).toMatch(/^ok +token +Discord takes it: /m);
    expect(stdout).toMatch(/\d+ ok, \d+ warnings?, 0 failed\.\n$/);
    expect(code).toBe(0);
    expect(stdout + stderr).not.toContain(world.discord.token);
  });

  it('exits with 1 when something failed', async () => {
    const { code, stdout } = await npmStartWith({ DISCORD_TOKEN: 'canary-no-token' }, 'doctor').outcome;
    expect([code, stdout]).toEqual([1, expect.stringContaining('DISCORD_TOKEN')]);
    expect(stdout).not.toContain('canary');
  });
});

describe('npm start -- search', () => {
  it('answers at a terminal until an empty line, also when that comes before the answer', async () => {
    // script(1) gives it a terminal; what is typed ahead waits in it.
    const terminal = start('sh', [
      '-c',
      "printf 'moonlight\\rgreensleeves\\r\\r' | script -qec 'npm start --silent -- search' /dev/null",
    ]);
    const { code, stdout } = await terminal.outcome;
    expect([code, stdout]).toEqual([0, expect.stringContaining('search>')]);
    expect(stdout).not.toMatch(/ERR_|Error/);
  });

  it('prints one JSON line an answer: a node, then the cache', async () => {
    const { code, stdout } = await npmStart('search', 'ode to joy', '--repeat', '3', '--json').outcome;
    expect(code).toBe(0);
    const answers = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(answers.map(({ servedFrom }) => servedFrom)).toEqual(['node', 'l1', 'l1']);
    expect(answers[2]).toEqual({
      query: 'ode to joy',
      servedFrom: 'l1',
      durationMs: expect.any(Number),
      tracks: [
        {
          title: 'Ode to Joy',
          author: 'Ludwig van Beethoven',
          uri: expect.stringMatching(/^http:/),
          lengthMs: expect.any(Number),
        },
      ],
    });
  });

  it('says so and exits with 1 when nothing is found', async () => {
    const { code, stderr } = await npmStart('search', 'qqqqqq').outcome;
    expect([code, stderr]).toEqual([1, expect.stringContaining('Nothing was found for "qqqqqq".')]);
  });

  it('finds the user’s own files with --music', async () => {
    const music = mkdtempSync(join(tmpdir(), 'reprise-music-'));
    execFileSync('cp', [join(import.meta.dirname, 'fixtures/humming.wav'), music]);
    const { code, stdout } = await npmStart('--music', music, 'search', 'humming', '--json').outcome;
    expect(code).toBe(0);
    expect(JSON.parse(stdout.split('\n')[0] ?? '').tracks[0]).toMatchObject({
      uri: expect.stringContaining('humming.wav'),
    });
  });

  it.each([
    [['serch'], 2, 'There is no command "serch"'],
    [['search'], 2, 'search needs something to search for'],
    [['search', 'x', '--repeat', '0'], 2, '--repeat must be a whole number'],
    [['--nonsense'], 2, "Unknown option '--nonsense'"],
    [['--music', '/nowhere/at/all', 'search', 'x'], 1, '/nowhere/at/all'],
  ])('answers %j with exit code %i and what is wrong', async (args, expected, words) => {
    const { code, stderr } = await npmStart(...args).outcome;
    expect([code, stderr]).toEqual([expected, expect.stringContaining(words)]);
  });

  it('has a complete --help', async () => {
    const { code, stdout } = await npmStart('--help').outcome;
    expect(code).toBe(0);
    for (const word of [
      'doctor',
      'search [QUERY]',
      '--shards',
      '--music',
      '--listen',
      '--repeat',
      '--json',
      '--version',
      '--help',
    ])
      expect(stdout).toContain(word);
  });

  it('prints its version', async () => {
    const { code, stdout } = await npmStart('--version').outcome;
    expect([code, stdout]).toEqual([0, expect.stringMatching(/^\d+\.\d+\.\d+\n$/)]);
  });
});

describe('the repository', () => {
  it('runs its scripts on the Node it pins', async () => {
    const { stdout } = await run('npm', ['run', '-s', 'node', '--', '-v']);
    expect(stdout.trim()).toMatch(/^v24\./);
  });

  it('leaves the command reprise-node ready after npm ci', async () => {
    const { code, stdout } = await run('npx', ['reprise-node', '--help']);
    expect([code, stdout]).toEqual([0, expect.stringContaining('--player-update-interval-ms')]);
  });
});

/** A Discord that is made up, and the settings by which a bot comes to it. */
async function discordWorld() {
  const discord = new FakeDiscord({ token: 'bWFkZS11cA.bWFkZS11cA.canary-token-of-the-start-test' });
  discord.guild();
  const dataDir = mkdtempSync(join(tmpdir(), 'reprise-start-'));
  const env = {
    DISCORD_TOKEN: discord.token,
    OWN_NODE_VOICE: 'silent',
    DISCORD_API_BASE: await discord.listen(),
    DATA_DIR: dataDir,
    YTDLP: 'off',
  };
  return {
    discord,
    env,
    [Symbol.asyncDispose]: async () => {
      await discord.close();
      rmSync(dataDir, { recursive: true });
    },
  };
}

/** Lets a server listen on any free port of loopback, and answers the port. */
function listening(server: Server): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    });
  });
}

/** Processes that came from one, from /proc. */
function descendants(pid: number): number[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
    .trim()
    .split(/\s+/)
    .filter(Boolean)
    .map(Number);
  return children.flatMap((child) => [child, ...descendants(child)]);
}

/** One that has ended, and whose parent did not ask how, is none. */
function isAlive(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

function residentMegabytes(pid: number): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1_024;
}
