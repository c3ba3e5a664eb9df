import { chmod, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder } from './folder.ts';

/** What the fake does for an argument. */
export interface FakeAnswer {
  /** Printed as JSON; a text as it is. */
  readonly out?: unknown;
  readonly err?: string;
  readonly exit?: number;
  readonly sleepMs?: number;
  /** Printed in addition, or to stderr. */
  readonly outBytes?: number;
  readonly errBytes?: number;
  readonly ignoresTerm?: boolean;
  /** Starts a program that outlives it and holds its output open. */
  readonly hasChild?: boolean;
  /** Cuts its output after so many bytes, and waits. */
  readonly cutAt?: number;
}

/** One run of the fake. */
export interface FakeCall {
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  /** Files in the working folder. */
  readonly files: readonly string[];
  /** What came in by stdin. */
  readonly stdin: string;
  readonly pid: number;
  readonly childPid?: number;
  readonly cookies?: string;
  readonly cookiesMode?: number;
  readonly at: number;
}

/** A program that plays yt-dlp. */
export interface FakeYtDlp extends AsyncDisposable {
  readonly path: string;
  /** Says what is done for what stands after `--`; the last one set counts, `*` is for all others. */
  answer(argument: string, answer: FakeAnswer): Promise<void>;
  /** Runs so far but for the question of its version, in their order. */
  calls(): Promise<readonly FakeCall[]>;
}

const SCRIPT = `
const { appendFileSync, existsSync, readdirSync, readFileSync } = require('node:fs');
const { spawn } = require('node:child_process');
const { join } = require('node:path');
const at = Date.now();
const argv = process.argv.slice(2);
const { version, answers } = JSON.parse(readFileSync(join(__dirname, 'answers.json'), 'utf8'));
if (argv.includes('--version')) {
  process.stdout.write(version + '\\n');
  process.exit(0);
}
const answer = answers[argv.at(-1)] ?? answers['*'] ?? { out: null, exit: 1, err: 'ERROR: nothing was prepared' };
if (answer.ignoresTerm) process.on('SIGTERM', () => {});
const call = { argv, env: process.env, cwd: process.cwd(), files: readdirSync('.'), pid: process.pid, at };
try { call.stdin = readFileSync(0, 'utf8'); } catch (error) { call.stdin = String(error); }
const cookies = argv[argv.indexOf('--cookies') + 1];
if (argv.includes('--cookies')) {
  call.cookies = readFileSync(cookies, 'utf8');
  call.cookiesMode = require('node:fs').statSync(cookies).mode & 0o777;
  require('node:fs').writeFileSync(cookies, 'spoilt');
}
if (answer.hasChild) {
  const child = spawn(process.execPath, ['-e', "process.on('SIGTERM', () => {}); setInterval(() => {}, 1000)"], { stdio: 'inherit' });
  call.childPid = child.pid;
}
appendFileSync(join(__dirname, 'calls', process.pid + '.json'), JSON.stringify(call));
const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const write = (stream, data) => new Promise((resolve) => stream.write(data, resolve));
(async () => {
  if (answer.sleepMs) await wait(answer.sleepMs);
  if (answer.errBytes) await write(process.stderr, 'x'.repeat(answer.errBytes) + '\\n');
  if (answer.err) await write(process.stderr, answer.err + '\\n');
  const out = Buffer.from(typeof answer.out === 'string' ? answer.out : JSON.stringify(answer.out ?? null));
  if (answer.cutAt) {
    await write(process.stdout, out.subarray(0, answer.cutAt));
    await wait(100);
    await write(process.stdout, out.subarray(answer.cutAt));
  } else await write(process.stdout, out);
  if (answer.outBytes) await write(process.stdout, ' '.repeat(answer.outBytes));
  process.exit(answer.exit ?? 0);
})();
`;

/** Makes a {@link FakeYtDlp}. */
export async function makeFakeYtDlp(version = '2026.08.19'): Promise<FakeYtDlp> {
  const folder = await makeFolder();
  const path = join(folder.path, 'yt-dlp');
  const calls = join(folder.path, 'calls');
  const answers: Record<string, FakeAnswer> = {};
  const save = (): Promise<void> => writeFile(join(folder.path, 'answers.json'), JSON.stringify({ version, answers }));
  await mkdir(calls);
  await writeFile(path, `#!${process.execPath}\n${SCRIPT}`);
  await chmod(path, 0o755);
  await save();
  return {
    path,
    answer: (argument, answer) => {
      answers[argument] = answer;
      return save();
    },
    calls: async () => {
      const texts = await Promise.all((await readdir(calls)).map((name) => readFile(join(calls, name), 'utf8')));
      const read = texts.filter((text) => text.endsWith('}')).map((text): FakeCall => JSON.parse(text));
      return read.sort((a, b) => a.at - b.at);
    },
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
}

/** A YouTube video as the real program prints it. */
export function video(id: string, more: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return {
    _type: 'video',
    id,
    title: `Video ${id}`,
    uploader: 'Somebody',
    duration: 212.4,
    webpage_url: `https://www.youtube.com/watch?v=${id}`,
    extractor_key: 'Youtube',
    thumbnail: `https://i.ytimg.com/vi/${id}/hq.jpg`,
    url: `https://r1.googlevideo.com/videoplayback?id=${id}`,
    ...more,
  };
}

/** A flat list, as the real program prints it, of what {@link entry} makes. */
export function list(title: string, entries: readonly unknown[]): Record<string, unknown> {
  return { _type: 'playlist', id: 'x', title, entries, playlist_count: entries.length };
}

/** An entry of a flat list of YouTube. */
export function entry(id: string, more: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  const { _type, webpage_url, extractor_key, ...rest } = video(id);
  return { ...rest, _type: 'url', ie_key: 'Youtube', url: webpage_url, ...more };
}

/** Whether a process is there. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
