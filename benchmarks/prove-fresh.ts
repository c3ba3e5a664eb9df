/**
 * `npm run prove:fresh -- [--release trixie] [--copy DIR]`
 *
 * Does what docs/guide/five-minutes.md says on a Debian that has nothing but Node, npm and git: clones the last commit, starts the
 * demo, then the bot with a token, and listens to what it plays. Discord and its voice server are made up, on loopback; all
 * else is as on anybody's machine. With `--copy` a folder with such a Debian is taken instead of making one. Prints tables in Markdown; ends with 0 when all goals are met.
 */
import { execFile } from 'node:child_process';
import { chown, stat, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import type { Bench, Goal, Row } from './src/bench.ts';
import { FreshDebian, missing } from './src/fresh/fresh-debian.ts';
import { Stage } from './src/fresh/stage.ts';
import { TypedLine } from './src/fresh/typed-line.ts';
import { outcomesOf } from './src/goals.ts';
import { sectionOf } from './src/table.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const FIVE_MINUTES_S = 300;
const SONG = 'ode to joy';
/** What is softer is not heard. */
const AUDIBLE_DB = -50;
const VIDEO = 'https://www.youtube.com/watch?v=dQw4w9WgXcQ';

const { values } = parseArgs({ options: { release: { type: 'string', default: 'trixie' }, copy: { type: 'string' } } });
const lack = await missing();
if (lack !== undefined) {
  console.error(`A Debian cannot be made here. ${lack}`);
  process.exit(2);
}

const bench = { name: 'fresh', title: `what five-minutes.md says, on a Debian ${values.release} with Node and npm` };
const rows: Row[] = [];
const goals: Goal[] = [];

say('Debian is made …');
await using debian = await (values.copy === undefined
  ? FreshDebian.make(values.release)
  : FreshDebian.copyOf(values.copy));
const home = await stat(debian.home('.'));
const source = debian.home('reprise.git');
await promisify(execFile)('git', ['clone', '--quiet', '--bare', ROOT, source]);
await debian.asRoot('chown', '-R', `${home.uid}:${home.gid}`, '/home/anna/reprise.git');
await using stage = await Stage.start({ file: debian.home('trusted.pem'), path: '/home/anna/trusted.pem' });
// Whatever goes wrong, nothing that was started stays: they end before what they run on.
await using lines = new AsyncDisposableStack();

const began = performance.now();
await timed('git clone', () => typed('git clone --quiet reprise.git reprise').succeeds());
const warned = await demo();
await doctor();
await bot();
count('lines of warnings of npm', warned, { atMost: 0 });

console.log('# A fresh machine\n');
console.log(`\`npm run prove:fresh -- --release ${values.release}\`: ${await versions()}\n`);
const all: Bench = { ...bench, goals, run: () => rows };
console.log(sectionOf(all, rows));
if (outcomesOf(all, rows).some(({ isMet }) => !isMet)) process.exitCode = 1;

/** Nothing is installed yet. @returns How much npm complained. */
async function demo(): Promise<number> {
  const start = typed('cd reprise && npm start', { HTTP_PORT: '0' });
  await timed('npm start, until the demo has found a song', () => start.says('→ found in'));
  await start.stop();
  return start.text.split('\n').filter((line) => /^npm warn/i.test(line)).length;
}

async function doctor(): Promise<void> {
  const line = typed('cd reprise && npm start -- doctor');
  await timed('npm start -- doctor', () => line.succeeds());
  count('doctor: things that failed', line.text.match(/^failed/gm)?.length ?? 0, { atMost: 0 });
  count('doctor: warnings, each with what to do', line.text.match(/^warning.*\n +-> /gm)?.length ?? 0);
}

async function bot(): Promise<void> {
  const file = debian.home('reprise/.env');
  await writeFile(file, `DISCORD_TOKEN=${stage.token}\n`);
  await chown(file, home.uid, home.gid);
  const start = typed('cd reprise && npm start', { ...stage.env, HTTP_PORT: '0' });
  await timed('npm start with a token, until the bot is ready', () => start.says('The bot is ready.'));
  const heard = stage.heard.nextFrame({ withinMs: 20_000 });
  await timed(`/play ${SONG}, until the first sound`, async () => {
    const answer = await stage.play(SONG);
    if (!answer.startsWith('Playing')) throw new Error(`It answers ${answer}\n${start.text}`);
    await heard;
  });
  seconds('git clone to the first sound', (performance.now() - began) / 1_000, { atMost: FIVE_MINUTES_S });
  await new Promise((resolve) => setTimeout(resolve, 3_000));
  add('level of what is heard', stage.heard.music(1_000).levelDb, 'dB', { atLeast: AUDIBLE_DB });
  const told = await stage.play(VIDEO);
  count('a link to YouTube is answered with what is missing', told.includes('yt-dlp') ? 1 : 0, { atLeast: 1 });
  count('the log says once that YouTube is missing', start.text.match(/There is no YouTube/g)?.length ?? 0, {
    atLeast: 1,
    atMost: 1,
  });
  await start.stop();
}

function typed(line: string, env: Readonly<Record<string, string>> = {}): TypedLine {
  say(line);
  return lines.use(new TypedLine(debian.types(line, env)));
}

async function versions(): Promise<string> {
  const line = typed('. /etc/os-release; echo "$PRETTY_NAME, Node $(node --version), npm $(npm --version)"');
  await line.succeeds();
  return line.text.trim();
}

async function timed(name: string, work: () => Promise<unknown>): Promise<void> {
  const from = performance.now();
  await work();
  seconds(name, (performance.now() - from) / 1_000);
}

type Bound = Pick<Goal, 'atLeast' | 'atMost'>;

function seconds(name: string, value: number, bound: Bound = {}): void {
  add(name, value, 's', bound);
}

function count(name: string, value: number, bound: Bound = {}): void {
  add(name, value, '', bound);
}

function add(name: string, value: number, unit: string, bound: Bound): void {
  rows.push({ bench: bench.name, case: name, subject: 'the bot', value, unit });
  for (const [which, limit] of Object.entries(bound)) goals.push({ case: name, subject: 'the bot', [which]: limit });
}

function say(what: string): void {
  process.stderr.write(`${what}\n`);
}
