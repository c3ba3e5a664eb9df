import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { AudioNode } from '@reprise/node';
import { describe, expect, it } from 'vitest';
import { FLAGS, readCommand, variableOf } from '../src/cli/flags.ts';
import { helpText } from '../src/cli/help.ts';
import { makeFakeYtDlp } from './support/fake-yt-dlp.ts';
import { Rest } from './support/rest.ts';
import { Socket } from './support/socket.ts';

const CLI = fileURLToPath(new URL('../src/cli.ts', import.meta.url));
const LOADER = new URL('./support/sources-loader.mjs', import.meta.url).href;

describe('reprise-node', () => {
  it('serves until SIGTERM, then closes its clients with 1001 and exits with 0', async () => {
    const command = start(['--port', '0', '--password', 'secret']);
    const url = await command.url;
    const socket = await Socket.open(url, { Authorization: 'secret' });

    expect((await new Rest(url, 'secret').get('/version')).text).toBe('4.2.2');
    const began = performance.now();
    command.process.kill('SIGTERM');

    expect(await command.exit).toBe(0);
    expect(performance.now() - began).toBeLessThan(2_000);
    await expect.poll(() => socket.closed).toEqual({ code: 1001 });
    expect(command.output()).toContain('It speaks the Lavalink v4 protocol.');
  });

  it('ends on SIGINT too, and takes its options from the environment', async () => {
    const command = start([], { REPRISE_NODE_PORT: '0', REPRISE_NODE_PASSWORD: 'other' });

    expect((await new Rest(await command.url, 'other').get('/version')).status).toBe(200);
    command.process.kill('SIGINT');

    expect(await command.exit).toBe(0);
  });

  it('closes in good order on Ctrl+C in a terminal, which npx sends a second time', async () => {
    const command = start(['--port', '0', '--password', 'secret']);
    const url = await command.url;
    // So many that closing them takes its time.
    const opening = Array.from({ length: 200 }, () => Socket.open(url, { Authorization: 'secret' }));
    const sockets = await Promise.all(opening);
    const closing = once(command.process.stdout ?? command.process, 'data');
    command.process.kill('SIGINT');
    await closing;
    command.process.kill('SIGINT');

    expect(await command.exit).toBe(0);
    await expect.poll(() => sockets.every(({ closed }) => closed?.code === 1001)).toBe(true);
  });

  it('serves on when nobody reads its log any more', async () => {
    const command = start(['--port', '0', '--password', 'secret']);
    const url = await command.url;
    command.process.stdout?.destroy();
    command.process.stderr?.destroy();

    // Each comes and goes with a line in the log.
    for (let i = 0; i < 3; i += 1) await (await Socket.open(url, { Authorization: 'secret' })).close();

    expect((await new Rest(url, 'secret').get('/version')).status).toBe(200);
    command.process.kill('SIGTERM');
    expect(await command.exit).toBe(0);
  });

  it('says what to do when the port is taken, and exits with 1', async () => {
    await using node = new AudioNode({ port: 0 });
    await node.start();

    const command = start(['--port', String(node.port)]);

    expect(await command.exit).toBe(1);
    expect(command.output()).toContain('Choose another port, or 0 for any free one.');
  });

  it.for([
    [['--prot', '1'], '--prot'],
    [['--port', 'many'], '--port must be a whole number'],
    [['--host', '0.0.0.0'], 'Set a password of your own'],
    [['--music', '/no/such/folder'], '/no/such/folder'],
  ] as const)('exits with 1 for %j', async ([args, words]) => {
    const command = start([...args]);

    expect(await command.exit).toBe(1);
    expect(command.output()).toContain(words);
  });
});

describe('readCommand', () => {
  it('reads every option from the command line and from its variable', () => {
    const said = FLAGS.flatMap(({ name, value }) =>
      value === undefined ? [`--${name}`] : [`--${name}`, sample(value)],
    );
    const env = Object.fromEntries(FLAGS.map((flag) => [variableOf(flag), sample(flag.value)]));

    const byLine = readCommand(said, {});

    expect(byLine).toEqual(readCommand([], env));
    expect(byLine).toMatchObject({ options: { port: 7, http: true, musicDir: 'x' } });
  });

  it('prefers the command line, and takes an empty variable for none', () => {
    const env = { REPRISE_NODE_PORT: '1', REPRISE_NODE_PASSWORD: '' };

    expect(readCommand(['--port', '2'], env)).toEqual({ kind: 'run', options: { port: 2 } });
    expect(() => readCommand([], { REPRISE_NODE_HTTP: 'perhaps' })).toThrow('REPRISE_NODE_HTTP must be true or false');
  });
});

describe('--ytdlp', () => {
  it('names the program, or says off; what else is said of it goes with it', () => {
    const run = (args: readonly string[]): unknown => {
      const command = readCommand(args, {});
      return command.kind === 'run' ? command.options : undefined;
    };

    expect(run(['--ytdlp', '/x/yt-dlp'])).toEqual({ ytdlp: { path: '/x/yt-dlp' } });
    expect(run(['--ytdlp', 'off', '--ytdlp-generic'])).toEqual({ ytdlp: false });
    expect(run(['--ytdlp-arguments=--xff never', '--ytdlp-hosts', 'a.org  b.org', '--ytdlp-concurrency', '2'])).toEqual(
      {
        ytdlp: { extraArguments: ['--xff', 'never'], hosts: ['a.org', 'b.org'], concurrency: 2 },
      },
    );
  });

  it('uses what is found when nothing is said', async () => {
    await using fake = await makeFakeYtDlp();
    const command = start(['--port', '0', '--password', 'secret'], { YTDLP_PATH: fake.path });

    const info = await new Rest(await command.url, 'secret').get('/v4/info');

    expect(info.json).toMatchObject({ sourceManagers: expect.arrayContaining(['youtube', 'soundcloud']) });
    expect(command.output()).toContain(`Loading by yt-dlp 2026.08.19, ${fake.path}.`);
    command.process.kill('SIGTERM');
    expect(await command.exit).toBe(0);
  });
});

it('--help and the README name every option, its variable and its default', () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

  for (const flag of FLAGS) {
    for (const text of [helpText(), readme]) expect(text).toContain(`--${flag.name}`);
    for (const text of [helpText(), readme]) expect(text).toContain(variableOf(flag));
  }
});

interface Command {
  readonly process: ChildProcess;
  readonly exit: Promise<number | null>;
  /** The address it says it listens on. */
  readonly url: Promise<string>;
  output(): string;
}

function start(args: string[], env: Record<string, string> = {}): Command {
  const child = spawn(process.execPath, ['--import', LOADER, CLI, ...args], { env: { ...process.env, ...env } });
  let text = '';
  const url = new Promise<string>((resolve) => {
    const read = (chunk: Buffer): void => {
      text += chunk.toString();
      const found = /listening on (http:\S+\d)/.exec(text)?.[1];
      if (found !== undefined) resolve(found);
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
  });
  return { process: child, exit: once(child, 'close').then(([code]) => code), url, output: () => text };
}

function sample(value: string | undefined): string {
  if (value === undefined) return 'true';
  return value === 'NUMBER' ? '7' : 'x';
}
