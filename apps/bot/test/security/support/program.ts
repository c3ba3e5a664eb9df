import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../../../dist/main.js', import.meta.url));

/** A program that runs, and all it has written. */
export interface Program extends AsyncDisposable {
  readonly child: ChildProcess;
  /** What it wrote so far, to both outputs. */
  readonly output: string;
  readonly ended: Promise<number | null>;
  /** Waits until it writes something like that. @throws Error with what it wrote, when it ends before. */
  says(text: string | RegExp): Promise<void>;
}

/** Starts the bot as it was built, as a person does; whoever starts it disposes of it. @param env - All it gets. */
export function program(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  cwd: string,
  execArgv: readonly string[] = [],
): Program {
  const child = spawn(process.execPath, [...execArgv, MAIN, ...args], { env: { PATH: process.env.PATH, ...env }, cwd });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (part) => (output += part));
  const ended = once(child, 'close').then(() => child.exitCode);
  return {
    child,
    get output() {
      return output;
    },
    ended,
    async says(text) {
      const isThere = () => (typeof text === 'string' ? output.includes(text) : text.test(output));
      while (!isThere()) {
        if (child.exitCode !== null || child.signalCode !== null) throw new Error(`It never said ${text}:\n${output}`);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    },
    async [Symbol.asyncDispose]() {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
      await ended;
    },
  };
}
