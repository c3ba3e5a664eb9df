import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Running, run, start } from './support.ts';

const npmStart = (...args: string[]): Running => start('npm', ['start', '--silent', '--', ...args]);

describe('npm start', () => {
  it('shows one search twice, from a node and from the cache, and keeps serving without a terminal', async () => {
    const demo = npmStart();
    await demo.says('Serving.');
    demo.child.kill('SIGTERM');
    const { code, stdout } = await demo.outcome;
    expect(code).toBe(0);
    expect(stdout).toMatch(/demo-1 {2}http:\/\/127\.0\.0\.1:\d+[\s\S]*demo-2 {2}http:\/\/127\.0\.0\.1:\d+/);
    expect(stdout).toMatch(/from node demo-[12] +[\d.]+ ms\n +from the cache \(l1\) +[\d.]+ ms/);
  });

  it.each(['SIGINT', 'SIGTERM'] as const)('ends with 0 within 5 s of %s and leaves no process', async (signal) => {
    const demo = npmStart();
    await demo.says('Serving.');
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
    await demo.says('Serving.');
    expect(performance.now() - startedAt).toBeLessThan(10_000);
    const [largest] = descendants(demo.child.pid ?? 0)
      .map(residentMegabytes)
      .sort((a, b) => b - a);
    demo.child.kill('SIGTERM');
    await demo.outcome;
    expect(largest).toBeLessThan(150);
  });

  it('answers at a terminal until an empty line, also when that comes before the answer', async () => {
    // script(1) gives the demo a terminal; what is typed ahead waits in it.
    const terminal = start('sh', [
      '-c',
      "printf 'moonlight\\rgreensleeves\\r\\r' | script -qec 'npm start --silent' /dev/null",
    ]);
    const { code, stdout } = await terminal.outcome;
    expect([code, stdout]).toEqual([0, expect.stringContaining('search>')]);
    expect(stdout).not.toMatch(/ERR_|Error/);
  });

  it('takes another port when one is taken, and prints it', async () => {
    const squatter = createServer();
    await new Promise<void>((resolve) => squatter.on('error', () => resolve()).listen(2333, '127.0.0.1', resolve));
    const demo = npmStart();
    await demo.says('Serving.');
    demo.child.kill('SIGTERM');
    const { code, stdout } = await demo.outcome;
    squatter.close();
    expect(code).toBe(0);
    expect(stdout).toMatch(/demo-1 {2}http:\/\/127\.0\.0\.1:(?!2333)\d+/);
  });
});

describe('npm start -- search', () => {
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
    for (const option of ['search QUERY', '--repeat', '--json', '--music', '--help']) expect(stdout).toContain(option);
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

/** Processes that came from one, from /proc. */
function descendants(pid: number): number[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
    .trim()
    .split(/\s+/)
    .filter(Boolean)
    .map(Number);
  return children.flatMap((child) => [child, ...descendants(child)]);
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

function residentMegabytes(pid: number): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1_024;
}
